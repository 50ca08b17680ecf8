"""Blame, row history and heat from the kept story: what following every row by hand gives."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.index import story_store
from datapatch.index.blame import ToldStory, blame, changed_cells, row_life, touching
from datapatch.index.changes import summarise
from datapatch.index.history_file import HistoryFile, writing
from datapatch.index.stories import Story
from datapatch.index.story_store import (
    load_renamings,
    load_story,
    load_touches,
    save_story,
    story_ids,
)
from datapatch.tables.columns import labels
from datapatch.tables.diff import diff
from datapatch.tables.table import Table
from tests.index.naive import Row, replay
from tests.strategies import versions

histories = st.one_of(versions(5), versions(5, keyed=True))


def told(file: HistoryFile) -> ToldStory:
    """The one story in the file."""
    with file.open() as log:
        (story,) = story_ids(log).values()
        return ToldStory(
            load_story(log, story), load_touches(log, story), tuple(load_renamings(log, story))
        )


def write(file: HistoryFile, tables: Sequence[Table], key: Sequence[str], *, reload: bool) -> None:
    """Publish one table after the other; ``reload``: each time by another process."""
    first = tables[0]
    story = Story.begin(0, "places", first.row_count, labels(first.fields), story=1)
    for number in range(len(tables)):
        if number:
            story.advance(number, summarise(diff(tables[number - 1], tables[number], key)))
        with file.open() as log:
            with writing(log):
                save_story(log, story)
            if reload:
                story = load_story(log, 1)


def agrees(found: ToldStory, table: Table, rows: Sequence[Row]) -> None:
    """Assert that the story tells of ``table`` what its rows know."""
    fields = labels(table.fields)
    lines = blame(found, fields).tolist()
    assert lines == [[row.last[name] for name in fields] for row in rows]
    cells = changed_cells(found, fields)
    counts = [dict.fromkeys(fields, 0) for _ in rows]
    for place, column in zip(cells.rows.tolist(), cells.columns.tolist(), strict=True):
        counts[place][fields[column]] += 1
    assert counts == [{name: row.counts[name] for name in fields} for row in rows]
    for place, row in enumerate(rows):
        assert blame(found, fields, slice(place, place + 1)).tolist() == [lines[place]]
        life = row_life(found, place)
        assert [
            (each.number, each.touch.op, each.touch.rows, frozenset(each.touch.fields))
            for each in reversed(life)
        ] == row.life
        updates = {number for number, op, _, _ in row.life if op == "update"}
        assert set(touching(found, rows=(place, place))) == updates


@given(histories, st.booleans(), st.booleans())
def test_the_story_tells_what_happened(
    tables: tuple[Table, ...], keyed: bool, reload: bool
) -> None:
    """Rows and fields that come, go, move and change, read by one process or by several."""
    key = tables[0].fields[:1] if keyed else ()
    file = HistoryFile()
    write(file, tables, key, reload=reload)
    *_, rows = replay(tables, key)
    agrees(told(file), tables[-1], rows)


@pytest.mark.parametrize("limits", [(16, 64), (2, 0), (3, 5)])
def test_a_long_story(
    limits: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However its pieces are joined and its order is rewritten; another reader sees the same."""
    monkeypatch.setattr(story_store, "JOINED_AT_ONCE", limits[0])
    monkeypatch.setattr(story_store, "REPLAYED", limits[1])
    tables = invented(random.Random(7), 120)
    write(HistoryFile(tmp_path / "h.sqlite"), tables, ("id",), reload=True)
    *_, rows = replay(tables, ("id",))
    agrees(told(HistoryFile(tmp_path / "h.sqlite")), tables[-1], rows)


def invented(chance: random.Random, count: int) -> list[Table]:
    """So many versions of a table in which anything may happen to a few rows each time."""
    fields, fresh = ["id", "a", "b", "c"], 40
    rows = [[str(n), *"xyz"] for n in range(40)]
    tables = []
    for number in range(count):
        for row in chance.sample(rows, 3):
            row[chance.randrange(1, len(fields))] = str(number)
        if number % 3 == 0:
            gone = chance.randrange(len(rows))
            rows[gone : gone + 2] = [[str(fresh), *(str(number) for _ in fields[1:])]]
            rows.insert(chance.randrange(len(rows)), [str(fresh + 1), *fields[1:]])
            fresh += 2
        if number % 7 == 0:
            rows.insert(chance.randrange(len(rows)), rows.pop(chance.randrange(len(rows))))
        if number % 20 == 10:
            fields[2] = f"b{number}"
        if number % 30 == 20:
            fields = [*fields, f"new{number}"]
            rows = [[*row, ""] for row in rows]
        if number == 90:
            fields = fields[:-1]
            rows = [row[:-1] for row in rows]
        text = "\n".join(",".join(line) for line in (fields, *rows))
        tables.append(Table.parse(f"{text}\n".encode()))
    return tables


def test_one_change_costs_little(tmp_path: Path) -> None:
    """In a table of many rows, the pages that a publication writes fit into some kilobytes."""
    file = HistoryFile(tmp_path / "h.sqlite")
    story = Story.begin(0, "places", 500_000, ("id", "a"), story=1)
    with file.open() as log:
        with writing(log):
            save_story(log, story)
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old = Table.parse(b"id,a\n1,x\n")
        story.advance(1, summarise(diff(old, Table.parse(b"id,a\n1,y\n"), ("id",))))
        with writing(log):
            save_story(log, story)
        written = Path(f"{file.path}-wal").stat().st_size
    assert written < 50_000


def test_a_file_that_is_none_is_begun_anew(tmp_path: Path) -> None:
    """What is kept can be lost: it is read from git again."""
    path = tmp_path / "h.sqlite"
    path.write_bytes(b"no database at all" * 500)
    with HistoryFile(path).open() as log:
        assert story_ids(log) == {}


def test_a_write_is_whole_or_absent(tmp_path: Path) -> None:
    """What fails in the middle leaves what was there."""
    file = HistoryFile(tmp_path / "h.sqlite")
    tables = invented(random.Random(3), 3)
    write(file, tables[:2], ("id",), reload=False)
    story = told(file).story
    story.advance(2, summarise(diff(tables[1], tables[2], ("id",))))

    def fail() -> None:
        with file.open() as log, writing(log):
            save_story(log, story)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    *_, rows = replay(tables[:2], ("id",))
    agrees(told(file), tables[1], rows)


def test_a_writer_does_not_stop_readers(tmp_path: Path) -> None:
    """Who reads meanwhile sees what was there before."""
    file = HistoryFile(tmp_path / "h.sqlite")
    tables = invented(random.Random(3), 3)
    write(file, tables[:2], ("id",), reload=False)
    story = told(file).story
    story.advance(2, summarise(diff(tables[1], tables[2], ("id",))))
    before, *_, after = replay(tables, ("id",))
    with file.open() as log, writing(log):
        save_story(log, story)
        meanwhile = told(HistoryFile(file.path))
    *_, rows = replay(tables[:2], ("id",))
    agrees(meanwhile, tables[1], rows)
    agrees(told(file), tables[2], after)
    assert before != after


def test_two_readers_of_one_history_do_not_meet(tmp_path: Path) -> None:
    """The second one is told that somebody is at it."""
    file = HistoryFile(tmp_path / "h.sqlite")
    with file.alone() as first, HistoryFile(file.path).alone() as second:
        assert (first, second) == (True, False)
    with file.alone() as again:
        assert again
