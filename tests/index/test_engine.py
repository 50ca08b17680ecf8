"""The query engine: many readers, bounded memory, and nothing else within reach."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from datapatch.index.engine import LEAST_MEMORY, QueryEngine
from datapatch.index.querying import Filter, Query
from datapatch.index.stored_rows import StoredRows
from tests.index.indexing import Parts, index_at
from tests.serving.conftest import PATIENCE

VERSIONS = 6
TOWN = Filter("town", "exact", "Sète")


def version(number: int) -> tuple[bytes, ...]:
    """The parts of a table in which each version moves one more part to another town."""
    towns = ["Sète" if place < number else "Nîmes" for place in range(VERSIONS)]
    return tuple(
        ("id,town\n" + "".join(f"{place}-{row},{town}\n" for row in range(500))).encode()
        for place, town in enumerate(towns)
    )


def read_versions(folder: Path, first: int) -> list[int]:
    """How many rows of each version are in that town, by a reader who begins with ``first``."""
    index, found = index_at(folder), [0] * VERSIONS
    for step in range(VERSIONS):
        number = (first + step) % VERSIONS
        rows = StoredRows(index, Parts().table(*version(number)))
        page = rows.select(Query(filters=(TOWN,), page_size=3))
        assert all(cells[1] == "Sète" for cells in rows.cells(page.rows))
        found[number] = page.total
    return found


def test_threads_and_processes_read_while_versions_appear(tmp_path: Path) -> None:
    """Readers of any version, in several processes, never wait for a lock or see half a file."""
    expected = [500 * number for number in range(VERSIONS)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as processes, ThreadPoolExecutor(4) as threads:
        others = processes.starmap_async(read_versions, [(tmp_path, n) for n in range(4)])
        ours = list(threads.map(lambda first: read_versions(tmp_path, first), range(4)))
        found = [*ours, *others.get(timeout=PATIENCE)]
    assert found == [expected] * 8


def test_threads_share_one_engine(tmp_path: Path) -> None:
    """One index answers many threads at once, each its own question."""
    index = index_at(tmp_path)
    rows = StoredRows(index, Parts().table(*version(3)))

    def count(place: int) -> int:
        asked = Filter("id", "startswith", f"{place}-")
        return rows.select(Query(filters=(asked, TOWN), sort=(("id", True),))).total

    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(count, [*range(VERSIONS)] * 8))
    assert counts == [500, 500, 500, 0, 0, 0] * 8


def test_memory_and_threads_are_what_was_set(tmp_path: Path) -> None:
    """The engine keeps to its settings, and nothing that runs in it can raise them."""
    with QueryEngine(tmp_path, memory=100_000_000, threads=1).cursor() as cursor:
        asked = "SELECT current_setting('memory_limit'), current_setting('threads')"
        assert cursor.execute(asked).fetchall() == [("95.3 MiB", 1)]
        with pytest.raises(duckdb.InvalidInputException, match="locked"):
            cursor.execute("SET memory_limit = '1GB'")
    assert QueryEngine(tmp_path, memory=1).memory == LEAST_MEMORY


def test_a_query_that_wants_more_memory_writes_aside(tmp_path: Path) -> None:
    """What does not fit into the memory that was set is sorted on disk; the answer is complete."""
    engine = QueryEngine(tmp_path, memory=LEAST_MEMORY, threads=1)
    wanted = "SELECT md5(range::TEXT) || repeat('x', 200) AS text FROM range(400000) ORDER BY text"
    with engine.cursor() as cursor:
        cursor.execute(wanted)
        texts = []
        while chunk := cursor.fetchmany(50_000):
            texts += [text[:32] for (text,) in chunk]
    assert len(texts) == 400_000
    assert all(one <= other for one, other in pairwise(texts))


def test_other_files_are_out_of_reach(tmp_path: Path) -> None:
    """The engine reads its own folder and nothing else on the machine, and loads nothing."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with QueryEngine(tmp_path / "rows", memory=LEAST_MEMORY).cursor() as cursor:
        with pytest.raises(duckdb.PermissionException):
            cursor.execute("SELECT * FROM read_csv($path)", {"path": str(secret)})
        with pytest.raises(duckdb.Error):
            cursor.execute("INSTALL httpfs")
