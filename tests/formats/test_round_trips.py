"""What is written in another format is read back as it was, cell by cell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.neutralising import neutralised, restored
from datapatch.formats.reading import read_tables
from datapatch.formats.unwritable import escaped, unescaped
from datapatch.formats.writing import write_table
from datapatch.index.parquet_tables import read_parquet, write_parquet
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table

NASTY = (
    *("=1+1", "+33465710001", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@", "'", "'quoted'"),
    *("007", "1e5", "-0", "1.10", "34000.0", "34000", "9" * 20, "true", "TRUE", "NULL", "null"),
    *(
        "2024-02-29",
        "2024-02-30",
        "1850-01-01",
        "24:00",
        "50%",
        " a ",
        "a  b",
        "a\tb",
        "\n",
        "a\r\nb",
    ),
    *("_x000D_", "_x005F_", "\x01\x1f\x7f\x85", "\ufffe", "é", "e\u0301", "𝒳", "中", '"', "a;b,c"),
    *('{"a": 1}', "[1, 2]", "48.85,2.35", "2.35,48.85", '{"type":"Point","coordinates":[1,2]}'),
)
CELLS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"])
)
NAMES = ("id", "lat", "lon", "=name", "__proto__", "when", "shape", "sure")
TYPED = TableSchema.from_descriptor(
    {
        "fields": [
            {"name": "id", "type": "integer"},
            {"name": "lat", "type": "number"},
            {"name": "=name", "type": "number"},
            {"name": "when", "type": "date"},
            {"name": "sure", "type": "boolean"},
        ]
    }
)
PLACED = TableSchema.from_descriptor(
    {"fields": [{"name": "id", "type": "geopoint"}, {"name": "shape", "type": "geojson"}]}
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A small table of nasty cells; no row ends beyond the header."""
    fields = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    row = st.lists(CELLS, min_size=len(fields), max_size=len(fields))
    return table_of(fields, draw(st.lists(row, max_size=6)))


ALL = table_of(("id", "lat", "lon", "=name"), [(c, "48.850", "2.3", c) for c in NASTY])
SCHEMAS = st.sampled_from([None, TYPED, PLACED])


def written(table: Table, kind: str, schema: TableSchema | None, dialect: str = "") -> bytes:
    """The bytes of a file."""
    return b"".join(write_table(NamedTable("t", table), kind, schema=schema, dialect=dialect))


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "ndjson", "geojson", "xlsx", "ods"])
@settings(max_examples=40)
@given(table=tables(), schema=SCHEMAS)
@example(table=ALL, schema=None)
@example(table=ALL, schema=TYPED)
@example(table=ALL, schema=PLACED)
def test_every_format_gives_back_what_it_got(
    kind: str, table: Table, schema: TableSchema | None
) -> None:
    """Fields, rows and cells, whatever the schema says of them."""
    if not table.row_count and kind in ("json", "ndjson"):
        return  # rows as objects say nothing of their fields when there is none
    (found,) = read_tables(written(table, kind, schema), f"t.{kind}")
    assert _trimmed(found.table) == _trimmed(table)


def _trimmed(table: Table) -> list[tuple[str, ...]]:
    """Header and rows, without the empty rows at the end, which sheets do not have."""
    rows = [table.fields, *(table.values(row) for row in range(table.row_count))]
    while not any(rows[-1]):
        rows.pop()
    return rows


@settings(max_examples=40)
@given(table=tables(), schema=SCHEMAS)
@example(table=ALL, schema=TYPED)
def test_parquet_gives_back_what_it_got(
    tmp_path_factory: pytest.TempPathFactory, table: Table, schema: TableSchema | None
) -> None:
    """Typed columns included: a type is given only where no text is lost."""
    path = tmp_path_factory.mktemp("parquet") / "a*b[1].parquet"
    write_parquet(table, path, schema)
    fields, rows = read_parquet(path)
    assert (fields, list(rows)) == (table.fields, list(table.rows()))


@given(table=tables())
@example(table=ALL)
def test_the_french_dialect_is_undone(table: Table) -> None:
    """With a mark and semicolons; no cell begins as a formula; reading it back undoes that."""
    data = written(table, "csv", None, "excel-fr")
    assert data.startswith(b"\xef\xbb\xbf")
    plain = read_tables(data, "t.csv")[0].table
    if len(table.fields) > 1:
        assert not [c for c in _cells(plain) if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
        (found,) = read_tables(data, "t.csv", dialect="excel-fr")
        assert [*_cells(found.table)] == [*_cells(table)]


def _cells(table: Table) -> Iterator[str]:
    yield from table.fields
    for row in table.rows():
        yield from row


@given(st.text())
def test_neutralising_is_undone(text: str) -> None:
    """And nothing that it leaves begins as a formula."""
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text() | st.sampled_from(NASTY))
def test_escaping_is_undone(text: str) -> None:
    """Characters that XML lacks, and texts that look like their escapes."""
    assert unescaped(escaped(text)) == text


def test_plain_csv_is_never_neutralised() -> None:
    """The canonical table holds what people wrote."""
    assert written(table_of(("a",), [("=1+1",)]), "csv", None) == b"a\n=1+1\n"


def test_a_sheet_made_elsewhere_keeps_its_apostrophes(tmp_path: Path) -> None:
    """Only what we wrote is given back: another file's apostrophe is its own."""
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for row in (["id", "name"], ["a", "'=1"], ["b", "it's"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    (found,) = read_tables((tmp_path / "t.xlsx").read_bytes(), "t.xlsx")
    assert list(found.table.rows()) == [("a", "'=1"), ("b", "it's")]
