"""The values that a field offers: an ``enum``, or the list that a ``pattern`` spells out."""

import re
from dataclasses import dataclass

from datapatch.tables.descriptors import Descriptor, as_text, items, text

_LIST = re.compile(r"\^?\(\?:\(\?:\^\|(?P<separator>\\?.)\)\((?P<values>.*)\)\)[+*]\$?", re.DOTALL)
"""``(?:(?:^|\\|)(a|b|c))+$``: any of some values, joined by a separator (schema.data.gouv.fr)."""

_ONE = re.compile(r"\^?\((?:\?:)?(?P<values>[^?].*)\)\$?", re.DOTALL)
"""``^(a|b|c)$``: one of some values."""

_SPECIAL = frozenset("()[]{}*+?^$")


@dataclass(frozen=True, slots=True)
class Choices:
    """Some values; several may be picked when there is a ``separator`` to join them."""

    values: tuple[str, ...]
    separator: str | None = None

    def split(self, cell: str) -> tuple[str, ...]:
        """The values that a cell holds, in its order; none for an empty cell."""
        if not cell:
            return ()
        return tuple(cell.split(self.separator)) if self.separator else (cell,)

    def join(self, values: tuple[str, ...]) -> str:
        """The cell that holds these values."""
        return (self.separator or "").join(values)


def choices(constraints: Descriptor) -> Choices | None:
    """What the constraints of a field offer, None when they leave the value open."""
    offered = items(constraints.get("enum"))
    if offered:
        return Choices(tuple(map(as_text, offered)))
    return _spelled_out(text(constraints, "pattern"))


def _spelled_out(pattern: str) -> Choices | None:
    """The choices of a pattern that is nothing but literal alternatives."""
    several = _LIST.fullmatch(pattern)
    match = several or _ONE.fullmatch(pattern)
    values = _literals(match["values"]) if match else None
    if not values:
        return None
    return Choices(values, several["separator"][-1] if several else None)


def _literals(alternatives: str) -> tuple[str, ...] | None:
    """The alternatives as texts, None when one of them is more than literal characters."""
    found, current, characters = [], "", iter(alternatives)
    for character in characters:
        if character == "\\":
            escaped = next(characters, "a")
            if escaped.isalnum():
                return None
            current += escaped
        elif character == "|":
            found.append(current)
            current = ""
        elif character in _SPECIAL:
            return None
        else:
            current += character
    return tuple(value for value in (*found, current) if value)
