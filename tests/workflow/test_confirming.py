"""“Still correct”: recorded at once, carried by git once a day, read back from git alone."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Confirmation
from datapatch.types import CommitId
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.heatmaps import change_heatmap
from datapatch.workflow.past.history import history, overview
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.past.reindexing import reindex
from datapatch.workflow.preferences import choose
from datapatch.workflow.rows.addressing import addresses
from datapatch.workflow.upkeep.carrying_checks import carry_checks_due
from datapatch.workflow.upkeep.check_trailers import checked_rows
from datapatch.workflow.upkeep.confirming import ChangedSince, TooManyChecks, confirm_row
from datapatch.workflow.upkeep.freshness import checked_share, last_checks
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, Staff, add_staff, import_places, make_instance
from tests.workflow.walking import suggest

DAY = timedelta(days=1)


def head(instance: Instance) -> CommitId:
    """The published head."""
    with published(instance, PLACES) as snapshot:
        return snapshot.commit


def confirm(instance: Instance, address: str, *, after: timedelta = timedelta()) -> None:
    """A tap on the row as it is published, some time after noon."""
    confirm_row(
        instance, ANONYMOUS, PLACES, "places", address, seen=head(instance), now=NOON + after
    )


def rows_checked(instance: Instance) -> dict[int, date]:
    """When each row was looked at last, by its place."""
    with published(instance, PLACES) as snapshot:
        places = addresses(snapshot, "places", range(3))
    index_history(instance, PLACES)
    record = find_dataset(instance, ANONYMOUS, PLACES)
    return dict(last_checks(instance, record, "places", {p.row: p.address for p in places}))


def checked(instance: Instance) -> dict[str, date]:
    """When each row was looked at last, by its id."""
    return {f"p{row + 1}": day for row, day in rows_checked(instance).items()}


def git(instance: Instance, *arguments: str) -> str:
    """What stock git says of the published repository."""
    folder = instance.config.repos / "hub" / "places.git"
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def test_a_tap_is_known_at_once(instance: Instance) -> None:
    """The row says that it was checked today, before git knows; a second tap adds nothing."""
    assert checked(instance) == {}
    confirm(instance, "p2")
    confirm(instance, "p2", after=timedelta(hours=1))
    assert checked(instance) == {"p2": NOON.date()}
    with instance.database.reading() as session:
        assert session.query(Confirmation).count() == 1


def test_one_commit_a_day_carries_them(instance: Instance) -> None:
    """Next day, one commit without any change of a file tells all of them, signed by nobody."""
    before = head(instance)
    confirm(instance, "p1")
    confirm(instance, "p2")
    assert carry_checks_due(instance, now=NOON) == 0
    assert carry_checks_due(instance, now=NOON + DAY) == 1
    confirm(instance, "p1", after=DAY)
    assert carry_checks_due(instance, now=NOON + DAY) == 0
    assert git(instance, "rev-list", "--count", f"{before}..main").strip() == "1"
    assert git(instance, "diff", f"{before}", "main") == ""
    told = "--format=%an|%s|%(trailers:key=Checked,valueonly)"
    message = git(instance, "log", "-1", told, "main")
    assert message.split("|")[:2] == ["Data Patch", "2 places checked"]
    day = NOON.date()
    assert message.split("|")[2].split("\n")[:2] == [f"places p1 {day}", f"places p2 {day}"]


def test_git_alone_tells_it_again(instance: Instance) -> None:
    """With the database's rows gone and the index made anew, the rows are as checked as before."""
    confirm(instance, "p2")
    carry_checks_due(instance, now=NOON + DAY)
    with instance.database.transaction() as session:
        session.execute(delete(Confirmation))
    reindex(instance, PLACES, lambda _done, _all: None)
    assert checked(instance) == {"p2": NOON.date()}


def test_what_a_killed_process_committed_is_noted(instance: Instance) -> None:
    """A commit whose database rows were not marked is not written a second time."""
    confirm(instance, "p2")
    carry_checks_due(instance, now=NOON + DAY)
    with instance.database.transaction() as session:
        for row in session.query(Confirmation):
            row.commit = None
    assert carry_checks_due(instance, now=NOON + 2 * DAY) == 0
    assert carry_checks_due(instance, now=NOON + 3 * DAY) == 0
    with instance.database.reading() as session:
        assert session.query(Confirmation).one().commit == head(instance)


