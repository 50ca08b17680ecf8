"""The door out: a table as a file of any format."""

from collections.abc import Iterable, Iterator

from datapatch.formats.named_tables import NamedTable
from datapatch.tables.schema import TableSchema

WRITABLE = ("csv", "tsv", "xlsx", "ods", "json", "ndjson", "geojson", "parquet", "sqlite")
"""Formats that are written, by the endings of their files; ``index`` writes Parquet."""


def write_table(
    found: NamedTable, kind: str, *, schema: TableSchema | None = None, dialect: str = ""
) -> Iterator[bytes]:
    """The bytes of a file of format ``kind``, in pieces.

    ``schema`` says which cells are numbers, dates or places; ``dialect`` how a CSV file is written
    (see ``delimited.DIALECTS``). Raises LimitExceeded for what the format cannot hold.
    """
    if kind in ("csv", "tsv"):
        # Each format is loaded by whoever writes it.
        from datapatch.formats.delimited import write_delimited

        return write_delimited(found.table, dialect or kind)
    if kind in ("json", "ndjson", "geojson"):
        return _encoded(_json(found, kind, schema))
    return iter([_whole(found, kind, schema)])


def _json(found: NamedTable, kind: str, schema: TableSchema | None) -> Iterator[str]:
    # As above.
    from datapatch.formats.geojson import write_geojson
    from datapatch.formats.json_rows import write_json_lines, write_json_rows

    writers = {"json": write_json_rows, "ndjson": write_json_lines, "geojson": write_geojson}
    return writers[kind](found.table, schema)


def _whole(found: NamedTable, kind: str, schema: TableSchema | None) -> bytes:
    if kind == "sqlite":
        # As above.
        from datapatch.formats.sqlite import write_sqlite

        return write_sqlite([(found, schema)])
    if kind == "ods":
        # As above.
        from datapatch.formats.ods import write_ods

        return write_ods(found.table, name=found.name, schema=schema)
    # As above.
    from datapatch.formats.xlsx import write_xlsx

    return write_xlsx(found.table, name=found.name, schema=schema)


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8") for piece in pieces)
