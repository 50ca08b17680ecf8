"""What a reader asks of the history, read from the address of its pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from werkzeug.datastructures import MultiDict

from datapatch.errors import BadQuery
from datapatch.translation import N_
from datapatch.workflow.past.selecting import ChangeKind, Selection

KINDS: tuple[ChangeKind, ...] = ("added", "changed", "removed")
_ROWS = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_NO_DAY = N_("“{value}” is not a day: write it as 2026-05-31.")
_NO_ROWS = N_("“{value}” does not name rows: write the first and the last, as in 1-50.")

Args = MultiDict[str, str]
Shade = Literal["changes", "freshness"]


@dataclass(frozen=True, slots=True)
class ChangesRequest:
    """What the page of changes is asked for.

    ``year`` is the one of the calendar, None for the latest twelve months; ``as_map`` asks for
    fields and rows instead of the timeline, ``table`` names the table in question.
    """

    table: str
    selection: Selection
    page: int = 1
    year: int | None = None
    as_map: bool = False
    shade: Shade = "changes"


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """Which part of a list of changed rows is asked for."""

    field: str
    page: int


def changes_request(args: Args, tables: Sequence[str]) -> ChangesRequest:
    """The request to the page of changes of a dataset with these tables; raises `BadQuery`."""
    wanted, field, rows = args.get("table", ""), args.get("field", ""), args.get("rows", "")
    table = wanted if wanted in tables else next(iter(tables), "")
    kind, day = args.get("kind", ""), _day(args.get("day", ""))
    selection = Selection(
        resource=table if wanted or field or rows else "",
        field=field,
        rows=_rows(rows),
        person=args.get("person", ""),
        kind=next((known for known in KINDS if known == kind), None),
        since=day,
        until=day,
    )
    return ChangesRequest(
        table,
        selection,
        page=_number(args.get("page", "")) or 1,
        year=_number(args.get("year", "")),
        as_map=args.get("view") == "map",
        shade="freshness" if args.get("shade") == "freshness" else "changes",
    )


def parameters(asked: ChangesRequest) -> dict[str, str]:
    """The reverse of `changes_request`: what an address says to ask for this."""
    wanted = asked.selection
    given = {
        "table": wanted.resource or (asked.table if asked.as_map else ""),
        "field": wanted.field,
        "rows": rows_words(wanted.rows) if wanted.rows else "",
        "person": wanted.person,
        "kind": wanted.kind or "",
        "day": wanted.since.isoformat() if wanted.since else "",
        "year": str(asked.year or ""),
        "view": "map" if asked.as_map else "",
        "shade": "freshness" if asked.shade == "freshness" else "",
        "page": str(asked.page) if asked.page > 1 else "",
    }
    return {name: value for name, value in given.items() if value}


def rows_request(args: Args) -> RowsRequest:
    """The request to a list of changed rows."""
    return RowsRequest(args.get("field", ""), _number(args.get("page", "")) or 1)


def rows_words(rows: tuple[int, int]) -> str:
    """Rows as an address and a person name them, counted from 1: "1-76"."""
    return f"{rows[0] + 1}-{rows[1] + 1}"


def _rows(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _ROWS.fullmatch(text)
    if found is None or not 0 < int(found[1]) <= int(found[2]):
        raise BadQuery(_NO_ROWS, value=text)
    return int(found[1]) - 1, int(found[2]) - 1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadQuery(_NO_DAY, value=text) from None


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    return number or None
