"""What was understood of a file, as the import's page prints it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.tables.infer import Guess
from datapatch.tables.licences import LICENCES
from datapatch.translation import Translate
from datapatch.workflow.imports.importing import SourceFile, identifier
from webui.forms.importing import KEY_SEPARATOR, NO_KEY, TAB, TYPE_PREFIX
from webui.presenters.changes import Printed
from webui.words import number

FIRST_ROWS = 8
LONGEST_CELL = 60
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "utf-16", "mac-roman")
DELIMITERS = (",", ";", "|", TAB)


def guess_page(
    file: SourceFile, understood: Guess, values: Mapping[str, str], translate: Translate
) -> dict[str, object]:
    """First rows, types, key candidates and warnings."""
    table = understood.table
    return {
        "file": file.name,
        "rows": table.row_count,
        "row_count": number(table.row_count),
        "field_count": len(table.fields),
        "columns": [{"label": name} for name in table.fields],
        "first_rows": [_row(understood, i) for i in range(min(FIRST_ROWS, table.row_count))],
        "notes": [note.sentence(translate) for note in understood.notes],
        "personal": [found.reason(translate) for found in understood.personal_fields],
        "guesses": _guesses(understood),
        "fields": _fields(understood, values),
        "keys": _keys(understood, translate),
        "key": values.get("key", _best_key(understood)),
        "licences": [{"value": item.name, "label": item.label} for item in LICENCES],
        "read_as": {n: values.get(n, "") for n in ("encoding", "delimiter", "header_row")},
    }


def _row(understood: Guess, row: int) -> Printed:
    return {"cells": [_shortened(value) for value in understood.table.values(row)]}


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _guesses(understood: Guess) -> Printed:
    dialect = understood.dialect
    delimiter = TAB if dialect.delimiter == "\t" else dialect.delimiter
    return {
        "encoding": dialect.encoding,
        "encodings": _options(ENCODINGS, dialect.encoding),
        "delimiter": delimiter,
        "delimiters": _options(DELIMITERS, delimiter),
        "header_row": dialect.header_row,
    }


def _options(known: tuple[str, ...], current: str) -> list[Printed]:
    values = known if current in known else (current, *known)
    return [{"value": v, "label": _("tab") if v == TAB else v} for v in values]


def _fields(understood: Guess, values: Mapping[str, str]) -> list[Printed]:
    words = {
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("number"),
        "date": _("date"),
        "boolean": _("yes or no"),
    }
    made: list[Printed] = []
    for field in understood.schema.fields:
        types = words if field.type in words else {field.type: field.type} | words
        made.append(
            {
                "name": TYPE_PREFIX + field.name,
                "label": field.name,
                "kind": "select",
                "options": [{"value": t, "label": label} for t, label in types.items()],
                "value": values.get(TYPE_PREFIX + field.name, field.type),
            }
        )
    return made


def _keys(understood: Guess, translate: Translate) -> list[Printed]:
    offered: list[Printed] = [
        {
            "value": KEY_SEPARATOR.join(candidate.fields),
            "label": " + ".join(candidate.fields),
            "help": candidate.reason(translate),
        }
        for candidate in understood.key_candidates
    ]
    nothing = {
        "value": NO_KEY,
        "label": _("Nothing"),
        "help": _("Rows are then followed by their content."),
    }
    return [*offered, nothing]


def _best_key(understood: Guess) -> str:
    key = identifier(understood)
    return KEY_SEPARATOR.join(key) if key else NO_KEY
