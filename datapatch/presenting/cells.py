"""Cells as a terminal may show them: between quotes, and without what would steer it."""

import re

from datapatch.translation import N_, Translate

NOTHING = N_("nothing")

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PICTURES = {"\n": "⏎", "\r": "␍", "\t": "⇥"}


def shown(cell: str | None, translate: Translate) -> str:
    """A cell between quotes, on one line; the word for None."""
    return translate(NOTHING) if cell is None else f'"{plain(cell)}"'


def plain(text: str) -> str:
    """``text`` on one line, control characters as signs that a terminal does not obey."""
    return _STEERING.sub(_sign, text) if _STEERING.search(text) else text


def _sign(found: re.Match[str]) -> str:
    character = found.group()
    return _PICTURES.get(character) or f"\\u{ord(character):04x}"
