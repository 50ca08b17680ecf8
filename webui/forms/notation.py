"""How a cell stands in an input, and how what a person types becomes a cell again.

People write numbers with a comma, phone numbers in pairs, addresses without "https://". What the
field does not take as it is typed is tried in the field's own notation; what helps nowhere stays as
typed, and the check says what is wrong.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum

from datapatch.tables.cell_types import decimal_char, reader
from datapatch.tables.choices import Choices
from datapatch.tables.field import Field
from datapatch.tables.schema import TableSchema
from datapatch.tables.validation import check_cells

Shown = str | tuple[str, ...]
"""What stands in an input; for checkboxes, the ticked values."""


class Kind(StrEnum):
    """The inputs of a form, by the names that the macros use."""

    TEXT = "text"
    TEXTAREA = "textarea"
    EMAIL = "email"
    URL = "url"
    TEL = "tel"
    NUMBER = "number"
    DATE = "date"
    HOURS = "hours"
    LOOKUP = "lookup"
    SELECT = "select"
    RADIOS = "radios"
    CHECKS = "checks"


ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACES = re.compile(r"\s+")
_ABROAD = "(?!262|269|590|594|596|639|69[0-7])"
_NATIONAL = re.compile(rf"0({_ABROAD}[1-9]\d{{8}})")
"""A French number as people dial it; overseas the country code is another one."""
_INTERNATIONAL = re.compile(r"\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_BETWEEN_DIGITS = re.compile(r"[\s.\-/()]+")
_BARE_HOST = re.compile(r"[^\s:/@]+\.[^\s:/@.]{2,}(?:[/?#]\S*)?")


def shown(field: Field, kind: Kind, cell: str) -> Shown:
    """The cell as it stands in an input of this kind."""
    if kind is Kind.CHECKS and field.choices is not None:
        return tuple(dict.fromkeys(v.strip() for v in field.choices.split(cell) if v.strip()))
    if kind is Kind.DATE:
        found = read_date(field, cell)
        return found.isoformat() if found else cell
    if kind is Kind.TEL:
        return phone_words(cell)
    return cell


def cell_of(field: Field, kind: Kind, typed: Shown, old: str) -> str:
    """The cell that ``typed`` means; ``old``, byte for byte, when it is what stood there."""
    if same(typed, shown(field, kind, old)):
        return old
    if not isinstance(typed, str):
        return _joined(field.choices, typed, old)
    if kind in (Kind.SELECT, Kind.RADIOS):
        return typed
    text = typed.strip()
    return _READERS.get(kind, _as_typed)(field, text, old) if text else ""


def same(one: Shown, other: Shown) -> bool:
    """Whether two contents of an input differ only in what a browser does to them."""
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return set(one) == set(other)


def fits(field: Field, cell: str) -> bool:
    """Whether the field takes ``cell``."""
    return not check_cells(TableSchema(fields=(field,)), {field.name: cell})


def phone_words(cell: str) -> str:
    """A French number in pairs: "04 65 71 00 01"; any other as it is."""
    found = _INTERNATIONAL.fullmatch(cell.strip())
    return "0{} {} {} {} {}".format(*found.groups()) if found else cell


def read_date(field: Field, cell: str) -> date | None:
    """The day that a cell of the field names, None when it names none."""
    text = cell.strip()
    style = "%Y-%m-%d" if field.format in ("default", "any") else field.format
    try:
        return datetime.strptime(text, style).date()
    except (ValueError, re.error):
        return None


def _plain(text: str) -> str:
    return _LINE_END.sub("\n", text).strip()


def _joined(choices: Choices | None, typed: tuple[str, ...], old: str) -> str:
    """The ticked values, those that were there before first, in their order."""
    if choices is None:
        return old
    before = [value.strip() for value in choices.split(old)]
    kept = [value for value in dict.fromkeys(before) if value in typed]
    return choices.join((*kept, *(value for value in dict.fromkeys(typed) if value not in kept)))


def _as_typed(_field: Field, text: str, _old: str) -> str:
    return " ".join(_LINE_END.split(text))


def _lines(_field: Field, text: str, old: str) -> str:
    """Several lines, with the line ends that the cell had: browsers send their own."""
    ends = _LINE_END.findall(old)
    return (ends[0] if ends else "\n").join(_LINE_END.split(text))


def _number(field: Field, text: str, _old: str) -> str:
    squeezed, point = _SPACES.sub("", text), decimal_char(field)
    other = "," if point == "." else "."
    swapped = squeezed.replace(other, point) if squeezed.count(other) == 1 else squeezed
    read = reader(field)
    # A number that is too large is a number: the check shall say so.
    return next((t for t in (text, squeezed, swapped) if read(t) is not None), text)


def _date(field: Field, text: str, _old: str) -> str:
    if field.format in ("default", "any") or not ISO_DATE.fullmatch(text):
        return text
    try:
        return date.fromisoformat(text).strftime(field.format)
    except ValueError:
        return text


def _phone(field: Field, text: str, old: str) -> str:
    digits = _BETWEEN_DIGITS.sub("", text)
    digits = re.sub(r"^00(?=[1-9])", "+", digits)
    plain = digits if re.fullmatch(r"\+?\d{6,15}", digits) else text
    national = _NATIONAL.fullmatch(plain)
    abroad = f"+33{national[1]}" if national else plain
    written_so = _INTERNATIONAL.fullmatch(old.strip()) is not None
    tried = (abroad, text, plain) if written_so else (text, plain, abroad)
    return next((cell for cell in tried if fits(field, cell)), text)


def _address(field: Field, text: str, old: str) -> str:
    whole = f"https://{text}" if _BARE_HOST.fullmatch(text) else text
    tried = (whole, text) if "://" in old else (text, whole)
    return next((cell for cell in tried if fits(field, cell)), text)


_READERS: Mapping[Kind, Callable[[Field, str, str], str]] = {
    Kind.TEXTAREA: _lines,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TEL: _phone,
    Kind.URL: _address,
}
