"""Tables that come in: too wide to be taken, or taken with what their schema objects to."""

from collections.abc import Iterator

from datapatch.errors import LimitExceeded
from datapatch.tables.infer import TOO_MANY_FIELDS
from datapatch.tables.notes import Note
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Summary
from datapatch.translation import N_
from datapatch.workflow.instance import Instance

LISTED = 8
"""Kinds of faults that are told; whoever wants every fault finds it on the dataset's page."""

ONE = N_("{table}: {fault}")
SEVERAL = N_("{table}: {count} faults of one kind; the first: {fault}")
MORE = N_("{table}: {count} more kinds of faults.")
ONE_MORE = N_("{table}: one more kind of fault.")


def check_width(instance: Instance, path: str, table: Table) -> None:
    """Raise `LimitExceeded` for a table that has more columns than the instance takes."""
    size, limit = len(table.fields), instance.config.limits.fields
    if size > limit:
        raise LimitExceeded(TOO_MANY_FIELDS, file=path, what="fields", size=size, limit=limit)


def objections(
    instance: Instance, name: str, table: Table, schema: TableSchema
) -> tuple[Note, ...]:
    """What ``schema`` objects to in ``table``, the most frequent kinds of faults first."""
    return tuple(_notes(name, instance.reports.summary(table, schema)))


def _notes(name: str, found: Summary) -> Iterator[Note]:
    for kind, count in list(found.counts.items())[:LISTED]:
        template = SEVERAL if count > 1 else ONE
        yield Note(template, {"table": name, "count": count, "fault": found.first[kind]})
    left = len(found.counts) - LISTED
    if left > 0:
        yield Note(MORE if left > 1 else ONE_MORE, {"table": name, "count": left})
