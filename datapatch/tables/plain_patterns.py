"""Patterns that a row scanner may use: what they accept is right, what they refuse may be too.

They accept texts of printable ASCII characters only and never step back, so that they take the time
of one look at each byte. Whoever is refused is judged by the exact rules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

NEVER = "(?!)"
"""Accepts nothing."""
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
LONGEST = 2_000
"""Characters of a pattern that is looked at."""

_TOKEN = re.compile(
    r"\\[dDwWsS]|\\[^A-Za-z0-9]|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:)?|[)|]"
    r"|(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})[?+]?|\.|[^\\*+?{}()|\[\]^$]",
    re.DOTALL,
)


def literal(text: str, alphabet: str) -> str:
    """Accepts ``text`` itself, when it has no other characters than ``alphabet``."""
    return re.escape(text) if set(text) <= set(alphabet) else NEVER


def one_of(texts: list[str], alphabet: str) -> str:
    """Accepts each of ``texts``, the longest first."""
    known = sorted({t for t in texts if set(t) <= set(alphabet)}, key=lambda t: (-len(t), t))
    return f"(?>{'|'.join(map(re.escape, known))})" if known else NEVER


def characters(allowed: str) -> str:
    """Accepts one of these characters."""
    return f"[{''.join(map(re.escape, allowed))}]" if allowed else NEVER


def never_stepping_back(pattern: str, alphabet: str) -> str | None:
    """Accepts texts that ``pattern`` matches from end to end; None when it says too much.

    Groups, alternatives and repetitions are understood; looking around and back is not.
    """
    text = pattern.removeprefix("^")
    text = text[:-1] if text.endswith("$") and not text.endswith("\\$") else text
    tokens = list(_tokens(text)) if len(text) <= LONGEST else None
    if tokens is None or "".join(tokens) != text:
        return None
    parser = _Parser(tokens, alphabet)
    try:
        found = parser.alternatives()
    except (regex.error, _NotPlainError):
        return None
    return found if parser.at == len(tokens) else None


class _NotPlainError(Exception):
    """A pattern says something that is not understood here."""


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while found := _TOKEN.match(text, at):
        yield found[0]
        at = found.end()


@dataclass
class _Parser:
    """Reads a pattern from left to right."""

    tokens: list[str]
    alphabet: str
    at: int = 0

    def alternatives(self) -> str:
        """One sequence, or several: the first that fits is taken."""
        found = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            found.append(self._sequence())
        return found[0] if len(found) == 1 else f"(?>{'|'.join(found)})"

    def _sequence(self) -> str:
        found = []
        while self._next() not in {"", "|", ")"}:
            found.append(self._atom() + self._repetition())
        return "".join(found)

    def _atom(self) -> str:
        token = self._next()
        self.at += 1
        if token[0] != "(":
            return characters(self._matching(token))
        inside = self.alternatives()
        if self._next() != ")":
            raise _NotPlainError(token)
        self.at += 1
        return f"(?>{inside})"

    def _matching(self, token: str) -> str:
        """The characters that one token matches: the engine of the exact rules says which."""
        if token[0] in "*+?{":  # nothing to repeat
            raise _NotPlainError(token)
        one = regex.compile(token if token[0] in "\\[." else re.escape(token), regex.VERSION0)
        return "".join(c for c in self.alphabet if one.fullmatch(c))

    def _repetition(self) -> str:
        token = self._next()
        if not token or token[0] not in "*+?{":
            return ""
        self.at += 1
        times = token.rstrip("+?") or token[0]
        return f"{times}+"

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""


def digits_between(least: int, greatest: int) -> str:
    """Accepts whole numbers from ``least`` (0 at least) to ``greatest``, without zeros in front."""
    spans = []
    for width in range(len(str(max(least, 0))), len(str(max(greatest, 0))) + 1):
        low = max(least, 10 ** (width - 1) if width > 1 else 0)
        high = min(greatest, 10**width - 1)
        if low <= high:
            spans += _same_width(str(low), str(high))
    return f"(?>{'|'.join(reversed(spans))})" if spans else NEVER


def _same_width(low: str, high: str) -> list[str]:
    """Patterns for the numbers between two with equally many digits."""
    if not low:
        return [""]
    if low[0] == high[0]:
        return [low[0] + rest for rest in _same_width(low[1:], high[1:])]
    size = len(low) - 1
    first, last = int(low[0]), int(high[0])
    spans = []
    if set(low[1:]) - {"0"}:
        spans += [low[0] + rest for rest in _same_width(low[1:], "9" * size)]
        first += 1
    tail: list[str] = []
    if set(high[1:]) - {"9"}:
        tail = [high[0] + rest for rest in _same_width("0" * size, high[1:])]
        last -= 1
    if first <= last:
        spans.append(f"[{first}-{last}]" + (f"[0-9]{{{size}}}" if size else ""))
    return spans + tail
