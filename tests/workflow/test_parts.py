"""Tables that lie in parts: read, joined, and told apart by all of their bytes."""

import json

import pytest

from datapatch.workflow.datasets import at_revision, published
from datapatch.workflow.instance import Instance
from tests.builders import PLACES
from tests.workflow.committing import LINES, commit, table
from tests.workflow.pushes import described

PARTS = ["data/a.csv", "data/b.csv"]


@pytest.fixture
def parted(instance: Instance) -> Instance:
    """`PLACES`, whose three rows lie in two files."""
    files: dict[str, bytes | None] = {
        "datapackage.json": described(instance, lambda resource: resource.update(path=PARTS)),
        "data/places.csv": None,
        PARTS[0]: table(*LINES[1:3]),
        PARTS[1]: table(LINES[3]),
    }
    commit(instance, files)
    return instance


def test_a_snapshot_joins_parts(parted: Instance) -> None:
    """The table is what one file would hold; a part is a table of its own."""
    with published(parted, PLACES) as snapshot:
        assert snapshot.table("places").data == table(*LINES[1:])
        assert snapshot.part("places", 1).data == table(LINES[3])
        assert [snapshot.resource_at(path) for path in PARTS] == ["places", "places"]
        assert snapshot.rows_by_key("places")[("p3",)] == 2


def test_a_change_in_a_later_part_is_a_change(parted: Instance) -> None:
    """Whatever is derived from a table goes by the bytes of all its parts."""
    with published(parted, PLACES) as snapshot:
        before = snapshot.table_file("places").content_id
    made = commit(parted, {PARTS[1]: table(LINES[3], LINES[3])})
    with at_revision(parted, PLACES, made) as snapshot:
        file = snapshot.table_file("places")
        assert file.content_id != before
        assert file.path == PARTS[0]
        assert snapshot.table("places").row_count == 4


def test_a_missing_part_is_no_table(parted: Instance) -> None:
    """Without all of its parts a table is not half shown."""
    made = commit(parted, {PARTS[1]: None})
    with at_revision(parted, PLACES, made) as snapshot:
        assert not snapshot.table_files


def test_files_that_are_kept_apart_are_no_table(parted: Instance) -> None:
    """Where the descriptor says that files are separate, nobody joins them."""
    with published(parted, PLACES) as snapshot:
        package = json.loads(snapshot.read("datapackage.json"))
    package["resources"][0]["datapatch:storage"] = "separate"
    made = commit(parted, {"datapackage.json": json.dumps(package).encode()})
    with at_revision(parted, PLACES, made) as snapshot:
        assert not snapshot.table_files
