"""The contributions that wait in the sample."""

from datetime import timedelta

from datapatch.sample.schema import FIELDS, places_schema
from datapatch.sample.values import SampleContribution, SampleDataset
from tests.sample.conftest import TODAY
from tests.sample.judging import faults
from tests.sample.replaying import Table, replay, table_after


def about(places: SampleDataset, words: str) -> SampleContribution:
    """The one contribution whose purpose holds these words."""
    (found,) = (item for item in places.contributions if words in item.about)
    return found


def merged(places: SampleDataset, contribution: SampleContribution) -> Table:
    """Today's table with the new values of the contribution."""
    table = table_after(places)
    for change in contribution.changes:
        (key,) = change.key or ("",)
        if change.op == "remove":
            del table[key]
        else:
            table.setdefault(key, {}).update({c.field: c.new or "" for c in change.cells})
    return table


def test_each_is_made_on_the_table_of_its_moment(places: SampleDataset) -> None:
    """Its old values are those of its base, and that base was the published one."""
    for contribution in places.contributions:
        replay(table_after(places, contribution.base), contribution.changes)
        published = places.revisions[: contribution.base]
        assert all(revision.at < contribution.at for revision in published)
        later = places.revisions[contribution.base :]
        assert all(revision.at > contribution.at for revision in later)


def test_a_dozen_wait_since_three_weeks_at_most(places: SampleDataset) -> None:
    """All but the one that waits since before the schema changed; none is of today."""
    ages = [TODAY - contribution.at.date() for contribution in places.contributions]
    assert 12 <= len(ages) <= 15
    assert ages == sorted(ages, reverse=True)
    assert all(timedelta(0) < age <= timedelta(days=21) for age in ages[1:])


def test_one_is_no_longer_allowed(places: SampleDataset) -> None:
    """The schema of its moment took it; today's does not. All others are taken today."""
    refused = about(places, "no longer allowed")
    row = [merged(places, refused)[key] for (key,) in (c.key or ("",) for c in refused.changes)]
    assert faults(row, places.schema) == set()
    schema = places_schema(with_ended=False)
    assert faults(row, schema) == {("labels_nationaux", "constraint-error")}
    for other in places.contributions:
        if other is not refused:
            keys = [change.key[0] for change in other.changes if change.key]
            table = merged(places, other)
            assert faults([table[key] for key in keys if key in table], schema) == set()


def test_one_conflicts(places: SampleDataset) -> None:
    """Its cell was changed since, to something else."""
    (change,) = about(places, "conflict").changes
    (cell,) = change.cells
    now = table_after(places)[(change.key or ("",))[0]][cell.field]
    assert cell.old != now != cell.new


def test_one_is_already_so(places: SampleDataset) -> None:
    """What it asks for was published since."""
    (change,) = about(places, "already so").changes
    (cell,) = change.cells
    now = table_after(places)[(change.key or ("",))[0]][cell.field]
    assert cell.old != now == cell.new


def test_one_is_a_duplicate(places: SampleDataset) -> None:
    """Two people ask for the same change of the same cell."""
    first = about(places, "correction of a phone number")
    second = about(places, "duplicate")
    assert first.changes == second.changes
    assert first.message != second.message


def test_additions_get_numbers_of_their_own(places: SampleDataset) -> None:
    """No two additions, and no row published so far, share an identifier."""
    keys = [c.key for item in places.contributions for c in item.changes if c.op == "add"]
    assert len(keys) == len(set(keys)) == 2
    assert not {key[0] for key in keys if key} & set(table_after(places))


def test_one_addition_lacks_coordinates(places: SampleDataset) -> None:
    """It still fills what is required."""
    (change,) = about(places, "without coordinates").changes
    cells = {cell.field: cell.new for cell in change.cells}
    assert set(cells) == set(FIELDS)
    assert not cells["latitude"]
    assert cells["services"]


def test_some_are_anonymous_and_some_leave_an_address(places: SampleDataset) -> None:
    """Both occur, and a deletion, a long text and unusual characters too."""
    assert any(not item.public_name and not item.email for item in places.contributions)
    assert any(item.email for item in places.contributions)
    assert about(places, "deletion").changes[0].op == "remove"
    (text,) = about(places, "long text").changes[0].cells
    assert len(text.new or "") > 1300
    (strange,) = about(places, "unusual").changes[0].cells
    assert all(mark in (strange.new or "") for mark in ("<b>", '"', "🎉", "مرحبا"))
