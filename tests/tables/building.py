"""Tables written as tests like to read them."""

from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table


def table(*lines: str, dialect: Dialect | None = None, end: str = "\n") -> Table:
    """The table that these lines make, header first."""
    return Table.parse("".join(line + end for line in lines).encode(), dialect or Dialect())


def lines(found: Table) -> list[str]:
    """The lines of a table, header first."""
    return found.data.decode(found.dialect.encoding).splitlines()
