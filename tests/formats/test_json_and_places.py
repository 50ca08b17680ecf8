"""Rows as JSON and as places: what is written, and what is read of files made elsewhere."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from datapatch.errors import UnreadableTable
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.reading import read_tables
from datapatch.formats.sqlite import write_sqlite
from datapatch.formats.writing import write_table
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table

SCHEMA = TableSchema.from_descriptor(
    {"fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}]}
)
TREES = NamedTable("trees", table_of(("id", "name"), [("1", "oak"), ("02", "")]))


def read(text: str, kind: str = "json") -> Table:
    """The table in a file that holds ``text``."""
    return read_tables(text.encode(), f"t.{kind}")[0].table


def test_numbers_where_the_schema_says_so() -> None:
    """Else the text, so that nothing is lost."""
    data = b"".join(write_table(TREES, "json", schema=SCHEMA))
    assert json.loads(data) == [{"id": 1, "name": "oak"}, {"id": "02", "name": ""}]
    lines = b"".join(write_table(TREES, "ndjson")).splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": "1", "name": "oak"},
        {"id": "02", "name": ""},
    ]


def test_json_made_elsewhere() -> None:
    """Fields in order of appearance; digits as they were written; parts of cells as JSON."""
    table = read('[{"a": 1.50, "b": null}, {"b": true, "c": [1.0, {"d": "é"}]}, {}]')
    assert table.fields == ("a", "b", "c")
    assert list(table.rows()) == [("1.50", "", ""), ("", "true", '[1.0,{"d":"é"}]'), ("", "", "")]
    assert read('{"count": 1, "data": [{"a": "x"}]}').fields == ("a",)
    assert list(read('[["a", "b"], [1, 2]]').rows()) == [("1", "2")]


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("[1, 2]", "json", "Row 1 of t.json is no object."),
        ("{}", "json", "t.json holds no list of rows."),
        ("[", "json", "t.json is not JSON: line 1, column 2: "),
        ('{"a": 1}\n{', "ndjson", "t.ndjson is not JSON: line 2, column 2: "),
        ("[" * 100_000, "json", "t.json holds no list of rows."),
        ('[{"a": 1, "a": 2}]', "json", "t.json: an object names “a” twice."),
        ('[{"a": "\\u0000"}]', "json", "A cell holds a zero byte"),
        ('{"type": "Feature", "geometry": {}}', "geojson", "Feature 1 of t.geojson is not right"),
        ("[]", "geojson", "t.geojson is no GeoJSON"),
    ],
)
def test_what_is_no_table(text: str, kind: str, sentence: str) -> None:
    """One sentence that names the file and the place."""
    with pytest.raises(Exception, match=sentence) as raised:
        read(text, kind)
    assert "\n" not in str(raised.value)


def features(table: Table, schema: TableSchema | None = None) -> list[dict[str, object]]:
    """The features that a table becomes."""
    data = b"".join(write_table(NamedTable("t", table), "geojson", schema=schema))
    found: list[dict[str, object]] = json.loads(data)["features"]
    return found


def test_points_from_two_fields() -> None:
    """By their names; a row without a place has none, and keeps what it says."""
    table = table_of(
        ("name", "Latitude", "lng"), [("oak", "48.850", "2.3"), ("elm", "", ""), ("fir", "x", "2")]
    )
    assert features(table) == [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.3, 48.85]},
            "properties": {"name": "oak"},
        },
        {
            "type": "Feature",
            "geometry": None,
            "properties": {"name": "elm", "Latitude": "", "lng": ""},
        },
        {
            "type": "Feature",
            "geometry": None,
            "properties": {"name": "fir", "Latitude": "x", "lng": "2"},
        },
    ]


def test_points_and_shapes_from_the_schema() -> None:
    """A geopoint holds the longitude first; a geojson field holds any shape."""
    point = TableSchema.from_descriptor({"fields": [{"name": "at", "type": "geopoint"}]})
    (found,) = features(table_of(("at",), [("2.3,48.85",)]), point)
    assert found["geometry"] == {"type": "Point", "coordinates": [2.3, 48.85]}
    line = '{"type":"LineString","coordinates":[[1,2],[3,4]]}'
    shape = TableSchema.from_descriptor({"fields": [{"name": "s", "type": "geojson"}]})
    (found,) = features(table_of(("s",), [(line,)]), shape)
    assert found["geometry"] == json.loads(line)


def test_points_made_elsewhere() -> None:
    """They become two fields beside the properties, under names that are free."""
    point = '{"type": "Point", "coordinates": [2.30, 48.5]}'
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7,'
        f' "properties": {{"latitude": "north"}}, "geometry": {point}}}]}}'
    )
    table = read(text, "geojson")
    assert table.fields == ("id", "latitude", "longitude", "latitude2")
    assert list(table.rows()) == [("7", "north", "2.30", "48.5")]


def test_a_database(tmp_path: Path) -> None:
    """Names are told apart as SQLite does; numbers are numbers where nothing is lost."""
    fields = [{"name": "id", "type": "integer"}, {"name": "Name", "type": "integer"}]
    schema = TableSchema.from_descriptor({"fields": fields})
    table = table_of(("id", "Name", "name", ""), [("1", "1", "=b", ""), ("", "02", "d", "e")])
    (tmp_path / "t.sqlite").write_bytes(write_sqlite([(NamedTable('my "t"', table), schema)]))
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as database:
        cursor = database.execute('SELECT * FROM "my ""t"""')
        assert [column[0] for column in cursor.description] == ["id", "Name", "name2", "field4"]
        assert cursor.fetchall() == [(1, "1", "=b", ""), (None, "02", "d", "e")]


def test_refusals_are_of_one_kind() -> None:
    """Whoever imports catches one exception."""
    with pytest.raises(UnreadableTable):
        read("[1]")
