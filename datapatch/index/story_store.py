"""Stories of tables on disk. A revision costs what it changed; the rest is written now and then."""

import json
import sqlite3
from collections.abc import Iterable

import numpy as np

from datapatch.index.stories import Renaming, Story, StoryField, Structure, Unsaved, unsaved_touches
from datapatch.index.touches import (
    ADDED,
    Numbers,
    Touches,
    join_touches,
    pack_numbers,
    pack_touches,
    unpack_numbers,
    unpack_touches,
)

JOINED_AT_ONCE = 16
"""So many pieces of one size become one of the next, so that few are read and each is written
seldom.
"""
REPLAYED_ROWS = 8_000_000
REPLAYED = 64
"""How many reorderings, and rows that they pass over, a reader may have to follow."""


def story_ids(connection: sqlite3.Connection) -> dict[str, int]:
    """The story of each table that the last revision read has, by the table's name."""
    query = "SELECT resource, id FROM story WHERE resource <> ''"
    return dict(connection.execute(query).fetchall())


def next_story(connection: sqlite3.Connection) -> int:
    """A number that no story has."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM story").fetchone()
    return int(number)


def load_story(connection: sqlite3.Connection, story: int) -> Story:
    """A story as it was saved, without what touched it: enough to carry it on."""
    query = "SELECT resource, born, first_rows, lineages FROM story WHERE id = ?"
    resource, born, first_rows, lineages = connection.execute(query, (story,)).fetchone()
    fields = [
        StoryField(name, begun, gone)
        for name, begun, gone in connection.execute(
            "SELECT name, born, gone FROM field WHERE story = ? ORDER BY place", (story,)
        )
    ]
    sets = connection.execute(
        "SELECT fields, place FROM field_set WHERE story = ? ORDER BY place", (story,)
    )
    known = {tuple(json.loads(places)): number for places, number in sets}
    return Story(
        story,
        resource,
        born,
        first_rows,
        order=_order(connection, story),
        lineages=lineages,
        fields=fields,
        columns={f.name: n for n, f in enumerate(fields) if f.gone is None},
        sets=known,
        unsaved=Unsaved(sets=len(known) + ADDED + 1),
    )


def load_touches(connection: sqlite3.Connection, story: int) -> Touches:
    """Every touch of a story, oldest first."""
    query = "SELECT body FROM touches WHERE story = ? ORDER BY id"
    return join_touches([unpack_touches(body) for (body,) in connection.execute(query, (story,))])


def load_renamings(connection: sqlite3.Connection, story: int) -> list[Renaming]:
    """Every renaming of a field, oldest first."""
    query = "SELECT number, place, old, new FROM renaming WHERE story = ? ORDER BY number"
    return [Renaming(*found) for found in connection.execute(query, (story,))]


def save_story(connection: sqlite3.Connection, story: Story) -> None:
    """Write what the story learned since it was loaded; the caller writes all of it or nothing."""
    connection.execute(
        "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, ?)",
        (story.id, story.resource, story.born, story.first_rows, story.lineages),
    )
    _save_fields(connection, story)
    _save_order(connection, story)
    touches = unsaved_touches(story)
    if len(touches):
        _add_touches(connection, story.id, touches)
    story.unsaved = Unsaved(sets=len(story.sets) + ADDED + 1)


def _save_fields(connection: sqlite3.Connection, story: Story) -> None:
    new = story.unsaved
    connection.executemany(
        "INSERT OR REPLACE INTO field VALUES (?, ?, ?, ?, ?)",
        (
            (story.id, place, f.name, f.born, f.gone)
            for place, f in enumerate(story.fields)
            if place in new.fields
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO field_set VALUES (?, ?, ?)",
        (
            (story.id, number, json.dumps(places))
            for places, number in story.sets.items()
            if number >= new.sets
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO renaming VALUES (?, ?, ?, ?, ?)",
        ((story.id, r.number, r.field, r.old, r.new) for r in new.renamings),
    )


def _save_order(connection: sqlite3.Connection, story: Story) -> None:
    (kept,) = connection.execute(
        "SELECT count(*) FROM structure WHERE story = ?", (story.id,)
    ).fetchone()
    bases = "SELECT count(*) FROM ordering WHERE story = ?"
    (is_based,) = connection.execute(bases, (story.id,)).fetchone()
    count = kept + len(story.unsaved.structures)
    if not is_based or count > REPLAYED or count * len(story.order) > REPLAYED_ROWS:
        connection.execute("DELETE FROM structure WHERE story = ?", (story.id,))
        body = pack_numbers(story.order)
        connection.execute("INSERT OR REPLACE INTO ordering VALUES (?, ?)", (story.id, body))
        return
    connection.executemany(
        "INSERT INTO structure VALUES (?, ?, ?)",
        ((story.id, number, _pack(each)) for number, each in story.unsaved.structures),
    )


def _order(connection: sqlite3.Connection, story: int) -> Numbers:
    """The lineages of today's rows: those written last, and every reordering since."""
    query = "SELECT body FROM ordering WHERE story = ?"
    (body,) = connection.execute(query, (story,)).fetchone()
    order = unpack_numbers(body)
    changes = _structures(connection, story)
    (lineages,) = connection.execute("SELECT lineages FROM story WHERE id = ?", (story,)).fetchone()
    fresh = lineages - sum(len(change.added) for change in changes)
    for change in changes:
        newcomers = np.arange(fresh, fresh + len(change.added), dtype=np.uint32)
        order, fresh = change.applied(order, newcomers), fresh + len(change.added)
    return order


def _structures(connection: sqlite3.Connection, story: int) -> list[Structure]:
    query = "SELECT body FROM structure WHERE story = ? ORDER BY number"
    return [_unpack(body) for (body,) in connection.execute(query, (story,))]


def _add_touches(connection: sqlite3.Connection, story: int, touches: Touches) -> None:
    """Append ``touches``; sixteen pieces of a level become one of the next."""
    level, body = 0, pack_touches(touches)
    connection.execute(
        "INSERT INTO touches (story, level, body) VALUES (?, ?, ?)", (story, level, body)
    )
    while len(pieces := _level(connection, story, level)) >= JOINED_AT_ONCE:
        joined = join_touches([unpack_touches(body) for _, body in pieces])
        ids = [number for number, _ in pieces]
        _drop(connection, ids[1:])
        level += 1
        # It takes the place of its first piece: the ids keep the order of revisions.
        connection.execute(
            "UPDATE touches SET level = ?, body = ? WHERE id = ?",
            (level, pack_touches(joined), ids[0]),
        )


def _level(connection: sqlite3.Connection, story: int, level: int) -> list[tuple[int, bytes]]:
    query = "SELECT id, body FROM touches WHERE story = ? AND level = ? ORDER BY id"
    return connection.execute(query, (story, level)).fetchall()


def _drop(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    connection.executemany("DELETE FROM touches WHERE id = ?", ((number,) for number in ids))


def _pack(structure: Structure) -> bytes:
    parts = (structure.removed, structure.added, structure.moved_from, structure.moved_to)
    sizes = np.array([len(part) for part in parts], np.uint32)
    return pack_numbers(np.concatenate((sizes, *parts)))


def _unpack(body: bytes) -> Structure:
    numbers = unpack_numbers(body)
    ends = np.cumsum(numbers[:4])
    return Structure(*np.split(numbers[4:], ends[:3]))
