"""A cell as people write it, where the language does not matter: lists, telephone numbers."""

import re

from datapatch.tables.field import Field
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind

_FRENCH_NUMBER = re.compile(r"\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)")


def values(field: Field, text: str) -> tuple[str, ...]:
    """The values of a cell that holds several; one for any other, none for an empty one."""
    choices = field.choices
    if choices is not None and choices.separator:
        return tuple(v.strip() for v in choices.split(text) if v.strip())
    if "|" in text and field_kind(field) in (FieldKind.TEXT, FieldKind.CHOICES):
        return tuple(part.strip() for part in text.split("|") if part.strip())
    return (text,) if text else ()


def plain_words(field: Field, text: str) -> str:
    """The values of a list side by side, a French telephone number in pairs; else the text."""
    if field_kind(field) is FieldKind.PHONE:
        # Spaces that do not break: a number stays on one line.
        return _FRENCH_NUMBER.sub("0\\1\xa0\\2\xa0\\3\xa0\\4\xa0\\5", text)
    listed = values(field, text)
    return " · ".join(listed) if len(listed) > 1 else text
