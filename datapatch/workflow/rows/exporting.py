"""Copies of a table for spreadsheet programs, which come back as contributions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from datapatch.errors import LimitExceeded
from datapatch.formats.delimited import EXCEL_FR, write_delimited
from datapatch.formats.xlsx import write_xlsx
from datapatch.translation import N_
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.addressing import REVISION_LENGTH
from datapatch.workflow.versions import Version

Kind = Literal["xlsx", "excel-fr"]

__all__ = ["EXCEL_FR", "SHEET_ROWS", "Copy", "Kind", "copy_of"]

SHEET_ROWS = 100_000
"""Rows of the largest workbook: writing more of them takes longer than anybody waits."""
_TOO_MANY = N_(
    "This table has {size} rows; an Excel file of it holds {limit} at most. Download it as CSV."
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to be handed out: its name, which tells the revision it is of, and its bytes."""

    name: str
    pieces: Iterable[bytes]


def copy_of(instance: Instance, version: Version, resource: str, kind: Kind) -> Copy:
    """A copy of one table at one revision; raises `NotFound`, or `LimitExceeded` for a workbook.

    Cells that a program would run as formulas are neutralised; reading the copy gives them back.
    """
    with at_revision(instance, version.record.name, version.commit) as snapshot:
        file = snapshot.table_file(resource)
        size = snapshot.parted(resource).row_count
        if kind == "xlsx" and size > SHEET_ROWS:
            raise LimitExceeded(_TOO_MANY, size=size, limit=SHEET_ROWS)
        table = snapshot.table(resource)
    origin = f"{resource}@{version.commit[:REVISION_LENGTH]}"
    if kind == "xlsx":
        book = write_xlsx(table, name=resource, schema=file.schema, origin=origin)
        return Copy(f"{origin}.xlsx", [book])
    return Copy(f"{origin}.csv", write_delimited(table, EXCEL_FR))
