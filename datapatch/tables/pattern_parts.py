"""What a simple pattern asks for, part by part: so many digits, then this text, then a letter."""

import re
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["digits", "capitals", "small", "letters", "signs", "text"]

_CLASSES: dict[str, Kind] = {
    r"\d": "digits",
    "[0-9]": "digits",
    "[A-Z]": "capitals",
    "[a-z]": "small",
    "[A-Za-z]": "letters",
    "[a-zA-Z]": "letters",
    "[A-Z0-9]": "signs",
    "[0-9A-Z]": "signs",
    "[A-Za-z0-9]": "signs",
    "[a-zA-Z0-9]": "signs",
    "[0-9A-Za-z]": "signs",
    "[0-9a-zA-Z]": "signs",
}
_ATOM = re.compile(
    r"(?P<atom>\\d|\[[^\]]+\]|\\[^A-Za-z0-9]|[^\\\[\](){}|^$.?*+])"
    r"(?:\{(?P<least>\d+)(?P<to>,(?P<most>\d*))?\}|(?P<sign>[?*+]))?"
)
_LONGEST = 6
"""Parts that a reader follows in one sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of one kind in a row, from ``least`` to ``most`` of them (None: any number).

    A ``text`` stands as it is. ``signs`` are letters or digits.
    """

    kind: Kind
    least: int = 1
    most: int | None = 1
    text: str = ""


def pattern_parts(pattern: str) -> tuple[Part, ...]:
    """The parts of a pattern, in order; none where it says more than parts in a row."""
    text = pattern.removeprefix("^").removesuffix("$")
    found: list[Part] = []
    at = 0
    while at < len(text):
        token = _ATOM.match(text, at)
        part = _part(token) if token else None
        if token is None or part is None:
            return ()
        at = token.end()
        if found and part.kind == "text" == found[-1].kind:
            found[-1] = replace(found[-1], text=found[-1].text + part.text)
        else:
            found.append(part)
    return tuple(found) if len(found) <= _LONGEST else ()


def _part(token: re.Match[str]) -> Part | None:
    least, most = _times(token)
    kind = _CLASSES.get(token["atom"])
    if kind is not None:
        return Part(kind, least, most)
    if token["atom"].startswith("[") or (least, most) != (1, 1):
        return None
    return Part("text", text=token["atom"].removeprefix("\\"))


def _times(token: re.Match[str]) -> tuple[int, int | None]:
    if token["least"] is not None:
        least = int(token["least"])
        if token["to"] is None:
            return least, least
        return least, int(token["most"]) if token["most"] else None
    signs: dict[str | None, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
    return signs.get(token["sign"], (1, 1))
