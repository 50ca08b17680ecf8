"""A table in parts means what the whole table means, whatever is done to it."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from datapatch.errors import PatchMismatch
from datapatch.tables.changes import Patch, RowChange
from datapatch.tables.cutting import can_be_cut, cut
from datapatch.tables.diff import diff
from datapatch.tables.merge import merge
from datapatch.tables.part_diff import diff_parts
from datapatch.tables.part_merge import PartedSides, merge_parts
from datapatch.tables.part_patches import apply_to_parts
from datapatch.tables.parts import read_parts
from datapatch.tables.patch import apply, patch_of
from datapatch.tables.refitting import refit
from datapatch.tables.table import Table
from tests.parts import (
    TINY,
    TableKeys,
    cut_up,
    finding,
    first_field,
    joined,
    plain_versions,
    with_parts,
)
from tests.strategies import tables, versions

pairs = versions(2) | versions(2, keyed=True) | plain_versions(2) | plain_versions(2)


@given(tables().filter(can_be_cut), st.booleans())
def test_parts_joined_are_the_table(table: Table, keyed: bool) -> None:
    """To the byte, and each part is a table of the same fields that keeps its rows."""
    key = first_field(table) if keyed else ()
    pieces = cut(table, key, TINY)
    assert read_parts(pieces, table.dialect).data == table.data
    for piece in pieces[:-1]:
        assert piece.endswith(b"\n")
        assert Table.parse(piece, table.dialect).fields == table.fields


@given(pairs, st.booleans(), st.data())
def test_a_patch_on_parts_is_a_patch_on_the_table(
    pair: tuple[Table, Table], keyed: bool, data: st.DataObject
) -> None:
    """Wherever parts decide by themselves, they hold what the whole table would."""
    old, new = pair
    assume(can_be_cut(old))
    key = first_field(old) if keyed else ()
    patch = patch_of(diff(old, new, key))
    hint = st.none() | st.integers(-1, old.row_count + 2)
    patch = replace(patch, changes=tuple(_misled(change, data, hint) for change in patch.changes))
    parted = cut_up(old, key)
    found = apply_to_parts(parted, patch, finding(old, patch.key))
    if found is not None:
        assert joined(with_parts(parted, dict(found))) == apply(old, patch).data


def _misled(
    change: RowChange, data: st.DataObject, hint: st.SearchStrategy[int | None]
) -> RowChange:
    """The change with wrong or missing numbers of rows, now and then."""
    if data.draw(st.integers(0, 3)):
        return change
    before, after = change.rows
    if change.op == "add":
        return replace(change, rows=(before, data.draw(hint)))
    return replace(change, rows=(data.draw(hint), after))


@given(pairs, st.booleans())
def test_a_diff_of_parts_is_the_diff_of_the_tables(pair: tuple[Table, Table], keyed: bool) -> None:
    """The same changes, rows, moves and order, whatever parts both have."""
    old, new = pair
    assume(can_be_cut(old) and can_be_cut(new))
    key = first_field(old) if keyed else ()
    key = key if new.fields.count(key[0] if key else "") == 1 else ()
    known = TableKeys(old, key) if key else None
    assert diff_parts(cut_up(old, key), cut_up(new, key), key, known) == diff(old, new, key)


triples = versions(3, keyed=True) | plain_versions(3) | plain_versions(3)


@given(triples)
def test_a_merge_of_parts_is_the_merge_of_the_tables(triple: tuple[Table, Table, Table]) -> None:
    """Wherever parts decide by themselves: the same bytes and the same conflicts."""
    assume(all(map(can_be_cut, triple)))
    base, ours, theirs = triple
    key = first_field(ours)
    assume(key and all(table.fields.count(key[0]) == 1 for table in triple))
    known = TableKeys(base, key), TableKeys(ours, key)
    parted = cut_up(ours, key)
    sides = PartedSides(cut_up(base, key), parted, cut_up(theirs, key), key, known)
    found = merge_parts(sides, TINY)
    if found is not None:
        whole = merge(base, ours, theirs, key)
        assert joined(with_parts(parted, found.parts)) == whole.table.data
        assert sorted(map(repr, found.conflicts)) == sorted(map(repr, whole.conflicts))


@given(pairs)
def test_new_content_fits_the_old_parts(pair: tuple[Table, Table]) -> None:
    """As many parts as before hold all of a changed table, to the byte."""
    old, new = pair
    assume(can_be_cut(old) and can_be_cut(new))
    pieces = cut(old, (), TINY)
    made = refit(new, (), TINY, pieces)
    assert len(made) == len(pieces)
    assert read_parts(made, new.dialect).data == new.data


def test_parts_decide_on_ordinary_patches() -> None:
    """Edits, additions and removals of keyed rows touch the parts of these rows alone."""
    lines = [f"{n},x\n" for n in range(100)]
    old = Table.parse(("id,a\n" + "".join(lines)).encode())
    lines[3], lines[50] = "3,y\n", "50,z\n"
    del lines[80]
    lines.insert(20, "new,1\n")
    new = Table.parse(("id,a\n" + "".join([*lines, "last,2\n"])).encode())
    parted = cut_up(old, ("id",))
    patch = patch_of(diff(old, new, ("id",)))
    found = apply_to_parts(parted, patch, finding(old, ("id",)))
    assert found is not None
    assert 3 <= len(found) <= 5 < len(parted)
    assert joined(with_parts(parted, dict(found))) == new.data


def test_a_key_in_another_part_refuses_an_addition() -> None:
    """The whole table says what is wrong, with the right words."""
    table = Table.parse(b"id\n" + b"".join(b"%d\n" % n for n in range(20)))
    patch = Patch("t", ("id",), (RowChange("add", ("3",), (None, 20), ()),))
    assert apply_to_parts(cut_up(table, ("id",)), patch, finding(table, ("id",))) is None
    with pytest.raises(PatchMismatch, match="already"):
        apply(table, patch)
