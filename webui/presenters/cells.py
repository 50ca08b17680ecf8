"""One cell in a person's words: a phone number in pairs, a date in full, a list of choices."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.descriptors import texts
from datapatch.tables.field import Field
from datapatch.workflow.rows.cell_words import plain_words, values
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind, is_date
from webui.context import now
from webui.presenters.hours import hours_words
from webui.words import ago, day

TABLE_LENGTH = 90
"""Characters of a cell that a table shows; the row's page has the whole of it."""

LIST_LENGTH = 60
"""Characters that the values of a list may take there."""

OLD_DAYS = 365
"""After so many days without a check, a row says that it wants one."""

_SPACES = re.compile(r"[ \t\r\n]+")
_CALLABLE = re.compile(r"\+?[\d\s.()/-]{3,24}")
_MAILABLE = re.compile(r"[^\s@<>,;?&]+@[^\s@<>,;?&]+\.[^\s@<>,;?&]+")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def table_cell(field: Field, text: str) -> str | Mapping[str, object]:
    """The cell as a table shows it."""
    kind = field_kind(field)
    if kind is FieldKind.CHECKED and is_date(text):
        return _checked(text)
    if kind is FieldKind.WEB and web_address(text):
        return {"text": shortened(without_scheme(text), 40), "url": text}
    listed = values(field, text)
    if len(listed) > 1:
        return _first_values(listed)
    return shortened(words(field, text), TABLE_LENGTH)


def _first_values(listed: Sequence[str]) -> str:
    """As many values as fit on a line or two, and how many more there are."""
    shown = [listed[0]]
    for value in listed[1:]:
        if len(" · ".join([*shown, value])) > LIST_LENGTH:
            break
        shown.append(value)
    more = len(listed) - len(shown)
    text = " · ".join(shown)
    if not more:
        return text
    return str(
        ngettext("%(values)s and %(num)s more", "%(values)s and %(num)s more", more, values=text)
    )


def words(field: Field, text: str) -> str:
    """The cell as a text for people."""
    kind = field_kind(field)
    if kind in (FieldKind.CHECKED, FieldKind.DATE) and is_date(text):
        return date_words(text)
    if kind is FieldKind.HOURS:
        return hours_words(text) or text
    if kind is FieldKind.BOOLEAN:
        return _boolean(field, text)
    return plain_words(field, text)


def told_apart(field: Field | None, old: str, new: str) -> tuple[str, str]:
    """Two cells of a field in words; as they are stored, where words would hide what differs."""
    if field is None:
        return old, new
    said = words(field, old), words(field, new)
    return said if said[0] != said[1] else (old, new)


def link(kind: FieldKind, text: str) -> str:
    """Where a cell leads: a number to call, an address to write to or to open; else nothing."""
    text = text.strip()
    if kind is FieldKind.PHONE and _CALLABLE.fullmatch(text):
        return "tel:" + re.sub(r"[^\d+]", "", text)
    if kind is FieldKind.EMAIL and _MAILABLE.fullmatch(text):
        return f"mailto:{text}"
    return text if web_address(text) else ""


def web_address(text: str) -> bool:
    """Whether a text is one address of the web, and nothing that runs."""
    return _WEB.fullmatch(text.strip()) is not None


def without_scheme(text: str) -> str:
    """An address as people write it: "example.org/contact"."""
    return re.sub(r"^https?://(www\.)?", "", text.strip(), flags=re.IGNORECASE).rstrip("/")


def date_words(text: str) -> str:
    """An ISO date in words; the text itself when no calendar has it."""
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def shortened(text: str, length: int) -> str:
    """A text on one line, cut where it is too long for it."""
    line = _SPACES.sub(" ", text).strip(" ")
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _checked(text: str) -> str | Mapping[str, object]:
    try:
        checked = date.fromisoformat(text[:10])
    except ValueError:
        return text
    if (now().date() - checked).days <= OLD_DAYS:
        return day(checked)
    moment = datetime.combine(checked, datetime.min.time(), now().tzinfo)
    return {"text": ago(moment), "warning": _("to check")}


def _boolean(field: Field, text: str) -> str:
    true = texts(field.descriptor.get("trueValues")) or ("true", "True", "TRUE", "1")
    false = texts(field.descriptor.get("falseValues")) or ("false", "False", "FALSE", "0")
    known = {**dict.fromkeys(false, _("no")), **dict.fromkeys(true, _("yes"))}
    return str(known.get(text, text))
