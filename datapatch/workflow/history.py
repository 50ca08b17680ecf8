"""Looking back: what each revision changed, row by row, all of it read from the commit log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from datapatch.gitstore.repository import Repository
from datapatch.gitstore.revision import Revision
from datapatch.index.changes import RowTouch, TableChanges
from datapatch.index.revisions import RevisionChanges, TableSummary
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import head_of, open_published, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.merging import CONTRIBUTION, REVIEWED_BY
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.summarising import known_changes, summarise_revision

READ_AT_ONCE = 50
"""Revisions whose changes are made out while somebody waits; the others stay unread till later."""

NOTHING = RevisionChanges()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One published revision: who is credited, what changed, in rows and cells.

    ``changes`` is None while nobody has made it out: see `READ_AT_ONCE`.
    """

    commit: CommitId
    parent: CommitId | None
    author: str
    reviewer: str
    contribution: str
    at: datetime
    subject: str
    changes: RevisionChanges | None

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
class RowEvent:
    """One revision in the life of a row."""

    entry: HistoryEntry
    table: TableSummary
    touch: RowTouch


def history(
    instance: Instance,
    name: DatasetName,
    *,
    skip: int = 0,
    limit: int | None = None,
    read_at_once: int | None = READ_AT_ONCE,
) -> tuple[HistoryEntry, ...]:
    """The published revisions, newest first. The caller has asked the policy."""
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        count = None if limit is None else skip + limit
        revisions = list(repository.first_parents(head.commit, limit=count))[skip:]
        return tuple(read_entries(instance, head, revisions, read_at_once=read_at_once))


def read_entries(
    instance: Instance, head: Snapshot, revisions: Sequence[Revision], *, read_at_once: int | None
) -> Iterator[HistoryEntry]:
    """The entries of ``revisions``; at most so many unknown ones are read (None: all of them)."""
    known = known_changes(instance, head, [revision.id for revision in revisions])
    unknown = (revision.id for revision in revisions if revision.id not in known)
    chosen = frozenset(islice(unknown, read_at_once))
    for revision in revisions:
        changes = known.get(revision.id)
        if revision.id in chosen:
            changes = summarise_revision(instance, head, revision)
        yield _entry(revision, changes)


def history_length(instance: Instance, name: DatasetName) -> int:
    """How many revisions are published."""
    with open_published(instance, name) as repository:
        return sum(1 for _ in repository.first_parents(head_of(repository)))


def revision_entry(instance: Instance, name: DatasetName, text: str) -> HistoryEntry:
    """One revision by id, tag or date; raises `NotFound`."""
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        return entry_at(instance, head, repository, text)


def entry_at(instance: Instance, head: Snapshot, repository: Repository, text: str) -> HistoryEntry:
    """`revision_entry` in a repository that is open."""
    revision = repository.revision(repository.resolve(text))
    return next(read_entries(instance, head, [revision], read_at_once=None))


def row_history(
    instance: Instance, name: DatasetName, resource: str, row: int
) -> tuple[RowEvent, ...]:
    """The revisions that touched data row ``row`` of today's table, newest first.

    The row is followed backwards: by its place, which every summary knows for each touched row.
    """
    events: list[RowEvent] = []
    for entry, table, changes in changes_back(instance, history(instance, name), resource):
        before, touch = follow_back(changes, row)
        if touch is not None:
            events.append(RowEvent(entry, table, touch))
        if before is None:
            break
        row = before
    return tuple(events)


def changes_back(
    instance: Instance, entries: Iterable[HistoryEntry], resource: str
) -> Iterator[tuple[HistoryEntry, TableSummary, TableChanges]]:
    """The revisions that changed today's table ``resource``, newest first, each with its rows.

    It ends where the table appeared, or at a revision that nobody has read yet.
    """
    steps = iter(table_steps(entries, resource))
    while some := list(islice(steps, READ_AT_ONCE)):
        known = instance.changes.known_changes([table.address for _, table in some])
        for entry, table in some:
            if table.address not in known:
                return
            yield entry, table, known[table.address]


def table_steps(
    entries: Iterable[HistoryEntry], resource: str
) -> Iterator[tuple[HistoryEntry, TableSummary]]:
    """`changes_back` without rows: the table is followed through its earlier names."""
    for entry in entries:
        if entry.changes is None:
            return
        table = next((t for t in entry.tables if t.resource == resource), None)
        if table is not None:
            yield entry, table
            if table.whole:
                return
            resource = table.before


def follow_back(changes: TableChanges, row: int) -> tuple[int | None, RowTouch | None]:
    """Where row ``row`` of the newer table was in the older one, and how it was touched, if it was.

    None as the place: the row appeared here.
    """
    if changes.whole:
        return None, RowTouch("add", (None, row), ())
    touch = next((t for t in changes.rows if t.rows[1] == row), None)
    return (changes.places().before(row), None) if touch is None else (touch.rows[0], touch)


def publications_by_day(entries: Sequence[HistoryEntry]) -> dict[date, int]:
    """How many revisions were published on each day (the day of their own time zone)."""
    days: dict[date, int] = {}
    for entry in entries:
        days[entry.at.date()] = days.get(entry.at.date(), 0) + 1
    return days


def _entry(revision: Revision, changes: RevisionChanges | None) -> HistoryEntry:
    trailers = dict(revision.trailers)
    return HistoryEntry(
        commit=revision.id,
        parent=revision.parents[0] if revision.parents else None,
        author=revision.author.name,
        reviewer=trailers.get(REVIEWED_BY, "").split(" <")[0],
        contribution=trailers.get(CONTRIBUTION, ""),
        at=revision.committer.at,
        subject=revision.subject,
        changes=changes,
    )
