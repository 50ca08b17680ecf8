"""Two moments of a dataset side by side, row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from datapatch.errors import NotFound
from datapatch.gitstore.repository import Repository
from datapatch.tables.diff import TableDiff
from datapatch.tables.parted import Rows
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import head_of, open_published, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import HistoryEntry, entries, entry_at, later_commit
from datapatch.workflow.past.logbook import open_logbook
from datapatch.workflow.past.pairing import (
    TableVersion,
    difference,
    is_untouched,
    other_files,
    pair_tables,
)
from datapatch.workflow.past.summarising import last_readable
from datapatch.workflow.snapshot import Snapshot

_UNKNOWN = N_(
    "There is no version “{text}” of this dataset. Write a day, or the name of a version; "
    "the first one is of {first}."
)


@dataclass(frozen=True, slots=True)
class TableComparison:
    """One table at two moments; None on the side where it does not exist, or cannot be read.

    ``diff`` is None when the table appeared or vanished as a whole. ``resource`` is its name and
    ``schema`` what is known of its fields, at the newer moment if there.
    """

    resource: str
    title: str
    schema: TableSchema
    old: Rows | None
    new: Rows | None
    diff: TableDiff | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A published revision, and when it was."""

    commit: CommitId
    at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions of a dataset, as they were asked for: ``old`` may be the later one.

    ``old`` is None before the first revision. ``unreadable`` names tables that cannot be compared.
    """

    old: Moment | None
    new: Moment
    tables: tuple[TableComparison, ...]
    other_files: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def is_backwards(self) -> bool:
        """Whether it leads from the later revision to the earlier one."""
        return self.old is not None and self.old.at > self.new.at


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision: its entry, its changes in full, and the next later one, if there is one."""

    entry: HistoryEntry
    comparison: Comparison
    later: CommitId | None


def compare(instance: Instance, name: DatasetName, old: str, new: str) -> Comparison:
    """What leads from one revision to the other, each a commit, tag or date; raises `NotFound`.

    The caller has asked the policy.
    """
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        before, after = (head.at(_resolve(instance, name, repository, text)) for text in (old, new))
        return _comparison(before, after, _as_it_is)


def read_revision(instance: Instance, name: DatasetName, text: str) -> RevisionView:
    """One revision and what it changed; raises `NotFound`. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        entry, head = entry_at(logbook, log, text), logbook.head
        before = None if entry.parent is None else head.at(entry.parent)
        comparison = _comparison(before, head.at(entry.commit), last_readable)
        return RevisionView(entry, comparison, later_commit(log, entry))


def first_moment(instance: Instance, name: DatasetName) -> Moment:
    """The first published revision. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        (first,) = entries(log, [0])
        return Moment(first.commit, first.at)


def _resolve(instance: Instance, name: DatasetName, repository: Repository, text: str) -> CommitId:
    try:
        return repository.resolve(text)
    except NotFound:
        first = first_moment(instance, name)
        raise NotFound(_UNKNOWN, text=text, first=f"{first.at:%Y-%m-%d}") from None


def _comparison(
    before: Snapshot | None, after: Snapshot, mended: Callable[[TableVersion], TableVersion | None]
) -> Comparison:
    tables, unreadable = [], []
    for old, new in pair_tables(before, after):
        if is_untouched(old, new):
            continue
        base = None if old is None else mended(old)
        sides = [side for side in (new, base) if side is not None]
        if sides and all(side.is_readable for side in sides):
            tables.append(_table(base, new, described=sides[0]))
        else:
            unreadable.append((new or old or sides[0]).file.name)
    return Comparison(
        None if before is None else _moment(before),
        _moment(after),
        tuple(tables),
        other_files(before, after),
        tuple(unreadable),
    )


def _table(
    old: TableVersion | None, new: TableVersion | None, *, described: TableVersion
) -> TableComparison:
    return TableComparison(
        resource=described.file.name,
        title=described.file.resource.label,
        schema=described.file.schema,
        old=None if old is None else old.parted,
        new=None if new is None else new.parted,
        diff=None if old is None or new is None else difference(old, new),
    )


def _as_it_is(version: TableVersion) -> TableVersion:
    return version


def _moment(snapshot: Snapshot) -> Moment:
    return Moment(snapshot.commit, snapshot.repository.revision(snapshot.commit).committer.at)
