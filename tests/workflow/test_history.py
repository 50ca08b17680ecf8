"""Looking back: what real and odd commit logs say, row by row."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from datapatch.errors import BadDescriptor, NotFound
from datapatch.gitstore.repository import MAIN
from datapatch.types import DatasetName, Signature
from datapatch.workflow.imports.adopting import adopt_history
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.comparing import compare, read_revision
from datapatch.workflow.past.history import (
    history,
    history_length,
    overview,
    revision_entry,
    row_history,
)
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.past.selecting import Selection, select
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV, Staff
from tests.workflow.committing import CSV, LINES, changed, commit, table
from tests.workflow.walking import suggest, suggest_addition, suggest_removal


def test_an_import_and_a_correction(instance: Instance, staff: Staff) -> None:
    """Each revision says what it did in rows and cells, whom it is owed to and who checked it."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine"))
    accept(instance, staff.moderator, receipt.id, now=NOON)
    newest, first = history(instance, PLACES)
    assert (newest.author, newest.reviewer, newest.contribution) == ("Amine", "Mo", receipt.id)
    assert (newest.added, newest.updated, newest.removed, newest.cells) == (0, 1, 0, 1)
    assert newest.tables[0].fields == ("telephone",)
    assert (first.added, first.tables[0].whole, first.parent) == (3, True, None)
    assert "README.md" in first.other_files
    assert history_length(instance, PLACES) == 2


def test_a_row_is_followed_through_what_happens_around_it(instance: Instance) -> None:
    """Rows that come, go and move before it do not hide what changed in it."""
    p1, p2, p3 = LINES[1:]
    moved = changed(p3, "cours", "wifi")
    commit(instance, {CSV: table(p1, changed(p2, "Lac", "lac"), p3)})
    commit(instance, {CSV: table(p3, changed(p2, "Lac", "lac"))})
    commit(instance, {CSV: table("p4,Nouveau,Sète,,\n", changed(p2, "Lac", "lac"), moved)})
    events = row_history(instance, PLACES, "places", 2)
    assert [(e.touch.op, e.touch.rows, e.touch.fields) for e in events] == [
        ("update", (0, 2), ("services",)),
        ("add", (None, 2), ()),
    ]
    assert [e.touch.fields for e in row_history(instance, PLACES, "places", 1)] == [("nom",), ()]
    assert [e.touch.op for e in row_history(instance, PLACES, "places", 0)] == ["add"]


def test_a_file_may_move_and_a_resource_be_renamed(instance: Instance) -> None:
    """The table keeps its past when its path, then its name, changes in the descriptor."""
    _redescribe(
        instance,
        '"path": "data/places.csv"',
        '"path": "lieux.csv"',
        {CSV: None, "lieux.csv": PLACES_CSV},
    )
    _redescribe(instance, '"name": "places",\n      "path"', '"name": "lieux",\n      "path"', {})
    commit(instance, {"lieux.csv": changed(PLACES_CSV.decode(), "wifi\n", "cours\n").encode()})
    entries = history(instance, PLACES)
    assert [(e.added, e.updated) for e in entries] == [(0, 1), (0, 0), (0, 0), (3, 0)]
    assert len(row_history(instance, PLACES, "lieux", 1)) == 2


def test_a_broken_descriptor_in_the_middle_is_read_with_todays(instance: Instance) -> None:
    """Neither that revision nor its neighbours lose their rows."""
    good = _descriptor(instance)
    commit(instance, {"datapackage.json": b"{ no", CSV: table(*LINES[1:3])})
    commit(instance, {"datapackage.json": good})
    assert [(e.added, e.removed) for e in history(instance, PLACES)] == [(0, 0), (0, 1), (3, 0)]


def test_a_file_that_is_no_table_is_bridged(instance: Instance) -> None:
    """The revision says so; the next is compared with the last that could be read."""
    commit(instance, {CSV: b"\0\0"})
    commit(instance, {CSV: table(*LINES[1:3])})
    mended, broken, _ = history(instance, PLACES)
    assert broken.changes is not None
    assert broken.changes.unreadable == ("places",)
    assert (mended.added, mended.removed) == (0, 1)
    assert [e.touch.op for e in row_history(instance, PLACES, "places", 1)] == ["add"]
    assert read_revision(instance, PLACES, broken.commit).comparison.unreadable == ("places",)
    assert read_revision(instance, PLACES, mended.commit).comparison.tables[0].diff is not None


