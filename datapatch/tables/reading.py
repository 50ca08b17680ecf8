"""A table that nobody described, read as it seems to be written; its first row is the header."""

from datapatch.errors import UnreadableTable
from datapatch.tables import sniffing
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table

_BEGINNING = 4 * sniffing.SAMPLE


def read_table(data: bytes, file: str) -> Table:
    """The table in ``data``; ``file`` names it in sentences. No bytes are a table without fields.

    What is not UTF-8 is read in the encoding that it seems to have; UTF-16 becomes UTF-8. Raises
    UnreadableTable.
    """
    try:
        return Table.parse(data, _dialect(data, "utf-8", file))
    except UnreadableTable:
        # What guesses encodings takes a moment to load.
        from datapatch.tables import detection, unpacking

        if data[:_BEGINNING].strip():
            unpacking.refuse_other_formats(data[:_BEGINNING], file)
        found = detection.decode(data, file)
        return Table.parse(found.data, _dialect(found.data, found.encoding, file))


def _dialect(data: bytes, encoding: str, file: str) -> Dialect:
    """The dialect of a file, its header in the first row."""
    text = data[:_BEGINNING].decode(encoding, "ignore").removeprefix("\ufeff")
    delimiter = "\t" if file.lower().endswith(".tsv") else _delimiter(sniffing.sample(text))
    return Dialect(delimiter=delimiter, encoding=encoding)


def _delimiter(text: str) -> str:
    """What separates the cells, if it separates the names of the fields too."""
    found = sniffing.find_delimiter(text)
    header = next(iter(sniffing.records(text[: 1 << 16], found)), ())
    return found if len(header) > 1 else ","
