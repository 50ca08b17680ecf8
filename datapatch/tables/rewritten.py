"""Cells that a spreadsheet program wrote in its own way when it opened and saved a table.

Programs take texts for numbers and dates: 01000 becomes 1000, 2026-05-04 becomes 04/05/2026, a
long number 3.34657E+10. What was in the table before is what its author meant.
"""

import re
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_POWER = re.compile(r"([+-]?\d(?:[.,]\d+)?)E\+?(\d{1,3})", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE = re.compile(r"(\d\d?)/(\d\d?)/(\d{4}|\d\d)")
_TRUTHS = {"true": ("true", "vrai"), "false": ("false", "faux")}


def rewritten(old: str, new: str) -> bool:
    """Whether ``new`` is what a spreadsheet program makes of ``old``, with nothing changed by hand.

    It goes one way: whoever writes 01000 in place of 1000 corrects it.
    """
    return (
        old.replace("\r\n", "\n") == new.replace("\r\n", "\n")
        or _as_number(old, new)
        or _as_power(old, new)
        or _as_date(old, new)
        or new.lower() in _TRUTHS.get(old.lower(), ())
    )


def folded(cell: str) -> str:
    """A text that a cell shares with what a program makes of it, powers and dates left aside."""
    if _NUMBER.fullmatch(cell):
        return str(_number(cell).normalize())
    return cell.replace("\r\n", "\n")


def _as_number(old: str, new: str) -> bool:
    if not (_NUMBER.fullmatch(old) and _NUMBER.fullmatch(new)) or len(new) > len(old):
        return False
    return _number(old) == _number(new)


def _as_power(old: str, new: str) -> bool:
    found = _POWER.fullmatch(new)
    if found is None or not _NUMBER.fullmatch(old):
        return False
    shown, exponent = _number(found[1]), int(found[2])
    decimals = len(found[1].replace(",", ".").partition(".")[2])
    return round(_number(old).scaleb(-exponent), decimals) == shown


def _as_date(old: str, new: str) -> bool:
    found = _DATE.fullmatch(new)
    if found is None or not _ISO_DATE.fullmatch(old):
        return False
    day, month, year = int(found[1]), int(found[2]), found[3]
    try:
        written = date.fromisoformat(old)
    except ValueError:
        return False
    same_year = str(written.year).endswith(year) if len(year) == 2 else written.year == int(year)
    return same_year and (written.month, written.day) == (month, day)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
