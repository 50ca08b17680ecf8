"""The walk of a contribution to a table in parts: the same as to one file, in the parts touched."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from datapatch.config import PartSizes
from datapatch.errors import Conflict
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import history
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, Staff, add_staff, import_places, make_instance
from tests.pushing import handed_in
from tests.workflow.pushes import accepted, described, published_file, refusal
from tests.workflow.walking import suggest, suggest_addition, suggest_removal

SIZES = PartSizes(rows=20, least_rows=5, least_size=10_000, greatest_rows=20, chosen=5)
ROWS = [f"p{n},Place {n},Town {n % 7},,\n" for n in range(200)]
TABLE = "id,nom,commune,telephone,services\n" + "".join(ROWS)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An instance whose tables are large from 20 rows on, with one of 200."""
    made = make_instance(tmp_path, parts=SIZES)
    import_places(made, data=TABLE.encode())
    return made


@pytest.fixture
def staff(instance: Instance) -> Staff:
    """The people of its workspace."""
    return add_staff(instance)


def parts(instance: Instance) -> dict[str, bytes]:
    """The published parts, in order."""
    with published(instance, PLACES) as snapshot:
        return {part.path: snapshot.read(part.path) for part in snapshot.table_file("places").parts}


def whole(instance: Instance) -> str:
    """The published table as one."""
    with published(instance, PLACES) as snapshot:
        return snapshot.table("places").data.decode()


def push_main(instance: Instance, staff: Staff, files: Mapping[str, bytes | None]) -> None:
    """An editor's push of these files."""
    push, update, objects = handed_in(instance, staff.administrator, files, branch="main")
    assert push.judge([update], objects).accepted
    (answer,) = push.receive([update])
    assert answer.ok, answer


def publish(instance: Instance, staff: Staff, contribution: str) -> None:
    """Accept it as it stands."""
    accept(instance, staff.moderator, contribution, now=NOON)


def test_a_large_table_is_imported_in_parts(instance: Instance) -> None:
    """Each under the header; joined, they are the file that came."""
    found = parts(instance)
    assert len(found) >= 10
    assert list(found)[:2] == ["data/places/part-0001.csv", "data/places/part-0002.csv"]
    assert all(data.startswith(b"id,nom,") and data.endswith(b"\n") for data in found.values())
    assert whole(instance) == TABLE


def test_a_correction_rewrites_one_part(instance: Instance, staff: Staff) -> None:
    """From the form to the history: one row, one part."""
    before = parts(instance)
    receipt = suggest(instance, "p120", {"telephone": "+33465710001"})
    record = find_contribution(instance, staff.moderator.actor, receipt.id)
    examination = examine(instance, record)
    (table,) = examination.tables
    assert [change.rows for change in table.changes.changes] == [(120, 120)]
    assert examination.publishable
    assert list(examination.tree) == [path for path, data in before.items() if b"\np120," in data]
    publish(instance, staff, receipt.id)
    assert whole(instance) == TABLE.replace(ROWS[120], "p120,Place 120,Town 1,+33465710001,\n")
    after = parts(instance)
    assert list(after) == list(before)
    assert sum(after[path] != before[path] for path in before) == 1
    entry = history(instance, PLACES)[0]
    assert (entry.updated, entry.cells, entry.other_files) == (1, 1, ())


def test_two_changes_to_different_parts_and_cells_meet(instance: Instance, staff: Staff) -> None:
    """What was published meanwhile stays; the same cell twice is a conflict."""
    receipts = [
        suggest(instance, "p7", {"nom": "Seven"}),
        suggest(instance, "p7", {"commune": "Sète"}),
        suggest(instance, "p150", {"nom": "Far"}),
        suggest(instance, "p7", {"nom": "Sept"}),
    ]
    for receipt in receipts[:3]:
        publish(instance, staff, receipt.id)
    expected = TABLE.replace(ROWS[7], "p7,Seven,Sète,,\n").replace("Place 150", "Far")
    assert whole(instance) == expected
    record = find_contribution(instance, staff.moderator.actor, receipts[3].id)
    (table,) = examine(instance, record).tables
    assert [(c.key, c.base, c.ours, c.theirs) for c in table.conflicts] == [
        (("p7",), "Place 7", "Seven", "Sept")
    ]
    with pytest.raises(Conflict):
        publish(instance, staff, receipts[3].id)


