"""Summaries of changes lead rows through time exactly as the tables themselves do."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from datapatch.index.change_store import ChangeStore, changes_address
from datapatch.index.changes import TableChanges, summarise, whole_table
from datapatch.index.heat import Heat, TableHeat
from datapatch.index.packing import (
    pack_changes,
    pack_heat,
    pack_revision,
    unpack_changes,
    unpack_heat,
    unpack_revision,
)
from datapatch.index.places import Places
from datapatch.index.revisions import RevisionChanges, table_summary
from datapatch.tables.alignment import align
from datapatch.tables.diff import diff
from datapatch.tables.table import Table
from datapatch.types import BlobId, ObjectId
from tests.strategies import versions

DAY, LATER = date(2026, 5, 4), date(2026, 6, 1)
pairs = st.one_of(versions(2), versions(2, keyed=True))


def table(*rows: str, header: str = "id,nom,tel") -> Table:
    """A table of these lines."""
    return Table.parse("\n".join((header, *rows, "")).encode())


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[Table, Table]:
    """Forty rows, and the same with many of them moved, changed, removed, others added."""
    rows = [f"{n},name {n},{n * 7}" for n in range(40)]
    kept = draw(st.permutations(range(40)))[: draw(st.integers(0, 40))]
    if draw(st.booleans()):
        kept = sorted(kept)
    edited = draw(st.sets(st.sampled_from(range(40))))
    lines = [f"{n},name {n},changed" if n in edited else rows[n] for n in kept]
    for place in draw(st.lists(st.integers(0, 40), max_size=5)):
        lines.insert(place, f"new {place},x,y")
    return table(*rows), table(*lines)


@given(st.one_of(pairs, shuffled()), st.booleans())
def test_rows_are_followed_as_they_were_aligned(pair: tuple[Table, Table], keyed: bool) -> None:
    """Each row's place before and after is the one that the alignment of both tables gives."""
    old, new = pair
    key = new.fields[:1] if keyed else ()
    alignment, places = align(old, new, key), summarise(diff(old, new, key)).places()
    before = [places.before(row) for row in range(new.row_count)]
    after = [places.after(row) for row in range(old.row_count)]
    assert before == [None if row < 0 else row for row in alignment.new_to_old]
    assert after == [None if row < 0 else row for row in alignment.old_to_new]


@given(st.one_of(pairs, shuffled()))
def test_a_packed_summary_comes_back(pair: tuple[Table, Table]) -> None:
    """What is kept on disk is what was computed."""
    changes = summarise(diff(*pair, pair[1].fields[:1]))
    assert unpack_changes(pack_changes(changes)) == changes
    revision = RevisionChanges((table_summary("a", "b", "at", changes),), ("README.md",), ("x",))
    assert unpack_revision(pack_revision(revision)) == revision


@given(st.lists(st.sampled_from("abcde"), min_size=1, unique=True), shuffled())
def test_heat_comes_back_and_moves_with_its_row(
    names: list[str], pair: tuple[Table, Table]
) -> None:
    """A row's changes are found where the row is now; those of a removed row are gone."""
    old, new = pair
    heat = TableHeat({row: {name: Heat(row, DAY) for name in names} for row in range(40)})
    heat.advance(summarise(diff(old, new, ("id",))), DAY)
    counts = {
        int(new.row(row)[0]): cells[names[0]].count
        for row, cells in heat.rows.items()
        if names[0] in cells
    }
    assert counts == {int(r[0]): int(r[0]) for r in new.rows() if not r[0].startswith("new")}
    assert unpack_heat(pack_heat(heat)) == heat


def test_rows_that_nobody_touched_move_on() -> None:
    """An insertion and a removal shift the rows behind them."""
    places = Places([(None, 1), (4, None)])
    assert [places.before(row) for row in range(6)] == [0, None, 1, 2, 3, 5]
    assert [places.after(row) for row in range(6)] == [0, 2, 3, 4, None, 5]
    assert Places([(2, 2)]).stays
    assert not places.stays


def test_a_cell_is_counted_under_its_newest_name() -> None:
    """A renamed field keeps its changes, a removed one loses them."""
    heat = TableHeat()
    heat.advance(_changes(["1,Anna,07", "2,Bert,09"], ["1,Anna,08", "2,Bob,09"]), DAY)
    heat.advance(_changes(["1,Anna,08", "2,Bob,09"], ["1,Anna,05", "2,Bob,09"]), LATER)
    assert heat.rows == {0: {"tel": Heat(2, LATER)}, 1: {"nom": Heat(1, DAY)}}
    renamed = table("1,Anna,05", "2,Bob,09", header="id,nom,phone")
    heat.advance(summarise(diff(table("1,Anna,05", "2,Bob,09"), renamed, ("id",))), LATER)
    assert heat.rows == {0: {"phone": Heat(2, LATER)}, 1: {"nom": Heat(1, DAY)}}
    dropped = table("1,Anna", "2,Bob", header="id,nom")
    heat.advance(summarise(diff(renamed, dropped, ("id",))), LATER)
    assert heat.rows == {0: {}, 1: {"nom": Heat(1, DAY)}}


def test_a_new_table_starts_cold() -> None:
    """Rows that were imported, or added, count as new and not as changed."""
    heat = TableHeat({3: {"tel": Heat(1, DAY)}})
    heat.advance(whole_table(added=5), DAY)
    assert heat.rows == {}
    heat.advance(_changes(["1,Anna,07"], ["1,Anna,07", "2,Bert,09"]), DAY)
    assert heat.rows == {}


def test_a_summary_is_computed_once(tmp_path: Path) -> None:
    """It is kept on disk under the ids of both blobs and the way of reading them."""
    made: list[TableChanges] = []

    def compute() -> TableChanges:
        made.append(whole_table(added=len(made) + 1))
        return made[-1]

    blob = BlobId(ObjectId("1" * 40))
    address = changes_address(None, blob, "id;,")
    for _ in range(2):
        assert ChangeStore(tmp_path / "c.sqlite").changes(address, compute).added == 1
    other = changes_address(None, blob, "nom;,")
    assert ChangeStore(tmp_path / "c.sqlite").changes(other, compute).added == 2


def test_the_store_gives_what_it_knows(tmp_path: Path) -> None:
    """Unknown names are left out; a newer heat takes the place of the one it came from."""
    store = ChangeStore(tmp_path / "c.sqlite")
    store.keep_revision("abc:def", RevisionChanges(other_files=("README.md",)))
    assert store.known_revisions(["abc:def", "abc"]) == {
        "abc:def": RevisionChanges(other_files=("README.md",))
    }
    store.keep_heat("1:places", TableHeat({1: {"tel": Heat(2, DAY)}}))
    store.keep_heat("2:places", TableHeat(), instead_of="1:places")
    assert store.known_heat(["1:places"]) is None
    assert store.known_heat(["3:places", "2:places"]) == ("2:places", TableHeat())


def _changes(old: list[str], new: list[str]) -> TableChanges:
    return summarise(diff(table(*old), table(*new), ("id",)))