def test_a_table_that_vanishes_and_comes_back_is_new(instance: Instance) -> None:
    """Its rows are counted as removed, then as imported."""
    commit(instance, {CSV: None})
    commit(instance, {CSV: PLACES_CSV})
    entries = history(instance, PLACES)
    assert [(e.added, e.removed) for e in entries] == [(3, 0), (0, 3), (3, 0)]
    assert len(row_history(instance, PLACES, "places", 1)) == 1


def test_equal_and_falling_timestamps_keep_the_order_of_the_log(instance: Instance) -> None:
    """First parents are walked: the clock of whoever committed does not matter."""
    made = [
        commit(instance, {"README.md": b"1"}),
        commit(instance, {"README.md": b"2"}),
        commit(instance, {"README.md": b"3"}, at=NOON - timedelta(days=30)),
    ]
    entries = history(instance, PLACES)
    assert [e.commit for e in entries[:3]] == made[::-1]
    days = {found.day: found.revisions for found in overview(instance, PLACES).days}
    assert days == {date(2026, 5, 4): 3, date(2026, 4, 4): 1}


def test_a_renamed_field_is_followed(instance: Instance) -> None:
    """A selection by today's name finds what happened under the old one."""
    p1, p2, p3 = LINES[1:]
    commit(instance, {CSV: table(p1, changed(p2, ",,", ",+33465710002,"), p3)})
    content = table(p1, changed(p2, ",,", ",+33465710002,"), p3).decode()
    commit(instance, {CSV: changed(content, "telephone", "tel").encode()})
    entries = history(instance, PLACES)
    wanted = Selection(resource="places", field="tel")
    assert select(instance, PLACES, wanted).entries == entries[:2]
    rows = Selection(resource="places", field="tel", rows=(1, 1))
    assert select(instance, PLACES, rows).entries == entries[1:2]


def test_a_part_of_the_history(instance: Instance, staff: Staff) -> None:
    """By person (author or reviewer), by kind and by day."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine"))
    gone = suggest_removal(instance, "p3")
    for each in (receipt, gone, suggest_addition(instance, {"nom": "Tiers-lieu"})):
        accept(instance, staff.moderator, each.id, now=NOON + timedelta(days=1))
    entries = history(instance, PLACES)
    people = overview(instance, PLACES).people
    assert people == {"Mo": 3, "Amine": 1, "Anonymous": 2, "Hub": 1}
    assert next(iter(people)) == "Mo"
    for wanted, found in (
        (Selection(person="Amine"), [2]),
        (Selection(person="Mo"), [0, 1, 2]),
        (Selection(kind="removed"), [1]),
        (Selection(kind="added"), [0, 3]),
        (Selection(since=date(2026, 5, 5)), [0, 1, 2]),
        (Selection(until=date(2026, 5, 4)), [3]),
        (Selection(resource="places", field="telephone", kind="changed"), [2]),
    ):
        selected = select(instance, PLACES, wanted)
        assert [entries.index(e) for e in selected.entries] == found
        assert selected.total == len(found)


def test_two_moments_by_day_or_name(instance: Instance, staff: Staff) -> None:
    """Any two revisions can be compared, in either order."""
    added = suggest_addition(instance, {"nom": "Tiers-lieu"})
    accept(instance, staff.moderator, added.id, now=NOON + timedelta(days=3))
    there = compare(instance, PLACES, "2026-05-04", "2026-05-07")
    assert there.tables[0].diff is not None
    assert (there.tables[0].diff.counts.added, there.is_backwards) == (1, False)
    newest, first = history(instance, PLACES)
    back = compare(instance, PLACES, newest.commit[:12], first.commit)
    assert back.tables[0].diff is not None
    assert (back.tables[0].diff.counts.removed, back.is_backwards) == (1, True)
    assert compare(instance, PLACES, "main", newest.commit).tables == ()
    with pytest.raises(NotFound, match="the first one is of 2026-05-04"):
        compare(instance, PLACES, "2026-05-03", "2026-05-07")


def test_one_revision_in_full(instance: Instance, staff: Staff) -> None:
    """Its cells, old and new, and the revisions around it."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    newest, first = history(instance, PLACES)
    view = read_revision(instance, PLACES, first.commit)
    assert (view.entry, view.later, view.comparison.old) == (first, newest.commit, None)
    assert (view.comparison.tables[0].old, view.comparison.tables[0].diff) == (None, None)
    shown = read_revision(instance, PLACES, newest.commit[:12]).comparison.tables[0]
    assert shown.diff is not None
    (cell,) = shown.diff.changes[0].cells
    assert (cell.field, cell.old, cell.new) == ("telephone", "", "+33465710002")
    assert revision_entry(instance, PLACES, "2026-05-04") == newest
    with pytest.raises(NotFound):
        read_revision(instance, PLACES, "1234567")


