"""What a moderator accepts, as JSON and as the names of boxes on a page.

A changed row is named ``RESOURCE/OPERATION/ROW``, a cell of it ``RESOURCE/OPERATION/ROW/FIELD``, a
conflict ``RESOURCE/NUMBER``, a file by its path; each part is percent-encoded.
schemas/verdict.schema.json describes the whole.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import get_args
from urllib.parse import quote, unquote

from datapatch.errors import InvalidInput
from datapatch.tables.changes import Operation
from datapatch.translation import N_
from datapatch.workflow.review.accepting import CellPlace, Choices, ConflictPlace, RowPlace
from datapatch.workflow.review.settling import Resolution, Side

_UNREADABLE = N_("“{text}” names nothing of this contribution. Read it again, then decide.")
_NOT_TEXTS = N_("“{name}” has another form than this. Look at the schema of a verdict.")

Place = RowPlace | CellPlace | str
"""A row, a cell, or the path of a file."""


def place_text(place: RowPlace | CellPlace) -> str:
    """The name of a changed row, or of one of its cells."""
    if isinstance(place, RowPlace):
        return f"{quote(place.resource, safe='')}/{place.op}/{place.row}"
    return f"{place_text(place.row)}/{quote(place.field, safe='')}"


def file_text(path: str) -> str:
    """The name of a file that is taken over whole."""
    return quote(path, safe="")


def conflict_text(place: ConflictPlace) -> str:
    """The name of a conflict."""
    return f"{quote(place.resource, safe='')}/{place.number}"


def read_place(text: str) -> Place:
    """What `place_text` or `file_text` named; raises `InvalidInput`."""
    parts = text.split("/")
    if len(parts) == 1:
        return unquote(text)
    operations: tuple[Operation, ...] = get_args(Operation)
    op = next((known for known in operations if known == parts[1]), None)
    if op is None or len(parts) not in (3, 4) or not parts[2].isdecimal():
        raise InvalidInput(_UNREADABLE, text=text)
    row = RowPlace(unquote(parts[0]), op, int(parts[2]))
    return row if len(parts) == 3 else CellPlace(row, unquote(parts[3]))


def read_resolution(name: str, side: str, value: str) -> tuple[ConflictPlace, Resolution]:
    """What was chosen about the conflict of this name; raises `InvalidInput`."""
    sides: tuple[Side, ...] = get_args(Side)
    known = next((known for known in sides if known == side), None)
    resource, _slash, number = name.partition("/")
    if known is None or not number.isdecimal():
        raise InvalidInput(_UNREADABLE, text=f"{name}: {side}")
    chosen = Resolution(known, value if known == "value" else "")
    return ConflictPlace(unquote(resource), int(number)), chosen


def choices(
    left_out: list[Place],
    values: Mapping[CellPlace, str],
    resolutions: Mapping[ConflictPlace, Resolution],
) -> Choices:
    """What is left out, written anew and chosen, as `accept` takes it."""
    return Choices(
        rows_left_out=frozenset(p for p in left_out if isinstance(p, RowPlace)),
        cells_left_out=frozenset(p for p in left_out if isinstance(p, CellPlace)),
        values=MappingProxyType(dict(values)),
        files_left_out=frozenset(p for p in left_out if isinstance(p, str)),
        resolutions=MappingProxyType(dict(resolutions)),
    )


def choices_of(document: Mapping[str, object]) -> Choices:
    """The choices that a JSON object writes; raises `InvalidInput`."""
    left_out = document.get("left_out", [])
    if not isinstance(left_out, list) or not all(isinstance(text, str) for text in left_out):
        raise InvalidInput(_NOT_TEXTS, name="left_out")
    return choices(
        [read_place(text) for text in left_out],
        dict(_values(document)),
        dict(_resolutions(document)),
    )


def _values(document: Mapping[str, object]) -> Iterator[tuple[CellPlace, str]]:
    for name, value in _object(document, "values"):
        place = read_place(name)
        if not isinstance(place, CellPlace) or not isinstance(value, str):
            raise InvalidInput(_UNREADABLE, text=name)
        yield place, value


def _resolutions(
    document: Mapping[str, object],
) -> Iterator[tuple[ConflictPlace, Resolution]]:
    for name, chosen in _object(document, "resolutions"):
        if not isinstance(chosen, dict):
            raise InvalidInput(_UNREADABLE, text=name)
        yield read_resolution(name, str(chosen.get("side", "")), str(chosen.get("value", "")))


def _object(document: Mapping[str, object], name: str) -> list[tuple[str, object]]:
    found = document.get(name, {})
    if not isinstance(found, dict):
        raise InvalidInput(_NOT_TEXTS, name=name)
    return list(found.items())
