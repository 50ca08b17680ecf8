"""Following a dataset: what changed in its tables since a version that somebody has."""

from dataclasses import dataclass

from datapatch.tables.changes import FieldChanges, TableDiff
from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.comparing import compare
from datapatch.workflow.versions import Version, opened


@dataclass(frozen=True, slots=True)
class TableChanged:
    """One table that changed; ``diff`` is None when it appeared (``is_there``) or vanished."""

    resource: str
    diff: TableDiff | None
    is_there: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What leads from ``since`` to the version in question; ``unreadable`` cannot be compared."""

    since: CommitId
    tables: tuple[TableChanged, ...]
    unreadable: tuple[str, ...]


def changes_since(instance: Instance, version: Version, since: str, resource: str = "") -> Changed:
    """What changed since a commit, tag or date, in one table or in all; raises `NotFound`."""
    found = compare(instance, version.record.name, since, version.commit)
    tables = tuple(
        TableChanged(table.resource, table.diff, is_there=table.new is not None)
        for table in found.tables
        if resource in ("", table.resource)
    )
    if resource and not tables:
        tables = (_unchanged(instance, version, resource),)
    since_commit = found.new.commit if found.old is None else found.old.commit
    return Changed(since_commit, tables, found.unreadable)


def _unchanged(instance: Instance, version: Version, resource: str) -> TableChanged:
    """A table without changes; raises `NotFound` where there is none, or none to compare."""
    with opened(instance, version) as snapshot:
        key = snapshot.key(resource)
    return TableChanged(resource, TableDiff(key, FieldChanges(), ()), is_there=True)
