"""Values of spreadsheet cells as the texts that people see, without what a format hides.

Dates are written as ISO 8601 whatever the sheet shows, since that depends on the reader's machine.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

CellValue = str | int | float | bool | Decimal | date | time | datetime | timedelta | None

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_SIGNS = re.compile(r'[0#]|"[^"]*"|\\.|[ /()-]')
_MASK = re.compile(rf"(?:{_SIGNS.pattern})+")
_DIGITS = 15
"""What a spreadsheet shows of a number: more are noise of its binary form."""
_PLAIN = Decimal(10) ** 21


def text_of(value: CellValue, number_format: str = "") -> str:
    """What stands in a cell: ``34000.0`` is 34000, 0.5 in per cent is 50%, ``7`` as 000 is 007."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return _formatted(value, number_format)
        case datetime():
            return _moment(value, number_format)
        case date():
            return value.isoformat()
        case time():
            return _seconds(value)
        case timedelta():
            return _duration(value)
    return value


def number_text(value: float | Decimal) -> str:
    """The digits of a number, as plain as they can be."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    exact = Decimal(f"{value:.{_DIGITS}g}")
    if exact == exact.to_integral_value() and abs(exact) < _PLAIN:
        return str(int(exact))
    written = format(exact, "f") if abs(exact) < _PLAIN else str(exact)
    return written.rstrip("0") if "." in written else written


def _formatted(value: float | Decimal, number_format: str) -> str:
    text = number_text(value)
    shape = number_format.split(";", maxsplit=1)[0]
    if "%" in _QUOTED.sub("", shape) and not text.endswith(("n", "f")):
        return number_text(Decimal(text) * 100) + "%"
    return _masked(text, shape) if text.isdigit() else text


def _masked(digits: str, shape: str) -> str:
    """Digits in a format that fixes how many there are or puts signs between them, as codes have.

    With ``00000``, 1000 is 01000; with ``0# ## ##``, 46701 is 04 67 01.
    """
    signs = _SIGNS.findall(shape)
    places = sum(sign in "0#" for sign in signs)
    if places < 2 or "0" not in signs or not _MASK.fullmatch(shape) or len(digits) > places:
        return digits
    zeros = places - [sign for sign in signs if sign in "0#"].index("0")
    left = iter(digits.rjust(zeros, "0").rjust(places, " "))
    written = (next(left) if sign in "0#" else sign.strip('"\\') or " " for sign in signs)
    return "".join(written).strip()


def _moment(value: datetime, number_format: str) -> str:
    shown = _QUOTED.sub("", number_format).lower()
    if value.time() == time() and not ("h" in shown or "s" in shown):
        return value.date().isoformat()
    return f"{value.date().isoformat()}T{_seconds(_rounded(value).time())}"


def _rounded(value: datetime) -> datetime:
    """Without the noise of a moment that is stored as a fraction of a day."""
    milliseconds = round((value - datetime.min) / timedelta(milliseconds=1))
    return datetime.min + timedelta(milliseconds=milliseconds)


def _seconds(value: time) -> str:
    return value.isoformat("milliseconds" if value.microsecond else "seconds")


def _duration(value: timedelta) -> str:
    hours, rest = divmod(round(value.total_seconds()), 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
