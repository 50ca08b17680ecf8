"""Trailers: the ``Token: value`` lines that end a commit message."""

import re
from collections.abc import Sequence

_TRAILER = re.compile(r"([A-Za-z0-9-]+)[ \t]*:(.*)", re.DOTALL)
_GENERATED = ("Signed-off-by: ", "(cherry picked from commit ")


def trailers(message: str) -> tuple[tuple[str, str], ...]:
    """The trailers of ``message`` in their order, folded lines joined by a space.

    Read as ``git interpret-trailers --parse --no-divider`` reads them: the last paragraph, when
    all its lines are trailers, or when git wrote one of them and a quarter are; never the title.
    """
    found: list[tuple[str, str]] = []
    foldable = False
    for line in _block(message.split("\n")):
        match = _TRAILER.fullmatch(line)
        if foldable and line[:1].isspace():
            token, value = found[-1]
            found[-1] = (token, f"{value} {line.strip()}".strip())
            continue
        foldable = match is not None
        if match:
            found.append((match[1], match[2].strip()))
    return tuple(found)


def _block(lines: Sequence[str]) -> Sequence[str]:
    """The lines of the last paragraph when they are trailers, else nothing (git's trailer.c)."""
    title_end = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    last = next((at for at in reversed(range(len(lines))) if not _is_aside(lines[at])), -1)
    tokens = others = folded = 0
    generated = False
    for at in range(last, title_end - 1, -1):
        line = lines[at]
        if not line.strip():
            others += folded
            enough = tokens * 3 >= others if generated else not others
            return lines[at + 1 : last + 1] if tokens and enough else ()
        if line.startswith("#"):
            others, folded = others + folded, 0
        elif line.startswith(_GENERATED) or _TRAILER.fullmatch(line):
            generated |= line.startswith(_GENERATED)
            tokens, folded = tokens + 1, 0
        elif line[:1].isspace():
            folded += 1
        else:
            others, folded = others + folded + 1, 0
    return ()


def _is_aside(line: str) -> bool:
    return not line.strip() or line.startswith("#")
