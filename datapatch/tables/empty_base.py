"""What two tables that have no common ancestor grew from: their common fields, and no row."""

from datapatch.tables.table import Table
from datapatch.tables.writing import write_row


def empty_base(ours: Table, theirs: Table) -> Table:
    """A table without rows; merged from it, rows under one key are added by both sides."""
    common = [field for field in ours.fields if field in theirs.fields]
    header = write_row(common, ours.dialect) if common and ours.dialect.header_row else b""
    return Table.parse(ours.preamble + header, ours.dialect)
