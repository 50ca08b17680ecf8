"""Files of rows: made once, shared by versions, put together when they are many, swept when old."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datapatch.errors import UnreadableTable
from datapatch.index import row_building, row_index
from datapatch.index.querying import Filter, Query
from datapatch.index.row_index import IndexedTable, RowIndex
from datapatch.index.stored_rows import StoredRows
from tests.index.indexing import Parts, index_at, indexed


def part(*numbers: int) -> bytes:
    """A part with one row for each number."""
    return b"id,n\n" + b"".join(b"r%d,%d\n" % (number, number) for number in numbers)


def found(index: RowIndex, table: IndexedTable) -> list[str]:
    """The ids of all rows, in order."""
    rows = StoredRows(index, table)
    return [cells[0] for cells in rows.cells(range(rows.row_count))]


def test_neighbouring_parts_share_a_file(tmp_path: Path) -> None:
    """Parts become one file while they fit, and each is read once."""
    index, parts = index_at(tmp_path), Parts()
    table = parts.table(part(1, 2), part(3), part(4, 5))
    assert len(index.layout(table).files) == 1
    assert found(index, table) == ["r1", "r2", "r3", "r4", "r5"]
    assert len(parts.read) == 1 + len(table.blobs)  # the header first, then each part


def test_large_tables_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of one file is cut into files by rows, or by bytes where rows are long."""
    monkeypatch.setattr(row_building, "RUN_ROWS", 2)
    index, parts = index_at(tmp_path), Parts()
    table = parts.table(part(*range(5)))
    assert len(index.layout(table).files) == 3
    assert found(index, table) == ["r0", "r1", "r2", "r3", "r4"]
    monkeypatch.setattr(row_building, "RUN_BYTES", 5)
    assert len(index.layout(parts.table(part(7, 8, 9))).files) == 3


def test_what_did_not_change_is_not_made_again(tmp_path: Path) -> None:
    """A version that changed one part reads and writes that part; the others stay."""
    index, parts = index_at(tmp_path), Parts()
    before = index.layout(parts.table(part(1), part(2), part(3)))
    parts.read.clear()
    table = parts.table(part(1), part(20, 21), part(3))
    after = index.layout(table)
    assert set(before.files) < set(after.files)
    assert len(after.files) == 2
    assert set(parts.read) == {table.blobs[0], table.blobs[1]}  # the header, and what is new
    assert found(index, table) == ["r1", "r20", "r21", "r3"]


def test_removed_rows_are_gone(tmp_path: Path) -> None:
    """What a file holds beyond the table is not found, counted, sorted or grouped."""
    index, parts = index_at(tmp_path), Parts()
    index.layout(parts.table(part(1), part(2), part(3)))
    rows = StoredRows(index, parts.table(part(3), part(1)))
    assert rows.select(Query(filters=(Filter("n", "less", "9"),))).rows == (0, 1)
    assert rows.select(Query(sort=(("n", True),))).rows == (0, 1)
    assert rows.facet("id", Query(), most=9).values == (("r1", 1), ("r3", 1))


def test_a_part_may_stand_twice(tmp_path: Path) -> None:
    """Two equal parts are twice the rows."""
    index, parts = index_at(tmp_path), Parts()
    table = parts.table(part(1, 2), part(3), part(1, 2))
    assert found(index, table) == ["r1", "r2", "r3", "r1", "r2"]
    rows = StoredRows(index, table)
    assert rows.select(Query(filters=(Filter("id", "exact", "r2"),))).rows == (1, 4)
    assert rows.facet("id", Query(), most=1).values == (("r1", 2),)


def test_another_process_finds_the_files(tmp_path: Path) -> None:
    """Whoever comes later reads no part again, not even the header."""
    parts = Parts()
    table = parts.table(part(1), part(2))
    assert index_at(tmp_path).known_layout(table) is None
    made = index_at(tmp_path).layout(table)
    parts.read.clear()
    assert index_at(tmp_path).layout(table) == made
    assert index_at(tmp_path).known_layout(table) == made
    assert parts.read == []


@pytest.mark.parametrize("what", ["*.parquet", "*.cells", "*"])
def test_lost_files_are_made_again(tmp_path: Path, what: str) -> None:
    """All of it can be thrown away, one kind of file or everything."""
    index, parts = index_at(tmp_path), Parts()
    table = parts.table(part(1), part(2))
    index.layout(table)
    for path in list(tmp_path.glob(what)):
        path.unlink() if path.is_file() else shutil.rmtree(path)
    assert found(index_at(tmp_path), table) == ["r1", "r2"]


def test_small_files_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After many versions, one job leaves few files; rows and their order stay."""
    monkeypatch.setattr(row_index, "SPARE_FILES", 2)
    index, parts = index_at(tmp_path), Parts()
    versions = [[part(number) for number in range(6)]]
    for changed in range(5):
        versions.append([*versions[-1]])
        versions[-1][changed] = part(100 + changed)
    for version in versions:
        table = parts.table(*version)
        index.layout(table)
    assert len(index.layout(table).files) > 3
    before = found(index, table)
    assert len(index.tidy(table).files) == 1
    assert found(index, table) == before == ["r100", "r101", "r102", "r103", "r104", "r5"]
    assert found(index_at(tmp_path), parts.table(*versions[0])) == [f"r{n}" for n in range(6)]


def test_old_files_are_swept(tmp_path: Path) -> None:
    """Files that nobody uses go when they are old; those of a table in use stay."""
    index, parts = index_at(tmp_path), Parts()
    old, now = parts.table(part(1)), parts.table(part(2))
    index.layout(old)
    used = index.layout(now).files
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for path in tmp_path.glob("*.*"):
        os.utime(path, (long_ago, long_ago))
    index.layout(parts.table(part(3)))
    assert index.sweep(used, before=datetime.now(UTC) - timedelta(days=1)) == 1
    assert index.known_layout(old) is None
    assert index.known_layout(now) is not None
    assert index.known_layout(parts.table(part(3))) is not None
    assert found(index_at(tmp_path), old) == ["r1"]


def test_parts_of_other_fields_are_refused(tmp_path: Path) -> None:
    """A part whose header differs is no part of this table."""
    with pytest.raises(UnreadableTable, match="Part 2 of this table names other fields"):
        index_at(tmp_path).layout(Parts().table(b"a\n1\n", b"b\n2\n"))


@pytest.mark.parametrize("data", [b"", b"a,b\n", b"\n", b"\n\n\n"])
def test_tables_without_rows_or_fields(tmp_path: Path, data: bytes) -> None:
    """Nothing to find is an answer too."""
    rows = indexed(index_at(tmp_path), data)
    assert rows.select(Query(search="x")).total == 0
    assert len(rows.cells(range(rows.row_count))) == rows.row_count


def test_a_thousand_fields(tmp_path: Path) -> None:
    """Wide tables, and names that would be dangerous in a query."""
    names = ["__proto__", 'a"b', "c'; DROP TABLE", "row", "file", "s", "place", "c0"]
    names += [f"field {n}" for n in range(1000 - len(names))]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    lines = [",".join(f"{row}-{column}" for column in range(1000)) for row in range(3)]
    rows = indexed(index_at(tmp_path), "\n".join([header, *lines, ""]).encode())
    for position in (0, 1, 2, 3, 4, 5, 6, 7, 999):
        asked = Filter(rows.columns[position], "exact", f"1-{position}")
        assert rows.select(Query(filters=(asked,))).rows == (1,)
    assert rows.cells([2])[0][999] == "2-999"
    assert rows.select(Query(sort=(("c0", True),))).rows == (2, 1, 0)
