"""Rows that somebody said to be still correct, as the commits of a dataset tell it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from datapatch.types import CommitId, ObjectId


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row, by the address that it had then, and the day on which somebody found it correct."""

    resource: str
    address: str
    day: date


@dataclass(frozen=True, slots=True)
class Carried:
    """A revision that carries checks, and when it was written (a timestamp)."""

    commit: CommitId
    at: int
    rows: frozenset[CheckedRow]


def keep_checked(
    log: sqlite3.Connection, first: int, revisions: Sequence[Sequence[CheckedRow]]
) -> None:
    """Keep what ``revisions`` say, oldest first; the first of them has the number ``first``."""
    log.executemany(
        "INSERT INTO checked VALUES (?, ?, ?, ?)",
        (
            (number, row.resource, row.address, row.day.toordinal())
            for number, rows in enumerate(revisions, start=first)
            for row in rows
        ),
    )


def checked_on(
    log: sqlite3.Connection, resource: str, addresses: Iterable[str]
) -> Mapping[str, date]:
    """The last day on which each of these addresses was checked; those never checked are absent."""
    query = (
        "SELECT address, max(day) FROM checked WHERE resource = ? AND address IN"
        " (SELECT value FROM json_each(?)) GROUP BY address"
    )
    found = log.execute(query, (resource, json.dumps(list(addresses))))
    return {address: date.fromordinal(day) for address, day in found}


def all_checked(log: sqlite3.Connection, resource: str) -> Mapping[str, date]:
    """`checked_on` for every address of a table that was checked, also of rows that are gone."""
    query = "SELECT address, max(day) FROM checked WHERE resource = ? GROUP BY address"
    return {a: date.fromordinal(day) for a, day in log.execute(query, (resource,))}


def last_carried(log: sqlite3.Connection) -> Carried | None:
    """The last revision that carries checks; None when there is none."""
    query = (
        "SELECT r.commit_id, r.at, c.resource, c.address, c.day FROM checked c JOIN revision r"
        " ON r.number = c.number WHERE c.number = (SELECT max(number) FROM checked)"
    )
    found = log.execute(query).fetchall()
    if not found:
        return None
    rows = frozenset(CheckedRow(name, at, date.fromordinal(day)) for *_, name, at, day in found)
    return Carried(CommitId(ObjectId(found[0][0])), int(found[0][1]), rows)
