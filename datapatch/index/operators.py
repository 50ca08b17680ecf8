"""What a filter asks of a cell.

The operators are those of data.gouv.fr's tabular API, with Datasette's aliases
(https://tabular-api.data.gouv.fr/api/doc, https://docs.datasette.io/en/stable/json_api.html).
"""

import json
import re
from collections.abc import Callable

from datapatch.errors import BadQuery
from datapatch.index.folding import fold
from datapatch.translation import N_

Test = Callable[[str], bool]
Rank = tuple[int, float, str]

NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
SEPARATORS = "|;"
"""What stands between the values of a cell that holds several."""

_BETWEEN = re.compile(rf"\s*[{re.escape(SEPARATORS)}]\s*")


def rank(text: str) -> Rank:
    """Where ``text`` stands in an order: numbers before words."""
    number = as_number(text)
    return (1, 0.0, fold(text)) if number is None else (0, number, "")


def as_number(text: str) -> float | None:
    """The number that ``text`` writes, with a point or a decimal comma; None for anything else."""
    stripped = text.strip()
    return float(stripped.replace(",", ".")) if NUMBER.fullmatch(stripped) else None


def cell_test(operator: str, value: str) -> Test:
    """Whether a cell passes ``operator`` with ``value``; raises `BadQuery` for an unknown one."""
    return OPERATORS[known_operator(operator)](value)


def known_operator(operator: str) -> str:
    """The operator of that name, or of that alias; raises `BadQuery`, which lists them."""
    found = ALIASES.get(operator, operator)
    if found not in OPERATORS:
        raise BadQuery(
            N_("There is no operator “{operator}”. The operators are: {operators}."),
            operator=operator,
            operators=", ".join((*OPERATORS, *ALIASES)),
        )
    return found


def _compare(accept: Callable[[Rank, Rank], bool]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        bound = rank(value)
        return lambda cell: cell != "" and (r := rank(cell))[0] == bound[0] and accept(r, bound)

    return make


def _contains(value: str) -> Test:
    wanted = fold(value)
    return lambda cell: wanted in fold(cell)


def _not_contains(value: str) -> Test:
    unwanted = fold(value)
    return lambda cell: unwanted not in fold(cell)


def _in(value: str) -> Test:
    wanted = listed(value)
    return lambda cell: cell in wanted


def _not_in(value: str) -> Test:
    unwanted = listed(value)
    return lambda cell: cell not in unwanted


def listed(value: str) -> frozenset[str]:
    """The values of a list: ``a,b``, or a JSON array where a value holds a comma itself."""
    if value.startswith("["):
        try:
            return frozenset(str(item) for item in json.loads(value))
        except ValueError:
            pass
    return frozenset(value.split(","))


def _starts(value: str) -> Test:
    wanted = fold(value)
    return lambda cell: fold(cell).startswith(wanted)


def _has(value: str) -> Test:
    return lambda cell: value in _BETWEEN.split(cell)


OPERATORS: dict[str, Callable[[str], Test]] = {
    "exact": lambda value: lambda cell: cell == value,
    "differs": lambda value: lambda cell: cell != value,
    "contains": _contains,
    "notcontains": _not_contains,
    "in": _in,
    "notin": _not_in,
    "less": _compare(lambda cell, bound: cell <= bound),
    "greater": _compare(lambda cell, bound: cell >= bound),
    "strictly_less": _compare(lambda cell, bound: cell < bound),
    "strictly_greater": _compare(lambda cell, bound: cell > bound),
    "isnull": lambda _: lambda cell: cell == "",
    "isnotnull": lambda _: lambda cell: cell != "",
    "startswith": _starts,
    "arraycontains": _has,
}
ALIASES = {
    "gt": "strictly_greater",
    "gte": "greater",
    "lt": "strictly_less",
    "lte": "less",
    "isblank": "isnull",
}
