"""A part of the history: the revisions of one person, in one field, of one kind, on some days."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from datapatch.index.revisions import TableSummary
from datapatch.workflow.history import HistoryEntry, changes_back, table_steps
from datapatch.workflow.instance import Instance

ChangeKind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader wants to see of the history; what is left empty does not matter.

    ``resource`` and ``field`` are names of today; ``rows`` are the first and last data row (from 0)
    of a group in today's table. ``since`` and ``until`` are both included.
    """

    resource: str = ""
    field: str = ""
    rows: tuple[int, int] | None = None
    person: str = ""
    kind: ChangeKind | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != Selection()


def select(
    instance: Instance, entries: Sequence[HistoryEntry], wanted: Selection
) -> tuple[HistoryEntry, ...]:
    """Those of ``entries`` (newest first, from the published head) that are wanted."""
    found: Iterable[HistoryEntry] = entries
    if wanted.resource and wanted.rows is not None:
        found = _touching(instance, entries, wanted, wanted.rows)
    elif wanted.resource:
        found = _in_table(entries, wanted)
    return tuple(entry for entry in found if _fits(entry, wanted))


def people(entries: Iterable[HistoryEntry]) -> Mapping[str, int]:
    """Who took part, as author or reviewer, and in how many revisions; most of them first."""
    counts = Counter(name for entry in entries for name in {entry.author, entry.reviewer} if name)
    return dict(counts.most_common())


def _fits(entry: HistoryEntry, wanted: Selection) -> bool:
    day = entry.at.date()
    if (wanted.since and day < wanted.since) or (wanted.until and day > wanted.until):
        return False
    if wanted.person and wanted.person not in (entry.author, entry.reviewer):
        return False
    counts = {"added": entry.added, "changed": entry.updated, "removed": entry.removed}
    return wanted.kind is None or counts[wanted.kind] > 0


def _in_table(entries: Sequence[HistoryEntry], wanted: Selection) -> Iterator[HistoryEntry]:
    """The revisions that changed the table, in the field if one is wanted."""
    field = wanted.field
    for entry, table in table_steps(entries, wanted.resource):
        if not field or field in table.fields or _is_new_name(table, field):
            yield entry
        field = _old_name(table, field)


def _touching(
    instance: Instance,
    entries: Sequence[HistoryEntry],
    wanted: Selection,
    rows: tuple[int, int],
) -> Iterator[HistoryEntry]:
    """The revisions that changed one of these rows of today's table."""
    first, last = rows
    followed, field = set(range(first, last + 1)), wanted.field
    for entry, table, changes in changes_back(instance, entries, wanted.resource):
        if any(
            touch.op == "update" and touch.rows[1] in followed
            for touch in changes.rows
            if not field or field in touch.fields
        ):
            yield entry
        places = changes.places()
        if not places.stays:
            followed = {old for row in followed if (old := places.before(row)) is not None}
        field = _old_name(table, field)


def _old_name(table: TableSummary, field: str) -> str:
    return next((old for old, new in table.renamed if new == field), field)


def _is_new_name(table: TableSummary, field: str) -> bool:
    return any(new == field for _, new in table.renamed)
