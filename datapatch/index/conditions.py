"""What a query asks, in the query engine's words: the same as `operators` asks of a cell.

Values never stand in the text: they are handed over beside it. Neither do names of fields.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from datapatch.index.folding import fold
from datapatch.index.operators import (
    SEPARATORS,
    as_number,
    known_operator,
    listed,
)
from datapatch.index.querying import Filter, column_position

_HALVES = re.compile("[\ud800-\udfff]")
_WHITE = "".join(c for c in map(chr, range(sys.maxunicode + 1)) if re.match(r"\s", c))
_BETWEEN = rf"[{re.escape(_WHITE)}]*[{re.escape(SEPARATORS)}][{re.escape(_WHITE)}]*"


@dataclass
class Conditions:
    """Conditions that a row must meet, and the values that they speak of."""

    columns: Sequence[str]
    values: dict[str, object] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """The folded words that are searched: each is one of ``texts``, too."""

    @property
    def are_words(self) -> bool:
        """Whether nothing but words is asked for."""
        return len(self.texts) == len(self.words) > 0

    def add_filters(self, filters: Iterable[Filter]) -> None:
        """A row must pass each filter; raises `BadQuery` for an unknown field or operator."""
        for asked in filters:
            position = column_position(self.columns, asked.field)
            make = _MAKERS[known_operator(asked.operator)]
            self.texts.append(make(self, position, asked.value))

    def add_search(self, words: Iterable[str]) -> None:
        """A row must hold each of these folded words."""
        for word in words:
            self.words.append(word)
            # A zero byte stands between the cells of a row, where no cell holds it.
            impossible = "\0" in _sayable(word)
            self.texts.append("false" if impossible else f"contains(s, {self.value(word)})")

    def value(self, value: object) -> str:
        """How the text speaks of ``value``."""
        name = f"v{len(self.values)}"
        self.values[name] = _sayable(value) if isinstance(value, str) else value
        return f"${name}"

    @property
    def where(self) -> str:
        """The clause, empty where nothing is asked."""
        return f" WHERE {' AND '.join(self.texts)}" if self.texts else ""


def folded(position: int) -> str:
    """The cells of a column without case and accents."""
    return f"coalesce(f{position}, c{position})"


def order_by(position: int, *, descending: bool) -> str:
    """How rows are sorted by a column: numbers, then texts; empty cells last either way."""
    c, n = f"c{position}", f"n{position}"
    way = " DESC" if descending else ""
    text = f"CASE WHEN {n} IS NULL THEN {folded(position)} END"
    return f"{c} = '', {n} IS NULL{way}, {n}{way}, {text}{way}"


def _sayable(text: str) -> str:
    """``text`` with zero bytes for halves of surrogate pairs: no cell holds either of them."""
    return _HALVES.sub("\0", text)


_Make = Callable[[Conditions, int, str], str]


def _compare(sign: str) -> _Make:
    def make(to: Conditions, position: int, value: str) -> str:
        number = as_number(value)
        if number is not None:
            return f"n{position} {sign} {to.value(number)}"
        bound = to.value(fold(value))
        filled = f"c{position} <> '' AND n{position} IS NULL"
        return f"({filled} AND {folded(position)} {sign} {bound})"

    return make


def _in(to: Conditions, position: int, value: str) -> str:
    return f"c{position} IN ({', '.join(to.value(item) for item in sorted(listed(value)))})"


def _has(to: Conditions, position: int, value: str) -> str:
    cell, wanted = f"c{position}", to.value(value)
    values = f"string_split_regex({cell}, {to.value(_BETWEEN)})"
    # Looking for the text at all is cheap, and mostly says no.
    return f"(contains({cell}, {wanted}) AND list_contains({values}, {wanted}))"


_MAKERS: Mapping[str, _Make] = {
    "exact": lambda to, p, value: f"c{p} = {to.value(value)}",
    "differs": lambda to, p, value: f"c{p} <> {to.value(value)}",
    "contains": lambda to, p, value: f"contains({folded(p)}, {to.value(fold(value))})",
    "notcontains": lambda to, p, value: f"NOT contains({folded(p)}, {to.value(fold(value))})",
    "in": _in,
    "notin": lambda to, p, value: f"NOT {_in(to, p, value)}",
    "less": _compare("<="),
    "greater": _compare(">="),
    "strictly_less": _compare("<"),
    "strictly_greater": _compare(">"),
    "isnull": lambda _to, p, _value: f"c{p} = ''",
    "isnotnull": lambda _to, p, _value: f"c{p} <> ''",
    "startswith": lambda to, p, value: f"starts_with({folded(p)}, {to.value(fold(value))})",
    "arraycontains": _has,
}