def test_rows_come_and_go(instance: Instance, staff: Staff) -> None:
    """An added row goes to the end, a removed one leaves its part."""
    added = suggest_addition(instance, {"id": "new", "nom": "New place"})
    removed = suggest_removal(instance, "p100")
    publish(instance, staff, added.id)
    publish(instance, staff, removed.id)
    assert whole(instance) == TABLE.replace(ROWS[100], "") + "new,New place,,,\n"


def test_a_key_that_stands_in_another_part_is_no_new_one(instance: Instance, staff: Staff) -> None:
    """The same key twice is a violation, wherever the other row is."""
    path, data = list(parts(instance).items())[-1]
    lines = refusal(instance, staff, {path: data + b"p3,Again,,,\n"})
    assert any("p3" in line for line in lines)


def test_a_pushed_part_is_judged_and_taken(instance: Instance, staff: Staff) -> None:
    """Stock git edits one file; one that lacks its last line end is let in too."""
    path, data = list(parts(instance).items())[3]
    assert accepted(instance, staff, {path: data.replace(b"Place", b"Lieu").rstrip(b"\n")})


def test_a_pushed_part_with_another_header_is_refused(instance: Instance, staff: Staff) -> None:
    """It would put cells into the wrong columns."""
    path, data = list(parts(instance).items())[3]
    lines = refusal(instance, staff, {path: data.replace(b"id,nom", b"nom,id")})
    assert len(lines) == 1
    assert "other fields" in lines[0]


def test_a_part_that_is_gone_is_refused(instance: Instance, staff: Staff) -> None:
    """The descriptor names it."""
    path = list(parts(instance))[3]
    (line,) = refusal(instance, staff, {path: None})
    assert path in line
    assert published_file(instance, path)


def test_parts_are_kept_within_their_sizes(instance: Instance, staff: Staff) -> None:
    """One that grows is cut again, one that shrinks joins the next; names and rows stay."""
    before = parts(instance)
    paths = list(before)
    grown = before[paths[2]] + b"".join(b"n%d,New,,,\n" % n for n in range(60))
    shrunk = b"".join(before[paths[5]].splitlines(keepends=True)[:2])
    files: dict[str, bytes | None] = {paths[2]: grown, paths[5]: shrunk}
    push_main(instance, staff, files)
    after = parts(instance)
    assert all(data.count(b"\n") <= SIZES.greatest_rows + 1 for data in after.values())
    assert paths[2] in after
    assert paths[6] not in after
    rows = [data.split(b"\n", 1)[1] for data in ({**before, **files}).values() if data]
    assert whole(instance).encode().split(b"\n", 1)[1] == b"".join(rows)
    entry = history(instance, PLACES)[0]
    assert entry.other_files == ()
    assert (entry.added, entry.updated) == (60, 0)


def test_a_table_that_grows_large_is_cut(tmp_path: Path) -> None:
    """The publication that takes it past the limit writes parts."""
    instance = make_instance(tmp_path, parts=SIZES)
    import_places(instance, data="".join([TABLE.splitlines(keepends=True)[0], *ROWS[:15]]).encode())
    staff = add_staff(instance)
    assert list(parts(instance)) == ["data/places.csv"]
    push_main(instance, staff, {"data/places.csv": TABLE.encode()})
    assert len(parts(instance)) > 5
    assert whole(instance) == TABLE


@pytest.mark.parametrize("moment", ["first", "then"])
def test_one_file_stays_one_where_the_descriptor_says_so(tmp_path: Path, moment: str) -> None:
    """An owner who prefers one file writes it into the descriptor."""
    instance = make_instance(tmp_path, parts=SIZES)
    import_places(instance, data="".join([TABLE.splitlines(keepends=True)[0], *ROWS[:15]]).encode())
    staff = add_staff(instance)
    told = {
        "datapackage.json": described(instance, lambda r: r.update({"datapatch:storage": "whole"}))
    }
    grown = {"data/places.csv": TABLE.encode()}
    if moment == "first":
        push_main(instance, staff, told)
        push_main(instance, staff, grown)
    else:
        push_main(instance, staff, told | grown)
    assert list(parts(instance)) == ["data/places.csv"]
