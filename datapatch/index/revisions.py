"""What one revision changed, without its rows: enough for lists, calendars and filters."""

import json
from dataclasses import astuple, dataclass

from datapatch.index.changes import TableChanges


@dataclass(frozen=True, slots=True)
class TableSummary:
    """What a revision did to one table.

    ``resource`` is its name, ``before`` the one that it had in the older revision: one of them is
    empty when the table appeared or vanished. ``fields`` are those in which rows changed, named as
    in the newer revision; ``renamed`` pairs older and newer names.
    """

    resource: str
    before: str
    added: int
    updated: int
    removed: int
    cells: int
    fields: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    reshaped: bool = False
    """Whether fields were added, removed, renamed or put into another order."""
    whole: bool = False

    @property
    def name(self) -> str:
        """What the table is called: its name now, or the one that it had."""
        return self.resource or self.before


@dataclass(frozen=True, slots=True)
class RevisionChanges:
    """What a revision did: to tables, to other files, and which tables could not be read in it."""

    tables: tuple[TableSummary, ...] = ()
    other_files: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def table_summary(resource: str, before: str, changes: TableChanges) -> TableSummary:
    """The summary of ``changes``."""
    touched = dict.fromkeys(name for row in changes.rows for name in row.fields)
    return TableSummary(
        resource,
        before,
        added=changes.added,
        updated=changes.updated,
        removed=changes.removed,
        cells=changes.cells,
        fields=tuple(touched),
        renamed=changes.fields.renamed,
        reshaped=bool(changes.fields) and not changes.whole,
        whole=changes.whole,
    )


def pack_summary(summary: TableSummary) -> str:
    """The text that `unpack_summary` reads."""
    return json.dumps(astuple(summary), separators=(",", ":"))


def unpack_summary(text: str) -> TableSummary:
    """What was packed."""
    resource, before, added, updated, removed, cells, *rest = json.loads(text)
    fields, renamed, reshaped, whole = rest
    return TableSummary(
        resource,
        before,
        added,
        updated,
        removed,
        cells,
        tuple(fields),
        tuple((old, new) for old, new in renamed),
        reshaped,
        whole,
    )
