"""A part of the history: the revisions of one person, in one field, of one kind, on some days."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from datapatch.index.blame import touching
from datapatch.index.revision_log import RevisionFilter, numbers, numbers_of_table
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import READ_SECONDS, HistoryEntry, entries
from datapatch.workflow.past.indexing import read_on
from datapatch.workflow.past.logbook import Logbook, open_logbook

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


@dataclass(frozen=True, slots=True)
class Selected:
    """How many revisions are wanted, and some of them, newest first."""

    total: int
    entries: tuple[HistoryEntry, ...]


def select(
    instance: Instance,
    name: DatasetName,
    wanted: Selection,
    *,
    skip: int = 0,
    limit: int | None = None,
    seconds: float | None = READ_SECONDS,
) -> Selected:
    """The published revisions that are wanted. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        with logbook.open() as log:
            found = _numbers(logbook, log, wanted)
            end = None if limit is None else skip + limit
            return Selected(len(found), entries(log, found[skip:end]))


def _numbers(logbook: Logbook, log: sqlite3.Connection, wanted: Selection) -> Sequence[int]:
    kind = "updated" if wanted.kind == "changed" else wanted.kind or ""
    found = numbers(log, RevisionFilter(wanted.person, kind, wanted.since, wanted.until))
    if not wanted.resource:
        return found
    told = logbook.told(log, wanted.resource)
    if told is None:
        return ()
    if wanted.field or wanted.rows is not None:
        chosen = touching(told, field=wanted.field, rows=wanted.rows)
    else:
        chosen = numbers_of_table(log, told.story.id)
    those = set(chosen)
    return [number for number in found if number in those]
