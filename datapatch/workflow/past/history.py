"""Looking back: what each revision changed, row by row, all of it read from the commit log."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from datapatch.gitstore.revision import Revision
from datapatch.index.blame import row_life
from datapatch.index.changes import RowTouch
from datapatch.index.reading import revisions_read
from datapatch.index.revision_log import (
    DayCount,
    NumberedRevision,
    RevisionFilter,
    day_counts,
    length,
    number_of,
    numbers,
    page,
    people,
    tables_of,
)
from datapatch.index.revisions import RevisionChanges, TableSummary
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import read_on
from datapatch.workflow.past.logbook import Logbook, logged_alone, open_logbook
from datapatch.workflow.past.summarising import read_steps

READ_SECONDS = 0.25
"""How long a visitor waits for revisions that nobody has read; the others are read by a job."""

NOTHING = RevisionChanges()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One published revision: who is credited, what changed, in rows and cells.

    ``number`` is its place in the log, None for one that came in with a merge. ``changes`` is None
    while nobody has made it out.
    """

    commit: CommitId
    parent: CommitId | None
    author: str
    reviewer: str
    contribution: str
    at: datetime
    subject: str
    changes: RevisionChanges | None
    number: int | None = None

    @property
    def tables(self) -> tuple[TableSummary, ...]:
        """What happened to each table."""
        return (self.changes or NOTHING).tables

    @property
    def other_files(self) -> tuple[str, ...]:
        """Changed files that are no tables."""
        return (self.changes or NOTHING).other_files

    @property
    def added(self) -> int:
        """Rows added, over all tables."""
        return sum(table.added for table in self.tables)

    @property
    def updated(self) -> int:
        """Rows changed, over all tables."""
        return sum(table.updated for table in self.tables)

    @property
    def removed(self) -> int:
        """Rows removed, over all tables."""
        return sum(table.removed for table in self.tables)

    @property
    def cells(self) -> int:
        """Cells changed in updated rows, over all tables."""
        return sum(table.cells for table in self.tables)


@dataclass(frozen=True, slots=True)
class HistoryOverview:
    """A whole history in a few numbers.

    ``read`` of its ``revisions`` are read. ``days`` are those on which something was published,
    oldest first; ``people`` are authors and reviewers with the number of their revisions.
    """

    revisions: int
    read: int
    days: tuple[DayCount, ...]
    people: Mapping[str, int]

    @property
    def unread(self) -> int:
        """Revisions of which nobody knows yet what they changed."""
        return self.revisions - self.read


@dataclass(frozen=True, slots=True)
class RowEvent:
    """One revision in the life of a row."""

    entry: HistoryEntry
    table: TableSummary
    touch: RowTouch


def overview(
    instance: Instance, name: DatasetName, *, seconds: float | None = READ_SECONDS
) -> HistoryOverview:
    """How much was published, when and by whom. The caller has asked the policy.

    What is not read yet is read for ``seconds`` at most.
    """
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        with logbook.open() as log:
            return HistoryOverview(
                revisions=length(log),
                read=revisions_read(log),
                days=tuple(day_counts(log)),
                people=people(log),
            )


def history(
    instance: Instance,
    name: DatasetName,
    *,
    skip: int = 0,
    limit: int | None = None,
    seconds: float | None = READ_SECONDS,
) -> tuple[HistoryEntry, ...]:
    """The published revisions, newest first. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        with logbook.open() as log:
            end = None if limit is None else skip + limit
            return entries(log, numbers(log, RevisionFilter())[skip:end])


def history_length(instance: Instance, name: DatasetName) -> int:
    """How many revisions are published."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        return length(log)


def revision_entry(instance: Instance, name: DatasetName, text: str) -> HistoryEntry:
    """One revision by id, tag or date; raises `NotFound`."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        return entry_at(logbook, log, text)


def entry_at(logbook: Logbook, log: sqlite3.Connection, text: str) -> HistoryEntry:
    """`revision_entry` in a logbook that is open; what it changed is always made out."""
    repository = logbook.head.repository
    revision = repository.revision(repository.resolve(text))
    number = number_of(log, revision.id)
    found = () if number is None else entries(log, [number])
    if found and found[0].changes is not None:
        return found[0]
    return _read_alone(logbook, log, revision, number)


def later_commit(log: sqlite3.Connection, entry: HistoryEntry) -> CommitId | None:
    """The next later revision; None for the newest, and for one that came in with a merge."""
    if entry.number is None:
        return None
    found = page(log, [entry.number + 1])
    return found[0].revision.commit if found else None


def entries(log: sqlite3.Connection, chosen: Sequence[int]) -> tuple[HistoryEntry, ...]:
    """The entries of the revisions with these numbers, in their order."""
    return tuple(_entry(found) for found in page(log, chosen))


def row_history(
    instance: Instance,
    name: DatasetName,
    resource: str,
    row: int,
    *,
    seconds: float | None = READ_SECONDS,
) -> tuple[RowEvent, ...]:
    """The revisions that touched data row ``row`` of today's table, newest first.

    None at all while its history is being read. The caller has asked the policy.
    """
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        with logbook.open() as log:
            return row_events(logbook, log, resource, row)


def row_events(
    logbook: Logbook, log: sqlite3.Connection, resource: str, row: int
) -> tuple[RowEvent, ...]:
    """`row_history` in a logbook that is open and read."""
    told = logbook.told(log, resource)
    if told is None:
        return ()
    lives = row_life(told, row)
    chosen = sorted({life.number for life in lives})
    found = {entry.number: entry for entry in entries(log, chosen)}
    tables = tables_of(log, told.story.id, chosen)
    return tuple(RowEvent(found[life.number], tables[life.number], life.touch) for life in lives)


def _read_alone(
    logbook: Logbook, log: sqlite3.Connection, revision: Revision, number: int | None
) -> HistoryEntry:
    """The entry of a revision that is not read yet, or never will be."""
    told = logged_alone(logbook, revision)
    if number is None:
        after = logbook.head.at(revision.id)
        before = logbook.head.at(revision.parents[0]) if revision.parents else None
    else:
        after = logbook.snapshot(log, number) or logbook.head
        before = logbook.snapshot(log, number - 1)
    parent = revision.parents[0] if revision.parents else None
    changes = read_steps(before, after).changes
    return _entry(NumberedRevision(number, told, parent, changes))


def _entry(found: NumberedRevision) -> HistoryEntry:
    told = found.revision
    return HistoryEntry(
        commit=told.commit,
        parent=found.parent,
        author=told.author,
        reviewer=told.reviewer,
        contribution=told.contribution,
        at=told.at,
        subject=told.subject,
        changes=found.changes,
        number=found.number,
    )