def test_a_long_history_is_read_bit_by_bit(instance: Instance) -> None:
    """Who comes first waits for some revisions only; the others are there, unread."""
    for number in range(4):
        commit(instance, {CSV: changed(PLACES_CSV.decode(), "wifi\n", f"{number}\n").encode()})
    assert {e.changes for e in history(instance, PLACES, seconds=0)} == {None}
    history(instance, PLACES, seconds=1e-9)
    assert (overview(instance, PLACES, seconds=0).read, overview(instance, PLACES).read) == (1, 5)
    told: list[tuple[int, int]] = []
    instance.histories.file(PLACES).discard()
    assert index_history(instance, PLACES, lambda *done: told.append(done))
    assert told == [(n, 5) for n in range(1, 6)]
    assert [e.updated for e in history(instance, PLACES, seconds=0)] == [1, 1, 1, 1, 0]


def test_a_repository_whose_descriptor_is_broken_is_refused(
    instance: Instance, tmp_path: Path
) -> None:
    """It is refused as a whole, with the reason."""
    commit(instance, {"datapackage.json": b"{ no"})
    source = instance.repositories(PLACES).published_path
    name = DatasetName("hub", "other")
    author = Signature("Hub", "hub@example.org", NOON)
    with pytest.raises(BadDescriptor):
        adopt_history(instance, OPERATOR, name, source, Description("Other"), author=author)
    assert not instance.repositories(name).exists()


@pytest.mark.parametrize(
    ("bundle", "resource", "revisions"),
    [
        ("DISIC+sill", "sill-2020", 297),
        ("MobilityData+gbfs", "systems", 383),
        ("okfn+dataportals.org", "portals", 139),
    ],
)
def test_real_histories(
    instance: Instance, real_data: Path, bundle: str, resource: str, revisions: int
) -> None:
    """Every revision of a real history is read, and its rows are found again."""
    name = DatasetName("hub", "real")
    source = real_data / "histories" / f"{bundle}.bundle"
    author = Signature("Hub", "hub@example.org", NOON)
    adopt_history(instance, OPERATOR, name, source, Description("Real"), author=author)
    entries = history(instance, name, seconds=0)
    assert len(entries) == revisions + 1
    assert all(e.changes is not None and not e.changes.unreadable for e in entries)
    assert row_history(instance, name, resource, 3)[-1].touch.op == "add"
    for entry in entries[::40]:
        shown = read_revision(instance, name, entry.commit).comparison
        updated = sum(t.diff.counts.updated for t in shown.tables if t.diff is not None)
        assert updated == entry.updated


def _descriptor(instance: Instance) -> bytes:
    with instance.repositories(PLACES) as repositories:
        repository = repositories.published
        head = repository.tip(MAIN)
        assert head is not None
        return repository.read(head, "datapackage.json")


def _redescribe(instance: Instance, old: str, new: str, files: Mapping[str, bytes | None]) -> None:
    text = changed(_descriptor(instance).decode(), old, new)
    commit(instance, {"datapackage.json": text.encode(), **files})
