"""For each type, cells that are right at first sight: a pattern that a row scanner may use.

What a pattern accepts has the type and satisfies every constraint of the field; many right cells
are refused, and judged by the exact rules. None where nothing can be told at first sight.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil, floor

from datapatch.tables.cell_types import boolean_texts, constant, decimal_char
from datapatch.tables.constraints import is_nan, supported
from datapatch.tables.descriptors import items, text, thaw
from datapatch.tables.field import Field
from datapatch.tables.plain_patterns import (
    NEVER,
    PRINTABLE,
    characters,
    digits_between,
    literal,
    never_stepping_back,
    one_of,
)

Plain = Callable[[str], str]
"""The pattern of a cell, given the characters that it may hold."""

MOST_TEXTS = 64
"""Values of an ``enum`` that are compared one after the other."""
MOST = 10**15
"""The greatest number whose digits are compared."""
LONGEST = 10_000
"""The greatest length that is compared."""
ANYTHING = "(?s:.*)"
"""The pattern of a field that takes every text."""

_YEAR = "[1-9][0-9]{3}"
_MONTH, _DAY = "(?>0[1-9]|1[0-2])", "(?>0[1-9]|1[0-9]|2[0-8])"
_MONTH_AND_DAY = f"(?>{_MONTH}-{_DAY}|(?>0[13578]|1[02])-(?>29|3[01])|(?>0[469]|11)-(?>29|30))"
_HOUR, _SIXTY = "(?>[01][0-9]|2[0-3])", "[0-5][0-9]"
_CLOCK = f"{_HOUR}:{_SIXTY}:{_SIXTY}Z?+"
_DIRECTIVES = {"d": _DAY, "m": _MONTH, "Y": _YEAR, "H": _HOUR, "M": _SIXTY, "S": _SIXTY}
_WORD, _LETTERS = "[A-Za-z0-9_]", "[A-Za-z0-9]{1,30}+"
_EMAIL = (
    f"{_WORD}{{1,31}}+(?:[.+-]{_WORD}{{1,31}}+)?+@"
    f"(?:{_LETTERS}(?:-{_LETTERS})?+\\.){{1,3}}+[A-Za-z]{{2,20}}+"
)
_URI = "https?+://[a-z0-9][a-z0-9.-]*+(?:/[a-z0-9._~/-]*+)?+"
_HEX = "[0-9a-f]"
_UUID = f"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}"
_FORMATS = {"email": _EMAIL, "uri": _URI, "uuid": _UUID, "binary": None}
_NUMBER = "[0-9]{1,30}+"
_LONGITUDE, _LATITUDE = "-?+(?>1[0-7][0-9]|[0-9]{1,2})", "-?+(?>[1-8][0-9]|[0-9])"
_PART = r"(?:\.[0-9]{1,15}+)?+"


def plain(field: Field) -> Plain | None:
    """The pattern of cells that are right in ``field``; ANYTHING's where all are."""
    rules = [name for name in supported(field) if field.constraints.get(name) is not None]
    if "enum" in rules:
        return _enumerated(field) if rules == ["enum"] and field.type in _MAKERS else None
    make = _MAKERS.get(field.type)
    return make(field, rules) if make else None


def _enumerated(field: Field) -> Plain | None:
    allowed = [thaw(value) for value in items(field.constraints["enum"])]
    texts = [value for value in allowed if isinstance(value, str)]
    known = [value for value in texts if _equals_itself(constant(field, value))]
    if len(known) != len(allowed) or len(known) > MOST_TEXTS:
        return None
    return lambda alphabet: one_of(known, alphabet)


def _equals_itself(value: object) -> bool:
    return value is not None and not is_nan(value)


def _string(field: Field, rules: list[str]) -> Plain | None:
    if field.format in _FORMATS:
        known = _FORMATS[field.format]
        return None if rules or not known else _fixed(known)
    if not rules:
        return lambda _alphabet: ANYTHING
    if len(rules) > 1:
        return None
    limit = thaw(field.constraints[rules[0]])
    return _patterned(str(limit)) if rules == ["pattern"] else _sized(rules[0], limit)


def _patterned(pattern: str) -> Plain | None:
    if never_stepping_back(pattern, PRINTABLE) is None:
        return None
    return lambda alphabet: never_stepping_back(pattern, alphabet) or NEVER


def _sized(rule: str, limit: object) -> Plain | None:
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= LONGEST:
        return None
    if rule == "minLength":
        return lambda alphabet: f"{characters(alphabet)}{{{limit},}}+"
    # no character takes less than one byte
    return lambda alphabet: f"{characters(alphabet)[:-1]}\\x80-\\xff]{{0,{limit}}}+"


def _integer(field: Field, rules: list[str]) -> Plain | None:
    if not rules:
        return _fixed(f"[+-]?+{_NUMBER}")
    bounds = _bounds(field, rules)
    if bounds is None:
        return None
    return _fixed(_signed(bounds, 0, ""))


