"""What a reader asks to be counted: the values of fields, or rows in groups.

Groups and measures are named as in data.gouv.fr's tabular API: ``commune__groupby`` and
``places__sum`` (https://tabular-api.data.gouv.fr/api/doc).
"""

import re
from dataclasses import dataclass

from datapatch.errors import BadQuery
from datapatch.index.querying import ALIASES, OPERATORS, Query
from datapatch.index.rows import MEASURES, Grouping, Measure, MeasureKind
from datapatch.translation import N_
from webui.forms.queries import (
    BETWEEN,
    MOST,
    PAGE_SIZE,
    Args,
    check_parameters,
    read_filters,
    read_names,
    read_number,
)

FACET_PARAMETERS = ("fields", "limit", "q", "at")
CHANGES_PARAMETERS = ("since", "at")
GROUP_PARAMETERS = ("q", "page", "page_size", "at")
GROUP_BY = "groupby"
MEAN = "mean"
"""Another word for ``avg``."""

_COMMIT = re.compile(r"[0-9a-f]{40}")
_KINDS: dict[str, MeasureKind] = {**{kind: kind for kind in MEASURES}, MEAN: "avg"}


@dataclass(frozen=True, slots=True)
class FacetsRequest:
    """The fields whose values are counted, ``most`` of each, in the rows that ``query`` lets in."""

    fields: tuple[str, ...]
    most: int
    query: Query
    at: str


@dataclass(frozen=True, slots=True)
class GroupsRequest:
    """What is grouped and measured, and the name under which each measure is answered."""

    grouping: Grouping
    names: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class ChangesRequest:
    """From which version on changes are told, and up to which."""

    since: str
    at: str


def changes_request(args: Args) -> ChangesRequest:
    """The request for changes; raises `BadQuery` without a version to begin with."""
    check_parameters(args, CHANGES_PARAMETERS)
    if not args.get("since"):
        raise BadQuery(N_("Say since when: write since= and a commit, a tag or a date."))
    return ChangesRequest(args["since"], args.get("at", ""))


def is_lasting(text: str) -> bool:
    """Whether ``text`` is the full name of a commit, which means the same for ever."""
    return _COMMIT.fullmatch(text) is not None


def facets_request(args: Args) -> FacetsRequest:
    """The request for values of fields; raises `BadQuery` for anything that is not understood."""
    check_parameters(args, FACET_PARAMETERS)
    fields = read_names(args, "fields")
    if not fields:
        raise BadQuery(N_("Say which fields: write fields=a,b."))
    return FacetsRequest(
        fields,
        read_number(args, "limit", PAGE_SIZE, most=MOST),
        Query(tuple(read_filters(args.items(multi=True))), args.get("q", "")),
        args.get("at", ""),
    )


def groups_request(args: Args) -> GroupsRequest:
    """The request for groups of rows; raises `BadQuery` for anything that is not understood."""
    check_parameters(args, GROUP_PARAMETERS)
    groups: list[str] = []
    measures: dict[str, Measure] = {}
    others: list[tuple[str, str]] = []
    for name, value in args.items(multi=True):
        field, between, operator = name.rpartition(BETWEEN)
        if between and operator == GROUP_BY:
            groups.append(field)
        elif between and operator in _KINDS:
            measures[name] = Measure(_KINDS[operator], field)
        elif between and operator not in {*OPERATORS, *ALIASES}:
            raise BadQuery(
                N_("There is no operator “{operator}”. The operators are: {operators}."),
                operator=operator,
                operators=", ".join((GROUP_BY, *_KINDS, *OPERATORS, *ALIASES)),
            )
        else:
            others.append((name, value))
    grouping = Grouping(
        tuple(dict.fromkeys(groups)),
        tuple(measures.values()),
        tuple(read_filters(others)),
        args.get("q", ""),
        read_number(args, "page", 1),
        read_number(args, "page_size", PAGE_SIZE, most=MOST),
    )
    return GroupsRequest(grouping, tuple(measures), args.get("at", ""))
