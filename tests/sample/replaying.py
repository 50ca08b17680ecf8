"""Makes the sample's changes on plain rows, without the code that recorded them."""

import csv
import io
from collections.abc import Iterable, Sequence

from datapatch.sample.values import SampleChange, SampleDataset

Table = dict[str, dict[str, str]]


def imported(dataset: SampleDataset) -> list[list[str]]:
    """The records of the imported table, header first."""
    text = io.StringIO(dataset.data.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=dataset.delimiter))


def keyed(dataset: SampleDataset) -> Table:
    """The imported rows by their key."""
    header, *rows = imported(dataset)
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def replay(table: Table, changes: Iterable[SampleChange]) -> None:
    """Make changes by key; fails where an old value is not what the table holds."""
    for change in changes:
        assert change.key is not None
        (key,) = change.key
        if change.op == "add":
            assert key not in table
            table[key] = {}
        for cell in change.cells:
            assert table[key].get(cell.field) == cell.old, (key, cell)
            table[key][cell.field] = cell.new or ""
        if change.op == "remove":
            del table[key]


def table_after(dataset: SampleDataset, revisions: int | None = None) -> Table:
    """The rows by key after that many revisions; after all of them when none is said."""
    table = keyed(dataset)
    for revision in dataset.revisions[:revisions]:
        replay(table, revision.changes)
    return table


def replay_positions(
    records: Sequence[list[str]], changes: Iterable[SampleChange]
) -> list[list[str]]:
    """Rows without header, changed by position; fails where an old value differs."""
    header, *rows = records
    kept: dict[int, list[str] | None] = {number: [*row] for number, row in enumerate(rows)}
    new_places: dict[int, int] = {}
    added: list[list[str]] = []
    for change in changes:
        before, after = change.rows
        if before is None:
            added.append([cell.new or "" for cell in change.cells])
            continue
        row = kept[before]
        assert row is not None
        for cell in change.cells:
            assert row[header.index(cell.field)] == cell.old
            row[header.index(cell.field)] = cell.new or ""
        if after is None:
            kept[before] = None
        else:
            new_places[before] = after
    order = [number for number, row in kept.items() if row is not None]
    assert all(order.index(before) == after for before, after in new_places.items())
    return [header, *(row for row in kept.values() if row is not None), *added]