def _number(field: Field, rules: list[str]) -> Plain | None:
    point, group = decimal_char(field), text(field.descriptor, "groupChar")
    if len(point) != 1 or point.isalnum() or point in "+- _" or (group and not _is_apart(group)):
        return None

    def pattern(alphabet: str) -> str:
        part = f"(?:{literal(point, alphabet)}[0-9]{{1,15}}+)?+"
        if not rules:
            return f"[+-]?+{_NUMBER}{part}"
        bounds = _bounds(field, rules)
        return NEVER if bounds is None else _signed(bounds, 1, part)

    if rules and (field.descriptor.get("floatNumber") is True or group):
        return None
    return pattern if not group or group != point else None


def _is_apart(group: str) -> bool:
    return len(group) == 1 and not group.isalnum() and group not in "+-."


def _bounds(field: Field, rules: list[str]) -> tuple[int | None, int | None] | None:
    """The least and the greatest whole number well within all bounds; None if one is no number."""
    lows: list[int] = []
    highs: list[int] = []
    for rule in rules:
        limit = constant(field, field.constraints[rule])
        if isinstance(limit, bool) or not isinstance(limit, int | Decimal):
            return None
        limit = Decimal(limit)
        if not limit.is_finite() or abs(limit) > MOST:
            return None
        exclusive = rule.startswith("exclusive")
        if _is_least(rule):
            lows.append(ceil(limit) + exclusive)
        else:
            highs.append(floor(limit) - exclusive)
    return max(lows, default=None), min(highs, default=None)


def _signed(bounds: tuple[int | None, int | None], margin: int, part: str) -> str:
    """Numbers within bounds; their fraction, in ``part``, takes a ``margin`` of one."""
    low, high = bounds
    positive = digits_between(max(low or 0, 0) if low is not None else 0, _less(high, margin))
    negative = digits_between(
        max(-high if high is not None else 0, 0), _less(None if low is None else -low, margin)
    )
    return f"(?>-{negative}{part}|{positive}{part})"


def _less(limit: int | None, margin: int) -> int:
    return MOST if limit is None else min(limit - margin, MOST)


def _date(field: Field, rules: list[str]) -> Plain | None:
    if field.format != "default":
        return None if rules else _written(field.format)
    if not rules:
        return _fixed(f"{_YEAR}-{_MONTH_AND_DAY}")
    limits = [(rule, constant(field, field.constraints[rule])) for rule in rules]
    years = [(rule, limit.year) for rule, limit in limits if isinstance(limit, date)]
    if len(years) < len(limits):
        return None
    low = max([1000, *(year + 1 for rule, year in years if _is_least(rule))])
    high = min([9999, *(year - 1 for rule, year in years if not _is_least(rule))])
    return _fixed(f"{digits_between(low, high)}-{_MONTH_AND_DAY}")


def _is_least(rule: str) -> bool:
    return rule in {"minimum", "exclusiveMinimum"}


def _year(field: Field, rules: list[str]) -> Plain | None:
    bounds = _bounds(field, rules)
    if bounds is None:
        return None
    low = 1000 if bounds[0] is None else max(bounds[0], 1000)
    high = 9999 if bounds[1] is None else min(bounds[1], 9999)
    return _fixed(digits_between(low, high))


def _time(field: Field, rules: list[str]) -> Plain | None:
    if rules or field.format != "default":
        return None if rules else _written(field.format)
    return _fixed(_CLOCK)


def _datetime(field: Field, rules: list[str]) -> Plain | None:
    if rules or field.format != "default":
        return None if rules else _written(field.format)
    return _fixed(f"{_YEAR}-{_MONTH_AND_DAY}T{_CLOCK}")


def _written(style: str) -> Plain | None:
    """Dates and times as ``strptime`` reads them, each part once, with plain marks between."""
    pattern, used, at = "", set(), 0
    while at < len(style):
        if style[at] == "%":
            directive = style[at + 1 : at + 2]
            if directive not in _DIRECTIVES or directive in used:
                return None
            used.add(directive)
            pattern += _DIRECTIVES[directive]
            at += 2
        elif style[at] in "-/.: ":
            pattern += f"[{style[at]}]" if style[at] != "-" else "-"
            at += 1
        else:
            return None
    return _fixed(pattern) if used else None


def _boolean(field: Field, _rules: list[str]) -> Plain | None:
    texts = [word for words in boolean_texts(field) for word in words]
    return (lambda alphabet: one_of(texts, alphabet)) if len(texts) <= MOST_TEXTS else None


def _geopoint(field: Field, _rules: list[str]) -> Plain | None:
    if field.format != "default":
        return None

    def pattern(alphabet: str) -> str:
        comma = literal(",", alphabet)
        return f"{_LONGITUDE}{_PART}{comma}[ ]?+{_LATITUDE}{_PART}"

    return pattern


def _fixed(pattern: str) -> Plain:
    return lambda _alphabet: pattern


_MAKERS: Mapping[str, Callable[[Field, list[str]], Plain | None]] = {
    "any": lambda _field, _rules: lambda _alphabet: ANYTHING,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "geopoint": _geopoint,
    "integer": _integer,
    "number": _number,
    "string": _string,
    "time": _time,
    "year": _year,
    "yearmonth": lambda _field, rules: None if rules else _fixed(f"{_YEAR}-{_MONTH}"),
}
