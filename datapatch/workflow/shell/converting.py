"""From a file of one format to a file of another."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from datapatch.errors import UnreadableTable
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.reading import chosen, format_of, read_tables
from datapatch.formats.writing import WRITABLE, write_table
from datapatch.tables.schema import TableSchema
from datapatch.tables.unpacking import EMPTY
from datapatch.workflow.shell.found_tables import find_table, read_bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, where its name does not say it: see ``formats.reading``."""

    kind: str = ""
    sheet: str = ""
    header_row: int | None = None
    dialect: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A table to be written in another format, and the schema of the package that lists it."""

    found: NamedTable
    schema: TableSchema | None = None


def read_source(text: str, reading: Reading, schema: TableSchema | None = None) -> Source:
    """The table in a file of any format, or at a ``REPO:REVISION:RESOURCE``.

    ``schema`` goes before the one of a package that lists it. Raises InvalidInput and what reading
    raises.
    """
    path = Path(text)
    address = ":" in text and not path.exists()
    kind = reading.kind or ("csv" if address else format_of(path.name))
    if address or (kind in ("csv", "tsv") and not (reading.dialect or reading.kind)):
        found = find_table(text)
        if not found.table.fields:
            raise UnreadableTable(EMPTY, file=found.name)
        return Source(NamedTable(Path(found.path).stem, found.table), schema or found.schema)
    return Source(_table(path, kind, reading), schema)


def write_target(source: Source, path: Path, kind: str = "", dialect: str = "") -> Iterable[bytes]:
    """The bytes of the file to be written at ``path``; raises InvalidInput for its format."""
    kind = kind or format_of(path.name, WRITABLE)
    if kind == "parquet":
        return [_as_parquet(source)]
    return write_table(source.found, kind, schema=source.schema, dialect=dialect)


def _table(path: Path, kind: str, reading: Reading) -> NamedTable:
    if kind == "parquet":
        return _parquet(path)
    tables = read_tables(
        read_bytes(path),
        path.name,
        kind,
        header_row=reading.header_row,
        dialect=reading.dialect,
    )
    return chosen(tables, path.name, reading.sheet)


def _parquet(path: Path) -> NamedTable:
    # DuckDB takes a moment to load: not for other formats.
    from datapatch.index.parquet_tables import read_parquet

    read_bytes(path)  # says what hinders it in our words
    fields, rows = read_parquet(path)
    return NamedTable(path.stem, table_of(fields, rows))


def _as_parquet(source: Source) -> bytes:
    # As above.
    from datapatch.index.parquet_tables import write_parquet

    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        write_parquet(source.found.table, path, source.schema)
        return path.read_bytes()
