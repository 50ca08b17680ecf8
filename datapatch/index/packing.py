"""Derived values as bytes, column by column: thousands of them are read for one page."""

import json
import zlib
from dataclasses import asdict
from datetime import date
from typing import Any

from datapatch.index.changes import RowTouch, TableChanges
from datapatch.index.heat import Heat, TableHeat
from datapatch.index.revisions import RevisionChanges, TableSummary
from datapatch.tables.changes import FieldChanges, Operation

OPS: tuple[Operation, ...] = ("add", "update", "remove")


def pack_changes(changes: TableChanges) -> bytes:
    """The bytes that `unpack_changes` reads."""
    sets = list(dict.fromkeys(touch.fields for touch in changes.rows))
    numbers = {fields: number for number, fields in enumerate(sets)}
    fields = changes.fields
    return _pack(
        [
            [changes.added, changes.updated, changes.removed, changes.cells, changes.whole],
            [OPS.index(touch.op) for touch in changes.rows],
            [touch.rows[0] for touch in changes.rows],
            [touch.rows[1] for touch in changes.rows],
            sets,
            [numbers[touch.fields] for touch in changes.rows],
            changes.moves,
            [fields.added, fields.removed, fields.renamed, fields.order, fields.before],
        ]
    )


def unpack_changes(body: bytes) -> TableChanges:
    """The value that was packed."""
    (added, updated, removed, cells, whole), ops, olds, news, sets, numbers, moves, fields = (
        _unpack(body)
    )
    named = [tuple(names) for names in sets]
    columns = zip(ops, olds, news, numbers, strict=True)
    return TableChanges(
        added,
        updated,
        removed,
        cells,
        rows=tuple(RowTouch(OPS[op], (old, new), named[n]) for op, old, new, n in columns),
        moves=_pairs(moves),
        fields=_field_changes(fields),
        whole=whole,
    )


def _field_changes(packed: list[Any]) -> FieldChanges:
    added, removed, renamed, order, before = packed
    return FieldChanges(
        tuple(added),
        tuple(removed),
        _pairs(renamed),
        None if order is None else tuple(order),
        None if before is None else tuple(before),
    )


def pack_revision(changes: RevisionChanges) -> bytes:
    """The bytes that `unpack_revision` reads."""
    return _pack(asdict(changes))


def unpack_revision(body: bytes) -> RevisionChanges:
    """The value that was packed."""
    found = _unpack(body)
    tables = (
        TableSummary(
            **{**table, "fields": tuple(table["fields"]), "renamed": _pairs(table["renamed"])}
        )
        for table in found["tables"]
    )
    others, unreadable = found["other_files"], found["unreadable"]
    return RevisionChanges(tuple(tables), tuple(others), tuple(unreadable))


def pack_heat(heat: TableHeat) -> bytes:
    """The bytes that `unpack_heat` reads."""
    cells = [(row, name, h) for row, found in heat.rows.items() for name, h in found.items()]
    names = list(dict.fromkeys(name for _, name, _ in cells))
    numbers = {name: number for number, name in enumerate(names)}
    return _pack(
        [
            names,
            [row for row, _, _ in cells],
            [numbers[name] for _, name, _ in cells],
            [h.count for _, _, h in cells],
            [h.last.toordinal() for _, _, h in cells],
        ]
    )


def unpack_heat(body: bytes) -> TableHeat:
    """The value that was packed."""
    names, rows, fields, counts, days = _unpack(body)
    heat = TableHeat()
    for row, number, count, day in zip(rows, fields, counts, days, strict=True):
        cells = heat.rows.setdefault(row, {})
        cells[names[number]] = Heat(count, date.fromordinal(day))
    return heat


def _pack(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def _unpack(body: bytes) -> Any:
    # What comes out is what went in: only this module writes and reads these bytes.
    return json.loads(zlib.decompress(body))


def _pairs(found: list[list[Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((first, second) for first, second in found)
