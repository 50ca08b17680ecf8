"""Counting rows of a table: by the values of fields, in groups, at any revision."""

from collections.abc import Sequence

from datapatch.index.querying import Query
from datapatch.index.rows import Facet, Grouping, Groups
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.table_rows import table_rows
from datapatch.workflow.versions import Version, opened


def read_facets(
    instance: Instance,
    version: Version,
    resource: str,
    fields: Sequence[str],
    query: Query,
    *,
    most: int,
) -> tuple[Facet, ...]:
    """The ``most`` frequent values of each field, in the rows that pass the filters on others.

    Raises `NotFound`, or `BadQuery` for an unknown field or operator.
    """
    with opened(instance, version) as snapshot:
        rows = table_rows(instance, snapshot, resource).rows
        return tuple(rows.facet(field, query, most=most) for field in fields)


def read_groups(instance: Instance, version: Version, resource: str, grouping: Grouping) -> Groups:
    """Rows grouped and measured; raises as `read_facets` does."""
    with opened(instance, version) as snapshot:
        return table_rows(instance, snapshot, resource).rows.groups(grouping)
