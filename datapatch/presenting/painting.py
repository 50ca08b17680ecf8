"""Colours of a terminal; signs and words say the same without them."""

from collections.abc import Callable
from typing import Literal

Hue = Literal["added", "removed", "changed", "faint"]
Paint = Callable[[str, Hue], str]

_CODES: dict[Hue, str] = {"added": "32", "removed": "31", "changed": "33", "faint": "2"}


def coloured(text: str, hue: Hue) -> str:
    """``text`` between the codes of ECMA-48 that colour it."""
    return f"\x1b[{_CODES[hue]}m{text}\x1b[0m"


def uncoloured(text: str, _hue: Hue) -> str:
    """``text`` as it is."""
    return text
