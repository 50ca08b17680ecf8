"""Laws of reading, comparing, changing and merging tables, over every nasty cell."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.errors import InvalidInput, UnreadableTable
from datapatch.tables.choosing import conflict_ids
from datapatch.tables.diff import diff
from datapatch.tables.merge import Conflict, merge
from datapatch.tables.patch import apply, invert, parse_patch, patch_json, patch_of
from datapatch.tables.resolving import resolve
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row
from tests.strategies import tables, versions

pairs = versions(2)
keyed_pairs = versions(2, keyed=True)
triples = versions(3)
keyed_triples = versions(3, keyed=True)
KEYS = st.integers(0, 2)
"""How many of the first fields are the key."""


@given(tables())
def test_cells_are_those_of_the_csv_module(table: Table) -> None:
    """Header and rows are exactly what ``csv.reader`` reads from the text."""
    dialect = table.dialect
    text = table.data.decode("utf-8-sig" if dialect.bom else dialect.encoding)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    assert list(table.rows()) == [tuple(record) for record in records[dialect.header_row :]]
    if dialect.header_row and len(records) >= dialect.header_row:
        assert table.fields == tuple(records[dialect.header_row - 1])


@given(tables())
def test_every_byte_belongs_to_one_record(table: Table) -> None:
    """Preamble, header and raw rows make up the data."""
    rows = b"".join(table.raw(row) for row in range(table.row_count))
    assert table.preamble + table.header + rows == table.data


@given(st.one_of(pairs, keyed_pairs), KEYS)
def test_a_diff_applied_gives_the_new_table(pair: tuple[Table, Table], keyed: int) -> None:
    """``apply(a, diff(a, b)) == b``, rows and fields in order; and back."""
    old, new = pair
    patch = patch_of(diff(old, new, new.fields[:keyed]))
    assert apply(old, patch).same_content(new)
    assert apply(new, invert(patch)).same_content(old)


@given(st.one_of(pairs, keyed_pairs), KEYS)
def test_a_patch_reads_back_from_json(pair: tuple[Table, Table], keyed: int) -> None:
    """Written as JSON and read again, it still leads to the new table."""
    old, new = pair
    patch = patch_of(diff(old, new, new.fields[:keyed]))
    read = parse_patch(json.loads(json.dumps(patch_json(patch))))
    assert apply(old, read).same_content(new)


@given(st.one_of(pairs, keyed_pairs), KEYS)
def test_untouched_rows_keep_their_bytes(pair: tuple[Table, Table], keyed: int) -> None:
    """Where fields stay, a row that the patch does not name is the same bytes, line end aside."""
    old, new = pair
    found = diff(old, new, new.fields[:keyed])
    result = apply(old, patch_of(found))
    touched = {row for change in found.changes for row in change.rows[:1]}
    kept = Counter(old.content(row) for row in range(old.row_count) if row not in touched)
    if not found.fields and not old.open_end:
        assert not kept - Counter(result.contents())


@given(st.one_of(pairs, keyed_pairs), KEYS)
def test_a_diff_applied_gives_the_bytes(pair: tuple[Table, Table], keyed: int) -> None:
    """To the byte, where the new table keeps those of untouched rows and writes changed ones as our
    writer does; of equal rows that are written in several ways, nobody knows which one is new.
    """
    old, other = pair
    key = other.fields[:keyed]
    new = apply(old, patch_of(diff(old, other, key)))
    if len(set(new.rows())) == new.row_count:
        assert apply(old, patch_of(diff(old, new, key))).data == new.data


@given(tables(), st.data())
def test_a_zero_byte_is_refused(table: Table, data: st.DataObject) -> None:
    """Wherever it stands, in a file and in a cell that is to be written."""
    place = data.draw(st.integers(0, len(table.data)))
    with pytest.raises(UnreadableTable, match="zero byte"):
        Table.parse(table.data[:place] + b"\0" + table.data[place:], table.dialect)
    with pytest.raises(InvalidInput, match="zero byte"):
        write_row(("a\0",), table.dialect)


@given(st.one_of(triples, keyed_triples), KEYS)
def test_a_merge_keeps_the_bytes_of_ours(triple: tuple[Table, Table, Table], keyed: int) -> None:
    """Where theirs only wrote the same cells in another way."""
    base, ours, _ = triple
    rewritten = Table.parse(b"".join(_requoted(base)), base.dialect)
    assert merge(base, ours, rewritten, base.fields[:keyed]).table.data == ours.data


@given(st.one_of(pairs, keyed_pairs), KEYS)
def test_merging_one_sided_changes_gives_that_side(pair: tuple[Table, Table], keyed: int) -> None:
    """``merge(a, a, b) == b == merge(a, b, a)``, without conflict."""
    base, changed = pair
    key = base.fields[:keyed]
    for ours, theirs in ((base, changed), (changed, base)):
        result = merge(base, ours, theirs, key)
        assert result.table.same_content(changed)
        assert result.conflicts == ()


@given(st.one_of(triples, keyed_triples), KEYS)
def test_swapping_sides_gives_the_same_conflicts(
    triple: tuple[Table, Table, Table], keyed: int
) -> None:
    """Conflicts are the same with ours and theirs exchanged."""
    base, ours, theirs = triple
    key = base.fields[:keyed]
    there = merge(base, ours, theirs, key).conflicts
    back = merge(base, theirs, ours, key).conflicts
    assert Counter(there) == Counter(_swapped(conflict) for conflict in back)


@given(st.one_of(triples, keyed_triples), KEYS)
def test_no_cell_is_lost(triple: tuple[Table, Table, Table], keyed: int) -> None:
    """Every text that a side wrote stands in the merged table or in a conflict."""
    base, ours, theirs = triple
    result = merge(base, ours, theirs, base.fields[:keyed])
    if any(found.kind == "field" for found in result.conflicts):
        return  # the conflict names a whole column
    shown = {cell for found in result.conflicts for cell in _shown(found)}
    for side in (ours, theirs):
        assert _texts(side) - _texts(base) - {""} <= _texts(result.table) | shown


@given(st.one_of(triples, keyed_triples), KEYS)
def test_choosing_ours_throughout_gives_the_merged_table(
    triple: tuple[Table, Table, Table], keyed: int
) -> None:
    """To the byte; and every conflict has an identity of its own."""
    merged = merge(*triple, triple[0].fields[:keyed])
    ids = conflict_ids(merged.conflicts)
    assert len(set(ids)) == len(ids)
    assert resolve(merged, dict.fromkeys(ids, "ours")).data == merged.table.data


def _requoted(table: Table) -> list[bytes]:
    """The table with every cell of its header and rows quoted, and other line ends."""
    style = replace(table.dialect, quote_all=True, line_terminator="\r\n")
    header = [write_row(table.fields, style)] if table.header else []
    return [table.preamble, *header, *(write_row(cells, style) for cells in table.rows())]


def _shown(conflict: Conflict) -> list[str]:
    texts = [text for text in (conflict.ours, conflict.theirs) if text is not None]
    if conflict.kind != "delete-update":
        return texts
    return [cell for row in csv.reader(texts) for cell in row]


def _texts(table: Table) -> set[str]:
    return {cell for row in table.rows() for cell in row}


def _swapped(conflict: Conflict) -> Conflict:
    base, ours, theirs = conflict.rows
    return replace(conflict, rows=(base, theirs, ours), ours=conflict.theirs, theirs=conflict.ours)
