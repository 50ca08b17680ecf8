"""The constraints of a field: what else a cell must satisfy once its type is right.

The verdicts are those of frictionless 5.21. A constraint that cannot be read (a pattern that is
not one, a bound of another type) checks nothing, where frictionless stops with an error.
Source: https://specs.frictionlessdata.io/table-schema/#constraints
"""

import operator
from collections.abc import Callable, Mapping, Sized
from decimal import Decimal

from datapatch.tables.cell_types import constant
from datapatch.tables.descriptors import items, thaw
from datapatch.tables.field import Field
from datapatch.tables.patterns import Patience

Rule = Callable[[object], bool | None]
"""Whether a value (never None) satisfies a constraint; None: it takes too long to find out."""

_LENGTHS = ("minLength", "maxLength")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

_SUPPORTED = {
    "string": (*_LENGTHS, "pattern", "enum"),
    "array": (*_LENGTHS, "enum"),
    "object": (*_LENGTHS, "enum"),
    "list": _LENGTHS,
} | dict.fromkeys(
    ("number", "integer", "date", "time", "datetime", "year", "yearmonth"), (*_BOUNDS, "enum")
)

_COMPARE: Mapping[str, Callable[..., bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


def rules(field: Field, patience: Patience) -> tuple[tuple[str, Rule], ...]:
    """The constraints of ``field`` that can be checked, by name, in the order of frictionless.

    ``required`` and ``unique`` are not among them: they look at more than one value.
    """
    made = [(name, _rule(field, name, patience)) for name in supported(field)]
    return tuple((name, rule) for name, rule in made if rule)


def supported(field: Field) -> tuple[str, ...]:
    """The constraints that fields of its type may have."""
    return _SUPPORTED.get(field.type, ("enum",))


def _rule(field: Field, name: str, patience: Patience) -> Rule | None:
    if field.constraints.get(name) is None:
        return None
    if name in _LENGTHS:
        return _length(field, name)
    if name == "pattern":
        return _pattern(field, patience)
    return _enum(field) if name == "enum" else _bound(field, name)


def _length(field: Field, name: str) -> Rule | None:
    limit = thaw(field.constraints[name])
    if not isinstance(limit, int | float):
        return None
    if name == "minLength":
        return lambda value: not isinstance(value, Sized) or len(value) >= limit
    return lambda value: not isinstance(value, Sized) or len(value) <= limit


def _pattern(field: Field, patience: Patience) -> Rule | None:
    matches = patience.comparison(field.constraints["pattern"])
    return (lambda value: matches(str(value))) if matches else None


def _enum(field: Field) -> Rule | None:
    allowed = [constant(field, value) for value in items(field.constraints["enum"])]
    if field.type in {"string", "any"}:
        known = {value for value in allowed if isinstance(value, str)}
        return lambda value: value in known
    return lambda value: value in allowed


def _bound(field: Field, name: str) -> Rule | None:
    limit, compare = constant(field, field.constraints[name]), _COMPARE[name]
    if limit is None:
        return None

    def holds(value: object) -> bool:
        try:
            return not is_nan(value) and compare(value, limit)  # NaN is within no bounds
        except (TypeError, ArithmeticError):
            return True  # a time with a zone against one without: there is no order

    return holds


def is_nan(value: object) -> bool:
    """Whether ``value`` is the number that equals nothing."""
    return isinstance(value, float | Decimal) and Decimal(value).is_nan()
