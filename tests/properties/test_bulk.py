"""Large tables are handled at once, small ones row by row: both must find the very same."""

from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datapatch.tables.alignment import Alignment, align_each, usable_key
from datapatch.tables.bulk import aligning, contents, merging, offsets
from datapatch.tables.bulk.cells import cells
from datapatch.tables.bulk.cells import contents as contents_of
from datapatch.tables.bulk.edited import align_edited
from datapatch.tables.bulk.offsets import Ints, as_ints
from datapatch.tables.columns import match_labels
from datapatch.tables.diff import differing_rows
from datapatch.tables.ordering import merge_order
from datapatch.tables.pairing import pair_equal
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table
from tests.strategies import tables, versions

pairs = st.one_of(versions(2), versions(2, keyed=True))
numbers = st.lists(st.integers(0, 5), max_size=12)


@given(tables())
def test_records_begin_at_the_same_bytes(table: Table) -> None:
    """Wherever the blocks tell at all."""
    tokens = grammar(table.dialect)
    begin = 3 if table.dialect.bom else 0
    found = offsets.record_starts(table.data, begin, tokens.delimiter_bytes, tokens.quote_bytes)
    assert found in (None, table.starts)


@given(tables())
def test_contents_and_cells_are_the_same_bytes(table: Table) -> None:
    """A row without its line end, and the cells of each column, quotes aside."""
    rows = contents_of(table)
    assert _texts(rows.data, rows.begin, rows.end) == table.contents()
    for place in range(len(table.fields) + 1):
        found = cells(table, rows, place)
        if found is not None:
            column = [row[place] if place < len(row) else "" for row in table.rows()]
            read = _texts(found.data, found.begin, found.end)
            assert [cell.decode(table.dialect.encoding) for cell in read] == column


@given(pairs, st.integers(0, 2))
def test_rows_are_aligned_alike(pair: tuple[Table, Table], keys: int) -> None:
    """With a key of one or two fields and without, and the same rows differ."""
    old, new = pair
    columns = match_labels(old, new)
    key = usable_key(columns, columns.old[:keys])
    found, expected = (
        aligning.align_rows(old, new, columns, key),
        align_each(old, new, columns, key),
    )
    if found is not None:
        assert_same(found, expected, old, new)


@given(st.randoms(use_true_random=False), st.integers(0, 8), st.sampled_from(["id", "town", ""]))
def test_longer_tables_are_aligned_alike(random: Random, edits: int, key: str) -> None:
    """Of some dozen rows, of which few were edited, added, removed or moved."""
    rows = [f'{n},"{random.choice("abc")}",{random.choice(("x", "y,", "z"))}' for n in range(40)]
    old = Table.parse("\n".join(["id,town,x", *rows]).encode())
    for _ in range(edits):
        _edit(random, rows)
    new = Table.parse("\n".join(["id,town,x", *rows]).encode())
    columns = match_labels(old, new)
    found = aligning.align_rows(old, new, columns, (key,) if key else ())
    expected = align_each(old, new, columns, (key,) if key else ())
    assert found is not None
    assert_same(found, expected, old, new)


@given(st.randoms(use_true_random=False), st.integers(0, 3), st.sampled_from(["id", "x", ""]))
def test_a_stretch_of_a_longer_table_is_aligned_alike(random: Random, edits: int, key: str) -> None:
    """Where few rows were edited, added, removed or moved, and keys may stand elsewhere, too."""
    rows = [f"{n % 37},town {n % 5},{random.choice('xyz')}" for n in range(40)]
    old = Table.parse("\n".join(["id,town,x", *rows]).encode())
    near = rows[20:26]
    for _ in range(edits):
        _edit(random, near)
    new = Table.parse("\n".join(["id,town,x", *rows[:20], *near, *rows[26:]]).encode())
    columns = match_labels(old, new)
    chosen = (key,) if key else ()
    expected = align_each(old, new, columns, chosen)
    found = align_edited(old, new, columns, chosen, otherwise=lambda: expected)
    if found is not None:
        assert_same(found, expected, old, new)
    else:
        assert key == "x" or edits == 0


@given(pairs, st.integers(0, 2))
def test_a_short_stretch_is_aligned_alike(pair: tuple[Table, Table], keys: int) -> None:
    """Whatever stands around it, and where the new table's rows begin is known from the old's."""
    old, new = (Table.parse(table.data.replace(b'"', b""), table.dialect) for table in pair)
    columns = match_labels(old, new)
    key = usable_key(columns, columns.old[:keys])
    expected = align_each(old, new, columns, key)
    fresh = Table.parse(new.data, new.dialect)
    found = align_edited(old, fresh, columns, key, otherwise=lambda: expected)
    if found is not None:
        assert_same(found, expected, old, new)
        assert fresh.starts == new.starts


@given(numbers, numbers)
def test_equal_values_pair_alike(old: list[int], new: list[int]) -> None:
    """However often they are repeated."""
    found = contents.pair_equal(_as_ints(old), _as_ints(new))
    assert sorted((int(i), j) for j, i in enumerate(found) if i >= 0) == sorted(
        pair_equal(old, new)
    )


@given(st.data())
def test_orders_merge_alike(data: st.DataObject) -> None:
    """What one side moved, added and dropped, beside what the other did."""
    base = data.draw(st.integers(0, 6))
    ours = data.draw(st.lists(st.sampled_from([*range(base), 20, 21, 22]), unique=True))
    theirs = data.draw(st.lists(st.sampled_from([*range(base), 21, 22, 23, 24]), unique=True))
    present = sorted({*ours, *theirs})
    kept = data.draw(st.sets(st.sampled_from(present))) if present else set()
    mask = np.isin(np.arange(30), list(kept))
    found = merging.merge_order(base, _as_ints(ours), _as_ints(theirs), kept=mask)
    assert found.tolist() == merge_order(range(base), ours, theirs, kept=kept)


def test_starts_are_numbers_that_share_their_memory() -> None:
    """Nothing is copied to look at a million of them at once."""
    table = Table.parse(b"a\n1\n2\n")
    assert as_ints(table.starts).tolist() == list(table.starts)


def assert_same(found: Alignment, expected: Alignment, old: Table, new: Table) -> None:
    """That two alignments of the same tables say the same."""
    assert found.key == expected.key
    assert found.old_to_new == expected.old_to_new
    assert found.new_to_old == expected.new_to_old
    assert list(differing_rows(old, new, found)) == list(differing_rows(old, new, expected))
    for side, table in enumerate((old, new)):
        rows = range(table.row_count)
        doubtful = [row in expected.unkeyed[side] for row in rows]
        assert [row in found.unkeyed[side] for row in rows] == doubtful


def _edit(random: Random, rows: list[str]) -> None:
    place = random.randrange(len(rows))
    match random.randrange(5):
        case 0:
            rows[place] += "!"
        case 1:
            rows.insert(place, rows[place])
        case 2:
            del rows[place]
        case 3:
            rows.insert(place, rows.pop())
        case _:
            rows[place] = rows[place].replace('"', "")


def _as_ints(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int64)


def _texts(data: bytes, begin: Sequence[int], end: Sequence[int]) -> list[bytes]:
    return [data[first:last] for first, last in zip(begin, end, strict=True)]
