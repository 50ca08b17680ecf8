"""``datapatch purge``: a value or a row leaves every version."""

from pathlib import Path

from tests.cli.conftest import Run, bring

PLACES = b"id,name,phone\np1,Mill,+33465710001\np2,Jane Doe's,+33465710002\n"


def test_a_value_is_looked_for_then_removed(run: Run, tmp_path: Path) -> None:
    """First it says what would change; then it does it, and names what still holds the value."""
    (tmp_path / "places.csv").write_bytes(PLACES)
    bring(run, tmp_path / "places.csv", name="places")
    looked = run("purge", "hub/places", "--value", "Jane Doe", "--dry-run")
    assert (looked.code, looked.err) == (0, "")
    assert looked.out.startswith("1 revisions hold it")
    done = run("purge", "hub/places", "--value", "Jane Doe", "--motive", "Order of 3 May")
    assert done.code == 0
    assert "every backup of" in done.out
    again = run("purge", "hub/places", "--value", "Jane Doe", "--dry-run")
    assert (again.code, again.out) == (2, "")
    assert again.err.startswith("Nothing of this is in any version of hub/places.")


def test_a_row_is_named_by_its_key(run: Run, tmp_path: Path) -> None:
    """The one table of a dataset needs no name; a value and a row at once are refused."""
    (tmp_path / "places.csv").write_bytes(PLACES)
    bring(run, tmp_path / "places.csv", name="places")
    both = run("purge", "hub/places", "--row", "p2", "--value", "Jane Doe")
    assert (both.code, both.err) == (2, "Give either --value or --row.\n")
    assert run("purge", "hub/places", "--row", "p2").code == 0
    assert run("purge", "hub/places", "--row", "p2").code == 2
