"""The published revisions of a dataset in order: numbered by first parent, the first being 0."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from datapatch.index.revisions import RevisionChanges, TableSummary, unpack_summary
from datapatch.types import CommitId, ObjectId

AT_ONCE = 500
"""Revisions that one statement asks for: SQLite bounds what a statement may be given."""


@dataclass(frozen=True, slots=True)
class LoggedRevision:
    """One revision as its commit tells it."""

    commit: CommitId
    at: datetime
    author: str
    reviewer: str
    contribution: str
    subject: str


@dataclass(frozen=True, slots=True)
class NumberedRevision:
    """A revision with its number, the one before it, and what it changed if that is known.

    One that came in with a merge has no number.
    """

    number: int | None
    revision: LoggedRevision
    parent: CommitId | None
    changes: RevisionChanges | None


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was published on one day: revisions, the rows they touched, and one of them."""

    day: date
    revisions: int
    rows: int
    commit: CommitId


@dataclass(frozen=True, slots=True)
class RevisionFilter:
    """Which revisions are wanted; what is left empty does not matter.

    ``kind`` is the count that must not be 0: "added", "updated" or "removed".
    """

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


def rename_authors(log: sqlite3.Connection, contributions: Iterable[str], name: str) -> None:
    """Name somebody else as the author of these contributions."""
    wanted = {"name": name, "contributions": json.dumps(sorted(contributions))}
    # Reading first: where all is done, nobody waits for the right to write.
    if log.execute(_NAMED, wanted).fetchone():
        log.execute(_RENAME, wanted)


def unname_reviewers(log: sqlite3.Connection, contributions: Iterable[str]) -> None:
    """Name nobody as the reviewer of these contributions."""
    wanted = {"contributions": json.dumps(sorted(contributions))}
    if log.execute(_REVIEWED, wanted).fetchone():
        log.execute(_UNNAME, wanted)


_REVIEWED = """
SELECT 1 FROM revision
WHERE contribution IN (SELECT value FROM json_each(:contributions)) AND reviewer <> '' LIMIT 1
"""
_UNNAME = """
UPDATE revision SET reviewer = ''
WHERE contribution IN (SELECT value FROM json_each(:contributions)) AND reviewer <> ''
"""
_NAMED = """
SELECT 1 FROM revision
WHERE contribution IN (SELECT value FROM json_each(:contributions)) AND author <> :name LIMIT 1
"""
_RENAME = """
UPDATE revision SET author = :name
WHERE contribution IN (SELECT value FROM json_each(:contributions)) AND author <> :name
"""


def last_revision(log: sqlite3.Connection) -> tuple[int, CommitId] | None:
    """Number and commit of the last revision that is logged."""
    query = "SELECT number, commit_id FROM revision ORDER BY number DESC LIMIT 1"
    found: tuple[int, CommitId] | None = log.execute(query).fetchone()
    return found


def length(log: sqlite3.Connection) -> int:
    """How many revisions are logged."""
    last = last_revision(log)
    return 0 if last is None else last[0] + 1


def number_of(log: sqlite3.Connection, commit: CommitId) -> int | None:
    """The number of a commit, if it is logged."""
    found = log.execute("SELECT number FROM revision WHERE commit_id = ?", (commit,)).fetchone()
    return None if found is None else int(found[0])


def commit_of(log: sqlite3.Connection, number: int) -> CommitId | None:
    """The commit of that number, if there is one."""
    found = log.execute("SELECT commit_id FROM revision WHERE number = ?", (number,)).fetchone()
    return None if found is None else CommitId(ObjectId(found[0]))


