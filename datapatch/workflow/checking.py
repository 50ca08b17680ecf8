"""What a schema objects to in a table that is imported all the same: told, never a refusal."""

from collections.abc import Iterator

from datapatch.tables.notes import Note
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Report
from datapatch.tables.violation import Violation
from datapatch.translation import N_
from datapatch.workflow.instance import Instance

LISTED = 8
"""Kinds of faults that are told; whoever wants every fault finds it on the dataset's page."""

ONE = N_("{table}: {fault}")
SEVERAL = N_("{table}: {count} faults of one kind; the first: {fault}")
MORE = N_("{table}: {count} more kinds of faults.")


def objections(
    instance: Instance, name: str, table: Table, schema: TableSchema
) -> tuple[Note, ...]:
    """What ``schema`` objects to in ``table``, the most frequent kinds of faults first."""
    return tuple(_notes(name, instance.reports.report(table, schema)))


def _notes(name: str, report: Report) -> Iterator[Note]:
    first: dict[str, Violation] = {}
    for violation in report.violations:
        first.setdefault(violation.type, violation)
    counts = report.count()
    for kind, count in list(counts.items())[:LISTED]:
        template = SEVERAL if count > 1 else ONE
        yield Note(template, {"table": name, "count": count, "fault": first[kind]})
    if len(counts) > LISTED:
        yield Note(MORE, {"table": name, "count": len(counts) - LISTED})
