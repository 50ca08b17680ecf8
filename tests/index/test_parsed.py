"""Tables in memory."""

from datapatch.index.parsed import ParsedTables
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.types import BlobId, ObjectId

BLOB = BlobId(ObjectId("0" * 40))


def test_a_blob_is_read_once() -> None:
    """The same blob in the same dialect is the same table; its bytes are asked for once."""
    read: list[Table] = []

    def parse() -> Table:
        read.append(Table.parse(b"a\n1\n"))
        return read[-1]

    tables = ParsedTables()
    assert tables.table(BLOB, Dialect(), parse) is tables.table(BLOB, Dialect(), parse)
    assert len(read) == 1


def test_keys_that_one_row_alone_has() -> None:
    """A key leads to its row; a repeated or an empty one leads nowhere."""
    table = Table.parse(b"id,n\na,1\nb,2\nb,3\n,4\nc\n")
    rows = ParsedTables().rows_by_key(BLOB, Dialect(), table, ("id",))
    assert dict(rows) == {("a",): 0, ("c",): 4}


def test_keys_of_several_fields() -> None:
    """A key of two fields is empty only when both are."""
    table = Table.parse(b"a,b\n1,\n,1\n,\n1,1\n")
    rows = ParsedTables().rows_by_key(BLOB, Dialect(), table, ("a", "b"))
    assert dict(rows) == {("1", ""): 0, ("", "1"): 1, ("1", "1"): 3}
