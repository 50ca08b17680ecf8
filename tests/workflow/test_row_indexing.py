"""Large tables are indexed ahead of their readers, and what nobody needs is removed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datapatch.config import PartSizes
from datapatch.index.querying import Filter, Query
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.rows.row_indexing import (
    due_for_indexing,
    index_published_rows,
    sweep_rows,
)
from datapatch.workflow.rows.table_rows import indexed_table, table_rows
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, add_staff, import_places, make_instance
from tests.workflow.walking import suggest

SIZES = PartSizes(rows=20, least_rows=5, least_size=10_000, greatest_rows=20, chosen=5)
ROWS = [f"p{n},Place {n},Town {n % 7},,\n" for n in range(100)]
TABLE = ("id,nom,commune,telephone,services\n" + "".join(ROWS)).encode()
SMALL = DatasetName("hub", "small")


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An instance with a table in parts, and a small one."""
    made = make_instance(tmp_path, parts=SIZES)
    import_places(made, data=TABLE)
    import_places(made, SMALL)
    return made


def files(instance: Instance) -> set[str]:
    """The files of rows that there are."""
    return {path.name for path in (instance.config.instance / "cache" / "rows").glob("*.parquet")}


def test_a_publication_is_indexed_once(instance: Instance) -> None:
    """Each dataset is due until its head is indexed, and again when another one is published."""
    assert set(due_for_indexing(instance)) == {PLACES, SMALL}
    for name in (PLACES, SMALL):
        index_published_rows(instance, name)
    assert list(due_for_indexing(instance)) == []
    assert len(files(instance)) == 1  # a small table needs none
    receipt = suggest(instance, "p50", {"commune": "Elsewhere"})
    accept(instance, add_staff(instance).moderator, receipt.id, now=NOON + timedelta(days=1))
    assert list(due_for_indexing(instance)) == [PLACES]
    index_published_rows(instance, PLACES)
    assert len(files(instance)) == 2


def test_readers_find_everything_made(instance: Instance) -> None:
    """After the job, the first question of another process reads no part of the table."""
    index_published_rows(instance, PLACES)
    other = open_instance(instance.config)
    with published(other, PLACES) as snapshot:
        assert other.rows.known_layout(indexed_table(snapshot, snapshot.table_file("places")))
        rows = table_rows(other, snapshot, "places").rows
        asked = Query(filters=(Filter("commune", "exact", "Town 3"),), page_size=2)
        assert rows.select(asked).rows == (3, 10)
        assert rows.values()[2].filled == 100


def test_a_dataset_that_is_gone_is_no_trouble(instance: Instance) -> None:
    """A job that comes too late does nothing."""
    index_published_rows(instance, DatasetName("hub", "gone"))
    assert DatasetName("hub", "gone") not in set(due_for_indexing(instance))


def test_old_versions_are_swept_once_a_day(instance: Instance) -> None:
    """What only an old version needed goes after a day; what is published stays."""
    index_published_rows(instance, PLACES)
    with published(instance, PLACES) as snapshot:
        first = snapshot.commit
    moderator = add_staff(instance).moderator
    for number in range(12):
        receipt = suggest(instance, f"p{number * 8}", {"commune": "Elsewhere"})
        accept(instance, moderator, receipt.id, now=NOON + timedelta(days=1))
        index_published_rows(instance, PLACES)
    made = files(instance)
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for path in (instance.config.instance / "cache" / "rows").glob("*.*"):
        os.utime(path, (long_ago, long_ago))
    now = datetime.now(UTC)
    assert sweep_rows(instance, now=now) > 0
    assert files(instance) < made
    assert sweep_rows(instance, now=now + timedelta(hours=1)) == 0
    with published(instance, PLACES) as snapshot:
        assert table_rows(instance, snapshot, "places").rows.row_count == 100
        old = table_rows(instance, snapshot.at(first), "places").rows
        assert old.select(Query(search="elsewhere")).total == 0
