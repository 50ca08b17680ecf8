"""A year of revisions of the places."""

from collections import Counter
from datetime import UTC, timedelta
from itertools import pairwise

from datapatch.sample.schema import places_schema
from datapatch.sample.values import SampleDataset, SampleWorkspace
from tests.sample.conftest import TODAY
from tests.sample.judging import faults
from tests.sample.replaying import table_after


def test_old_values_are_what_the_table_holds(places: SampleDataset) -> None:
    """Every revision applies to what the one before left."""
    assert len(table_after(places)) == 1812


def test_about_fifty_revisions_in_working_hours(places: SampleDataset) -> None:
    """They follow each other within the year, on weekdays, some of them on one day."""
    moments = [revision.at for revision in places.revisions]
    days = Counter(moment.date() for moment in moments)
    assert 45 <= len(moments) <= 60
    assert moments == sorted(set(moments))
    assert places.imported_at < moments[0]
    assert moments[-1].date() < TODAY
    assert all(moment.tzinfo == UTC and moment.weekday() < 5 for moment in moments)
    assert all(7 <= moment.hour <= 17 for moment in moments)
    assert max(days.values()) > 1


def test_pauses_differ(places: SampleDataset) -> None:
    """There are days between two revisions, and a pause of a month."""
    moments = [revision.at for revision in places.revisions]
    gaps = {(after - before).days for before, after in pairwise(moments)}
    assert len(gaps) > 6
    assert max(gaps) > 28


def test_every_revision_changes_rows_once(places: SampleDataset) -> None:
    """None is empty, none touches a row twice, and no update keeps a cell."""
    for revision in places.revisions:
        keys = [change.key for change in revision.changes]
        assert keys
        assert len(keys) == len(set(keys))
        assert all(cell.old != cell.new for c in revision.changes for cell in c.cells)


def test_history_has_a_shape(places: SampleDataset) -> None:
    """All kinds of change occur, fields change unevenly and one row changed many times."""
    changes = [change for revision in places.revisions for change in revision.changes]
    kinds = Counter(change.op for change in changes)
    fields = Counter(c.field for change in changes if change.op == "update" for c in change.cells)
    rows = Counter(change.key for change in changes)
    assert min(kinds["add"], kinds["update"], kinds["remove"]) >= 5
    assert len(fields) >= 12
    assert fields["telephone"] > fields["adresse"] > 0
    assert rows.most_common(1)[0][1] >= 5


def test_the_schema_changes_once_and_the_table_follows(places: SampleDataset) -> None:
    """About ten weeks ago; the table is valid by the first schema before, by the second after."""
    (number,) = (n for n, revision in enumerate(places.revisions) if revision.schema)
    revision = places.revisions[number]
    assert timedelta(weeks=9) < TODAY - revision.at.date() < timedelta(weeks=11)
    assert revision.schema == places_schema(with_ended=False)
    before, after = table_after(places, number), table_after(places, number + 1)
    assert faults(before.values(), places.schema) == set()
    assert faults(after.values(), revision.schema) == set()
    assert faults(before.values(), revision.schema) == {
        ("conditions_acces", "constraint-error"),
        ("labels_nationaux", "constraint-error"),
    }


def test_moderators_are_people_of_the_workspace(workspace: SampleWorkspace) -> None:
    """Every moderator named has an account, and some contributors stayed anonymous."""
    people = {workspace.administrator, *workspace.moderators}
    names = {person.public_name for person in people}
    revisions = [revision for dataset in workspace.datasets for revision in dataset.revisions]
    assert {revision.moderator for revision in revisions} == names
    assert any(not revision.public_name for revision in revisions)
