"""Which words of a cell changed, to be marked on a screen."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["same", "removed", "added"]

_WORD = re.compile(r"\d+(?::\d+)+|\w+|\s+|.", re.DOTALL)
"""A time of day is one word: 18:00."""
_LONG = 2_000
_MANY = 400
_SAME_ENOUGH = 0.2


def changed_words(old: str, new: str) -> tuple[tuple[Mark, str], ...]:
    """The two texts in pieces, in reading order: what both have, what went, what came.

    The pieces "same" and "removed" make up ``old``, "same" and "added" make up ``new``. Words are
    kept whole. Of texts that are long, or share next to nothing, all is removed and added.
    """
    if old == new:
        return (("same", old),) if old else ()
    here, there = _WORD.findall(old), _WORD.findall(new)
    if max(len(old), len(new)) > _LONG or max(len(here), len(there)) > _MANY:
        return tuple(_pieces(("removed", old), ("added", new)))
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    if matcher.ratio() < _SAME_ENOUGH:
        return tuple(_pieces(("removed", old), ("added", new)))
    return tuple(_marked(matcher, here, there))


def _marked(
    matcher: "SequenceMatcher[str]", here: list[str], there: list[str]
) -> Iterator[tuple[Mark, str]]:
    before = after = ""
    for tag, i, until_i, j, until_j in matcher.get_opcodes():
        old, new = "".join(here[i:until_i]), "".join(there[j:until_j])
        # Changed words with nothing but a space between them are one change to the eye.
        last = until_i == len(here) and until_j == len(there)
        between = (before or after) and old.isspace() and not last
        if tag == "equal" and not between:
            yield from _pieces(("removed", before), ("added", after))
            yield "same", old
            before = after = ""
        else:
            before, after = before + old, after + new
    yield from _pieces(("removed", before), ("added", after))


def _pieces(*pieces: tuple[Mark, str]) -> Iterator[tuple[Mark, str]]:
    return (piece for piece in pieces if piece[1])
