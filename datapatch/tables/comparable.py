"""Values as they are compared: with one another by a mapping, or by a text that can be kept."""

import json
from datetime import date, datetime, time, timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

from isodate import Duration

from datapatch.tables.constraints import is_nan

_PLAIN = Context(prec=28, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_YEAR_ONE = datetime.min


def comparable(value: object) -> object:
    """``value`` as a key of a mapping: lists and objects as JSON; None when it equals nothing."""
    if any(map(is_nan, value if isinstance(value, tuple) else (value,))):
        return None
    try:
        hash(value)
    except TypeError:
        return json.dumps(value, sort_keys=True, default=str)
    return value


def canonical(value: object) -> str | None:
    """A text that equal values share, whatever their types; None when it equals nothing.

    Values that differ may share one too (numbers that differ beyond the 28th digit).
    """
    known = comparable(value)
    if known is None:
        return None
    if isinstance(known, tuple):
        return "\0".join(map(_canonical, known))
    return _canonical(known)


def _canonical(value: object) -> str:
    if isinstance(value, str):
        return f"s{value}"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, tuple):
        return f"({','.join(map(_canonical, value))})"
    return _temporal(value)


def _temporal(value: object) -> str:
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, time):
        return _time(value)
    if isinstance(value, timedelta):
        return f"p{value!r}"
    return _duration(value) if isinstance(value, Duration) else f"x{value!s}"


def _number(value: float | Decimal) -> str:
    found = _PLAIN.normalize(Decimal(value))
    return "n0" if not found else f"n{found}"


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return f"t{value.isoformat()}"
    offset = value.utcoffset() or timedelta()
    return f"z{value.replace(tzinfo=None) - _YEAR_ONE - offset!r}"


def _time(value: time) -> str:
    if value.tzinfo is None:
        return f"h{value.isoformat()}"
    since = datetime.combine(_YEAR_ONE, value.replace(tzinfo=None)) - _YEAR_ONE
    return f"o{since - (value.utcoffset() or timedelta())!r}"


def _duration(value: Duration) -> str:
    """Years and months are no number of days; without them it is one."""
    months = Decimal(value.years) * 12 + Decimal(value.months)
    return f"p{value.tdelta!r}" if not months else f"m{_number(months)}:{value.tdelta!r}"
