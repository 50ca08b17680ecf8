"""Texts without case and accents: how people search."""

import re
import unicodedata
from functools import cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_TYPED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"}
"""What a keyboard writes for signs that print has: they are searched as they are typed."""


def fold(text: str) -> str:
    """``text`` without case and accents, for searching: "Sète" gives "sete"."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return _NOT_ASCII.sub(lambda found: _plain(found[0]), plain).casefold()


@cache
def _plain(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    return _TYPED.get(character, character)