def test_rows_without_key_are_followed(tmp_path: Path) -> None:
    """A row that its place alone names keeps its check, through commits and edits of others."""
    instance = make_instance(tmp_path / "bare")
    staff = add_staff(instance)
    data = b"id,nom\na,Le Lac\na,La Fabrique\nb,Le Quai\n"
    import_places(instance, data=data, overrides=Overrides(key=()))
    with published(instance, PLACES) as snapshot:
        address, other = (addresses(snapshot, "places", [n])[0].address for n in (1, 2))
    assert address.startswith("@")
    confirm(instance, address)
    assert list(rows_checked(instance)) == [1]
    carry_checks_due(instance, now=NOON + DAY)
    sent = suggest(instance, other, {"nom": "Quai"})
    accept(instance, staff.moderator, sent.id, now=NOON + DAY)
    assert rows_checked(instance) == {1: NOON.date(), 2: (NOON + DAY).date()}


def test_a_change_that_is_published_is_a_check(instance: Instance, staff: Staff) -> None:
    """Who changes a row looked at it; the import of the whole table looked at nothing."""
    sent = suggest(instance, "p3", {"nom": "Cyber"})
    accept(instance, staff.moderator, sent.id, now=NOON + DAY)
    assert checked(instance) == {"p3": (NOON + DAY).date()}
    record = find_dataset(instance, ANONYMOUS, PLACES)
    today = (NOON + DAY).date()
    assert checked_share(instance, record, "places", today=today) == pytest.approx(1 / 3)
    assert checked_share(instance, record, "places", today=today + 366 * DAY) == 0


def test_the_share_and_the_heatmap_count_checks(instance: Instance) -> None:
    """What git carries is in the share of the table and in the freshness of the map."""
    confirm(instance, "p1")
    confirm(instance, "p3")
    carry_checks_due(instance, now=NOON + DAY)
    index_history(instance, PLACES)
    record = find_dataset(instance, ANONYMOUS, PLACES)
    share = checked_share(instance, record, "places", today=(NOON + DAY).date())
    assert share == pytest.approx(2 / 3)
    heat = change_heatmap(instance, PLACES, "places", seconds=None)
    assert heat is not None
    assert [group.cells[0].fresh for group in heat.groups] == [NOON.date(), None, NOON.date()]
    assert heat.most == 0


def test_history_names_it(instance: Instance) -> None:
    """Histories show the commit by its sentence and as changing nothing."""
    confirm(instance, "p1")
    carry_checks_due(instance, now=NOON + DAY)
    (entry, *_older) = history(instance, PLACES, seconds=None)
    assert (entry.subject, entry.author) == ("1 place checked", "Data Patch")
    assert (entry.tables, entry.other_files) == ((), ())
    assert overview(instance, PLACES).revisions == 2


def test_a_row_that_changed_is_shown_again(instance: Instance, staff: Staff) -> None:
    """Nobody confirms what they did not see; another row's change does not matter."""
    seen = head(instance)
    sent = suggest(instance, "p3", {"nom": "Cyber"})
    accept(instance, staff.moderator, sent.id, now=NOON)
    with pytest.raises(ChangedSince):
        confirm_row(instance, ANONYMOUS, PLACES, "places", "p3", seen=seen, now=NOON)
    confirm_row(instance, ANONYMOUS, PLACES, "places", "p1", seen=seen, now=NOON)


def test_an_hour_has_room_for_so_many(instance: Instance) -> None:
    """Taps are limited as contributions are, by the dataset's own limit."""
    choose(instance, OPERATOR, PLACES, {"dataset_hourly": 2})
    confirm(instance, "p1")
    confirm(instance, "p2")
    with pytest.raises(TooManyChecks) as refused:
        confirm(instance, "p3", after=timedelta(minutes=50))
    assert refused.value.retry_after == 601
    assert "Tap again in 11 min" in str(refused.value)
    confirm(instance, "p3", after=timedelta(hours=2))


def test_other_peoples_trailers_do_no_harm() -> None:
    """A commit that says “Checked” in another way is a commit like any other."""
    odd = ["by Ann", "places ~FF 2026-01-01", "places p1 yesterday", "places p1 2026-01-01 too"]
    assert checked_rows([("Checked", text) for text in odd]) == ()
    assert len(checked_rows([("Checked", "my+places p1 2026-01-01")])) == 1
