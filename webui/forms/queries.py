"""What a reader asks of a table, read from the address of a page or of the API.

Filters are written ``field__operator=value``, as in data.gouv.fr's tabular API
(https://tabular-api.data.gouv.fr/api/doc).
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from datapatch.errors import BadQuery
from datapatch.index.querying import Filter, Query
from datapatch.translation import N_

PAGE_SIZE, MOST = 50, 1_000
PARAMETERS = ("q", "columns", "page", "page_size", "at")
BETWEEN = "__"
ALONE = (f"{BETWEEN}isnull", f"{BETWEEN}isnotnull", f"{BETWEEN}isblank")
"""Ends of filters that want no value."""

Args = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """What the API is asked for. Without ``columns``, all of them."""

    query: Query
    columns: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What the page of a dataset is asked for; ``sort`` as it was written ("-field" descends)."""

    resource: str
    query: Query
    sort: str
    at: str
    all_columns: bool


def rows_request(args: Args) -> RowsRequest:
    """The request to the API; raises `BadQuery` for anything that is not understood."""
    given = list(args.items(multi=True))
    check_parameters(args, PARAMETERS)
    query = Query(
        filters=tuple(read_filters(given)),
        search=args.get("q", ""),
        sort=tuple(_sort(given)),
        page=read_number(args, "page", 1),
        page_size=read_number(args, "page_size", PAGE_SIZE, most=MOST),
    )
    return RowsRequest(query, read_names(args, "columns"), args.get("at", ""))


def check_parameters(args: Args, known: Sequence[str]) -> None:
    """Raise `BadQuery` for a parameter that is neither one of ``known`` nor speaks of a field."""
    for name in args:
        if BETWEEN not in name and name not in known:
            raise BadQuery(
                N_(
                    "There is no parameter “{name}”. The parameters are: {parameters}; "
                    "a filter is written field__operator=value."
                ),
                name=name,
                parameters=", ".join(known),
            )


def read_names(args: Args, parameter: str) -> tuple[str, ...]:
    """Names of fields: ``a,b``, or a JSON array where a name holds a comma itself."""
    found = (name for text in args.getlist(parameter) for name in _named(text))
    return tuple(name for name in found if name)


def _named(text: str) -> list[str]:
    if text.startswith("["):
        with suppress(ValueError):
            return [str(name) for name in json.loads(text)]
    return text.split(",")


def table_request(args: Args) -> TableRequest:
    """The request to a page: fields left empty in its form ask for nothing.

    Raises `BadQuery` for an operator or a field that does not exist, later, when it is looked up.
    """
    given = [
        (name, value) for name, value in args.items(multi=True) if value or name.endswith(ALONE)
    ]
    sort, page = args.get("sort", ""), args.get("page", "")
    query = Query(
        filters=tuple(read_filters(given)),
        search=args.get("q", "").strip(),
        sort=((sort.removeprefix("-"), sort.startswith("-")),) if sort else tuple(_sort(given)),
        page=max(1, int(page)) if page.isascii() and page.isdigit() else 1,
        page_size=PAGE_SIZE,
    )
    resource, at = args.get("resource", ""), args.get("at", "")
    return TableRequest(resource, query, sort, at, args.get("columns") == "all")


def parameters(asked: TableRequest) -> list[tuple[str, str]]:
    """The reverse of `table_request`: what an address says to ask for this."""
    query = asked.query
    given = [
        ("resource", asked.resource),
        ("q", query.search),
        *((filter_name(f), f.value) for f in query.filters),
        ("sort", asked.sort),
        ("at", asked.at),
        ("columns", "all" if asked.all_columns else ""),
        ("page", str(query.page) if query.page > 1 else ""),
    ]
    return [(name, value) for name, value in given if value or name.endswith(ALONE)]


def filter_name(asked: Filter) -> str:
    """How a filter is named in an address: ``commune__exact``."""
    return f"{asked.field}{BETWEEN}{asked.operator}"


def read_filters(given: Iterable[tuple[str, str]]) -> Iterable[Filter]:
    """The filters among these parameters."""
    for name, value in given:
        field, between, operator = name.rpartition(BETWEEN)
        if between and operator != "sort":
            yield Filter(field, operator, value)


def _sort(given: Iterable[tuple[str, str]]) -> Iterable[tuple[str, bool]]:
    for name, value in given:
        field, between, operator = name.rpartition(BETWEEN)
        if between and operator == "sort":
            if value not in ("asc", "desc"):
                raise BadQuery(
                    N_("“{value}” is no order: write asc or desc after {name}."),
                    value=value,
                    name=name,
                )
            yield field, value == "desc"


def read_number(args: Args, name: str, default: int, *, most: int | None = None) -> int:
    """A whole number from 1 on, ``most`` at most; raises `BadQuery` for anything else."""
    text = args.get(name, "")
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number < 1 or (most is not None and number > most):
        raise BadQuery(
            N_("{name} must be a whole number from 1 to {most}; “{value}” is not.")
            if most
            else N_("{name} must be a whole number from 1 on; “{value}” is not."),
            name=name,
            most=most,
            value=text,
        )
    return number