def extend(log: sqlite3.Connection, first: int, revisions: Iterable[LoggedRevision]) -> None:
    """Append ``revisions``, oldest first; the first of them gets the number ``first``."""
    query = (
        "INSERT INTO revision (number, commit_id, at, zone, day, author, reviewer, contribution,"
        " subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    log.executemany(query, (_line(n, each) for n, each in enumerate(revisions, start=first)))


def numbers(log: sqlite3.Connection, wanted: RevisionFilter) -> list[int]:
    """The numbers of the revisions that are wanted, newest first."""
    query = (
        "SELECT number FROM revision"
        " WHERE (:person = '' OR author = :person OR reviewer = :person)"
        " AND day BETWEEN :since AND :until AND (:kind = ''"
        " OR CASE :kind WHEN 'added' THEN added WHEN 'updated' THEN updated ELSE removed END > 0)"
        " ORDER BY number DESC"
    )
    days = {
        "since": (wanted.since or date.min).toordinal(),
        "until": (wanted.until or date.max).toordinal(),
    }
    given = {"person": wanted.person, "kind": wanted.kind, **days}
    return [number for (number,) in log.execute(query, given)]


def page(log: sqlite3.Connection, chosen: Sequence[int]) -> list[NumberedRevision]:
    """The revisions of these numbers, in their order."""
    found: dict[int, NumberedRevision] = {}
    for begin in range(0, len(chosen), AT_ONCE):
        found.update(_read(log, chosen[begin : begin + AT_ONCE]))
    return [found[number] for number in chosen if number in found]


def tables_of(
    log: sqlite3.Connection, story: int, chosen: Sequence[int]
) -> dict[int, TableSummary]:
    """What the revisions of these numbers did to one table."""
    query = (
        "SELECT number, summary FROM step WHERE story = ? AND number IN"
        " (SELECT value FROM json_each(?))"
    )
    found = log.execute(query, (story, json.dumps(list(chosen))))
    return {number: unpack_summary(summary) for number, summary in found}


def numbers_of_table(log: sqlite3.Connection, story: int) -> list[int]:
    """The revisions that did something to one table."""
    query = "SELECT number FROM step WHERE story = ?"
    return [number for (number,) in log.execute(query, (story,))]


def day_counts(log: sqlite3.Connection) -> list[DayCount]:
    """Every day on which something was published (in the time zone of who did), oldest first."""
    query = (
        "SELECT day, count(*), total(added) + total(updated) + total(removed), max(commit_id)"
        " FROM revision GROUP BY day ORDER BY day"
    )
    return [
        DayCount(date.fromordinal(day), count, int(rows), CommitId(ObjectId(commit)))
        for day, count, rows, commit in log.execute(query)
    ]


def people(log: sqlite3.Connection) -> Mapping[str, int]:
    """Who took part, as author or reviewer, and in how many revisions; most of them first."""
    counts: Counter[str] = Counter()
    for query in (
        "SELECT author, count(*) FROM revision GROUP BY author",
        "SELECT reviewer, count(*) FROM revision WHERE reviewer <> author GROUP BY reviewer",
    ):
        for name, count in log.execute(query):
            counts[name] += count
    counts.pop("", None)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def days_of(log: sqlite3.Connection) -> list[int]:
    """The day (as an ordinal) of each revision, by number."""
    return [day for (day,) in log.execute("SELECT day FROM revision ORDER BY number")]


def storable(text: str) -> str:
    """``text`` as a database takes it: an odd encoding may have left half a character in it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _line(number: int, revision: LoggedRevision) -> tuple[object, ...]:
    zone = revision.at.utcoffset() or timedelta()
    return (
        number,
        revision.commit,
        int(revision.at.timestamp()),
        int(zone.total_seconds()) // 60,
        revision.at.date().toordinal(),
        *map(storable, (revision.author, revision.reviewer, revision.contribution)),
        storable(revision.subject),
    )


def _read(log: sqlite3.Connection, chosen: Sequence[int]) -> dict[int, NumberedRevision]:
    wanted = json.dumps(list(chosen))
    tables: dict[int, list[TableSummary]] = {}
    query = (
        "SELECT number, summary FROM step WHERE number IN (SELECT value FROM json_each(?))"
        " ORDER BY number, place"
    )
    for number, summary in log.execute(query, (wanted,)):
        tables.setdefault(number, []).append(unpack_summary(summary))
    query = (
        "SELECT r.number, r.commit_id, r.at, r.zone, r.author, r.reviewer, r.contribution,"
        " r.subject, p.commit_id, m.other_files, m.unreadable FROM revision r"
        " LEFT JOIN revision p ON p.number = r.number - 1 LEFT JOIN remark m ON m.number = r.number"
        " WHERE r.number IN (SELECT value FROM json_each(?))"
    )
    found = {}
    for number, commit, at, zone, *words, parent, others, unreadable in log.execute(
        query, (wanted,)
    ):
        moment = datetime.fromtimestamp(at, timezone(timedelta(minutes=zone)))
        changes = None
        if others is not None:
            known = tuple(tables.get(number, ()))
            changes = RevisionChanges(
                known, tuple(json.loads(others)), tuple(json.loads(unreadable))
            )
        revision = LoggedRevision(commit, moment, *words)
        found[number] = NumberedRevision(number, revision, parent, changes)
    return found
