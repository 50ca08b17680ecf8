"""How far a history has been read, and what the reading of more of it adds."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datapatch.index.revision_log import commit_of
from datapatch.index.revisions import RevisionChanges, TableSummary, pack_summary
from datapatch.index.stories import Story
from datapatch.index.story_store import save_story
from datapatch.types import CommitId


@dataclass(frozen=True, slots=True)
class ReadRevision:
    """What one revision did, with the story of each of its tables in their order."""

    changes: RevisionChanges
    stories: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Neighbouring revisions that were read: the number of the first, and the last one's commit."""

    first: int
    last: CommitId
    revisions: Sequence[ReadRevision]
    stories: Sequence[Story]


def revisions_read(log: sqlite3.Connection) -> int:
    """How many revisions have been read, from the first on."""
    (count,) = log.execute("SELECT revisions FROM reading").fetchone()
    return int(count)


def keep_slice(log: sqlite3.Connection, read: Slice) -> bool:
    """Keep what was read; False, and nothing is kept, when the log has become another one.

    The caller writes all of it or nothing.
    """
    end = read.first + len(read.revisions)
    if revisions_read(log) != read.first or commit_of(log, end - 1) != read.last:
        return False
    for number, revision in enumerate(read.revisions, start=read.first):
        _keep(log, number, revision)
    for story in read.stories:
        save_story(log, story)
    log.execute("UPDATE reading SET revisions = ?", (end,))
    return True


def begin_again(log: sqlite3.Connection) -> None:
    """Drop everything, once: until `end_again`, a second call goes on where the first one is."""
    (begun,) = log.execute("SELECT again FROM reading").fetchone()
    if not begun:
        forget_from(log, 0)
        log.execute("UPDATE reading SET again = 1")


def end_again(log: sqlite3.Connection) -> None:
    """What was begun anew is read to its end."""
    log.execute("UPDATE reading SET again = 0")


def forget_from(log: sqlite3.Connection, number: int) -> None:
    """Drop the revisions from ``number`` on, and all that was read: the branch was rewritten."""
    log.execute("DELETE FROM revision WHERE number >= ?", (number,))
    log.execute("DELETE FROM checked WHERE number >= ?", (number,))
    forget_reading(log)


def forget_reading(log: sqlite3.Connection) -> None:
    """Drop all that was read; the log of revisions stays."""
    for table in (
        *("remark", "step", "story", "field", "renaming"),
        *("field_set", "ordering", "structure", "touches"),
    ):
        log.execute(f"DELETE FROM {table}")  # noqa: S608 - one of the names above
    log.execute("UPDATE revision SET added = NULL, updated = NULL, removed = NULL, cells = NULL")
    log.execute("UPDATE reading SET revisions = 0")


def _keep(log: sqlite3.Connection, number: int, revision: ReadRevision) -> None:
    changes = revision.changes
    log.execute(
        "INSERT OR REPLACE INTO remark VALUES (?, ?, ?)",
        (number, json.dumps(changes.other_files), json.dumps(changes.unreadable)),
    )
    log.executemany(
        "INSERT OR REPLACE INTO step VALUES (?, ?, ?, ?)",
        (
            (number, place, story, pack_summary(table))
            for place, (table, story) in enumerate(
                zip(changes.tables, revision.stories, strict=True)
            )
        ),
    )
    log.execute(
        "UPDATE revision SET added = ?, updated = ?, removed = ?, cells = ? WHERE number = ?",
        (*_totals(changes.tables), number),
    )


def _totals(tables: Iterable[TableSummary]) -> tuple[int, int, int, int]:
    known = tuple(tables)
    return (
        sum(table.added for table in known),
        sum(table.updated for table in known),
        sum(table.removed for table in known),
        sum(table.cells for table in known),
    )
