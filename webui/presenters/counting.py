"""JSON documents of what was counted, and of what changed."""

from collections.abc import Iterable
from math import isfinite

from datapatch.index.rows import Facet, Group, Groups, Measured
from datapatch.tables.patch_form import patch_json
from datapatch.types import CommitId
from datapatch.workflow.past.following import Changed, TableChanged
from datapatch.workflow.versions import Version
from webui.forms.counting import GroupsRequest
from webui.presenters.api import Document, page_address

ROWS = "__rows"
"""Where the number of a group's rows stands among its values."""


def facets_page(version: Version, facets: Iterable[Facet]) -> Document:
    """The values of each field, the most frequent first, and how many there are in all."""
    return {
        "data": {
            facet.field: {
                "distinct": facet.distinct,
                "values": [{"value": value, "rows": rows} for value, rows in facet.values],
            }
            for facet in facets
        },
        "meta": _meta(version),
    }


def groups_page(version: Version, found: Groups, asked: GroupsRequest) -> Document:
    """A page of groups: the values that its rows share, their number, the measures."""
    page, size = asked.grouping.page, asked.grouping.page_size
    last = max(1, -(-found.total // size))
    return {
        "data": [_group(group, asked) for group in found.groups],
        "links": {
            "self": page_address(page),
            "next": page_address(page + 1) if page < last else None,
            "prev": page_address(min(page - 1, last)) if page > 1 else None,
        },
        "meta": {"page": page, "page_size": size, "total": found.total, **_meta(version)},
    }


def changes_page(version: Version, found: Changed) -> Document:
    """What changed in each table; those that did not are left out."""
    return {
        "data": [
            {"resource": table.resource, **_changes(table, found.since)} for table in found.tables
        ],
        "meta": {**_meta(version), "unreadable": list(found.unreadable)},
    }


def table_changes_page(version: Version, found: Changed) -> Document:
    """What changed in one table: a patch, without changes where it is the same."""
    (table,) = found.tables
    return {"data": _changes(table, found.since), "meta": _meta(version)}


def _changes(table: TableChanged, since: CommitId) -> Document:
    """A patch on the version ``since``; a table that came or went as a whole is named alone."""
    if table.diff is None:
        return {"base": since, "whole": "added" if table.is_there else "removed"}
    return {"base": since, **patch_json(table.diff)}


def _group(group: Group, asked: GroupsRequest) -> Document:
    return {
        **dict(zip(asked.grouping.fields, group.values, strict=True)),
        ROWS: group.rows,
        **{name: _finite(value) for name, value in zip(asked.names, group.measured, strict=True)},
    }


def _finite(value: Measured) -> Measured:
    """JSON knows no number that is infinite."""
    return None if isinstance(value, float) and not isfinite(value) else value


def _meta(version: Version) -> dict[str, object]:
    return {"commit": version.commit, "dataset": str(version.record.name)}
