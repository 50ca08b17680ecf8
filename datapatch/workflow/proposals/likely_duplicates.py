"""Rows that a new one may repeat: the same key, or nearly the same name nearby.

They are found by a few searches, whatever the size of the table, and shown before an addition is
sent; whether it is another place is for its author to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from datapatch.index.folding import fold
from datapatch.index.querying import Query
from datapatch.tables.field import Field
from datapatch.tables.moves import move_between
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.suggesting import Sheet
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.labelling import label, label_fields
from datapatch.workflow.rows.reading import Row, described_fields
from datapatch.workflow.rows.row_positions import row_position
from datapatch.workflow.rows.table_rows import TableRows, table_rows

SHOWN = 3
ASKED = 50
"""Rows that each search looks at."""
SEARCHED = 2
"""Words of the name that are searched, the longest ones."""
ALIKE = 0.85
"""Share of a name that is the same from which on two names are alike."""
NEAR = 1_000
"""Metres within which two places may be one."""

_PLACES = (FieldKind.TOWN, FieldKind.POSTCODE)
_SMALL_WORDS = frozenset(["the", "and", "les", "des", "aux", "une", "sur", "pour", "par", "del"])


@dataclass(frozen=True, slots=True)
class Likely:
    """A published row that a new one may repeat."""

    address: str
    label: str
    same_key: bool = False


def likely_duplicates(
    instance: Instance, sheet: Sheet, cells: Mapping[str, str]
) -> tuple[Likely, ...]:
    """The published rows that ``cells``, by column, may repeat: the same key first."""
    with published(instance, sheet.name) as snapshot:
        table = table_rows(instance, snapshot, sheet.resource)
        if set(sheet.columns) - set(table.rows.columns):
            return ()  # the table has another form by now: the merge will say so
        fields = described_fields(table.file.schema, table.fields)
        new = dict.fromkeys(table.rows.columns, "") | dict(cells)
        found = [
            row for row in _candidates(table, fields, new) if _repeats(table, fields, new, row)
        ]
        found = sorted(found, key=lambda row: not _same_key(table, new, row))
        columns = table.rows.columns
        return tuple(
            Likely(
                row.address,
                label(dict(zip(columns, row.cells, strict=True))),
                _same_key(table, new, row),
            )
            for row in found[:SHOWN]
        )


def _candidates(table: TableRows, fields: Sequence[Field], new: Mapping[str, str]) -> Iterator[Row]:
    """Rows worth a look, each once."""
    seen: set[int] = set()
    for search in dict.fromkeys(_searches(table, fields, new)):
        page = table.rows.select(Query(search=search, page_size=ASKED))
        rows = [row for row in page.rows if row not in seen]
        seen.update(rows)
        cells = table.rows.cells(rows)
        places = table.places(rows, cells)
        yield from (Row(p.address, held) for p, held in zip(places, cells, strict=True))


def _searches(table: TableRows, fields: Sequence[Field], new: Mapping[str, str]) -> Iterator[str]:
    key = " ".join(new[name] for name in table.key if new.get(name))
    if key:
        yield key
    words = sorted(_telling_words(_name(table.rows.columns, new)), key=lambda word: -len(word))
    town = next((text for text in _where(fields, new, FieldKind.TOWN) if text), "")
    if words:
        yield " ".join(words)
        yield from (f"{word} {town}".strip() for word in words[:SEARCHED])


def _repeats(table: TableRows, fields: Sequence[Field], new: Mapping[str, str], row: Row) -> bool:
    old = dict(zip(table.rows.columns, row.cells, strict=True))
    if _same_key(table, new, row):
        return True
    names = fold(_name(table.rows.columns, new)), fold(_name(table.rows.columns, old))
    if not all(name.strip() for name in names) or not _alike(*names):
        return False
    return _is_near(fields, new, old, same_name=names[0] == names[1])


def _same_key(table: TableRows, new: Mapping[str, str], row: Row) -> bool:
    old = dict(zip(table.rows.columns, row.cells, strict=True))
    return bool(table.key) and all(new.get(f) and new[f] == old.get(f) for f in table.key)


def _alike(one: str, other: str) -> bool:
    """Whether two names are nearly the same, or one is the other with words left out."""
    if SequenceMatcher(None, one, other).ratio() >= ALIKE:
        return True
    few, many = sorted((_telling_words(one), _telling_words(other)), key=len)
    return len(few) > 1 and few <= many


def _is_near(
    fields: Sequence[Field], new: Mapping[str, str], old: Mapping[str, str], *, same_name: bool
) -> bool:
    """Whether two rows stand close together; who tells no place may mean any of that name."""
    here, there = row_position(fields, new), row_position(fields, old)
    if here and there:
        return move_between(here, there).metres <= NEAR
    told = False
    for kind in _PLACES:
        pairs = zip(_where(fields, new, kind), _where(fields, old, kind), strict=True)
        known = [(fold(a).strip(), fold(b).strip()) for a, b in pairs if a.strip() and b.strip()]
        told = told or bool(known)
        if any(a == b for a, b in known):
            return True
    return same_name and not told


def _where(fields: Sequence[Field], cells: Mapping[str, str], kind: FieldKind) -> list[str]:
    return [cells.get(field.name, "") for field in fields if field_kind(field) is kind]


def _name(columns: Sequence[str], cells: Mapping[str, str]) -> str:
    first = label_fields(columns)[:1]
    return cells.get(first[0], "") if first else ""


def _telling_words(name: str) -> frozenset[str]:
    words = re.findall(r"\w+", fold(name))
    return frozenset(word for word in words if len(word) > 2 and word not in _SMALL_WORDS)
