"""The same verdicts as frictionless: row, field and type of every error."""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import validators
from frictionless import Field, Package, Resource, Schema
from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.tables import cell_texts
from datapatch.tables.dialect import Dialect
from datapatch.tables.foreign_keys import check_foreign_keys
from datapatch.tables.infer import guess
from datapatch.tables.package import DataPackage
from datapatch.tables.schema import TableSchema
from datapatch.tables.suspects import SMALL
from datapatch.tables.table import Table
from datapatch.tables.validation import validate
from tests.compat.verdict_cases import V2, tables
from tests.strategies import ONE_FIXTURE

Verdict = tuple[int | None, int | None, str | None, str]
"""Row number, field number, field name, type of error."""


def theirs(path: Path, descriptor: Mapping[str, object], dialect: Dialect) -> Counter[Verdict]:
    """What frictionless finds; nothing about the file is left for it to guess."""
    csv = {
        "delimiter": dialect.delimiter,
        "quoteChar": '"',
        "lineTerminator": "\r\n",
        "doubleQuote": True,
        "skipInitialSpace": False,
    }
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": "table",
        "path": path.name,
        "format": "csv",
        "encoding": dialect.encoding,
        "schema": dict(descriptor),
        "dialect": {"header": True, "headerRows": [1], "csv": csv},
    }
    resource = Resource.from_descriptor(described, basepath=str(path.parent))
    report = resource.validate(limit_errors=10**9)
    rows = report.flatten(["rowNumber", "fieldNumber", "fieldName", "type"])
    return Counter((row, number, name or None, kind) for row, number, name, kind in rows)


def ours(path: Path, descriptor: Mapping[str, object], dialect: Dialect) -> Counter[Verdict]:
    """What Data Patch finds."""
    table = Table.parse(path.read_bytes(), dialect)
    found = validate(table, TableSchema.from_descriptor(descriptor)).violations
    return Counter((item.row, item.field_position, item.field or None, item.type) for item in found)


def assert_same(path: Path, descriptor: Mapping[str, object], dialect: Dialect) -> None:
    """Both find the same."""
    assert ours(path, descriptor, dialect) == theirs(path, descriptor, dialect)


@settings(max_examples=200, deadline=None, suppress_health_check=ONE_FIXTURE)
@given(case=tables())
def test_generated_tables(case: tuple[bytes, dict[str, object], Dialect], tmp_path: Path) -> None:
    """Any small table gets the same errors at the same places."""
    data, schema, dialect = case
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert_same(path, schema, dialect)


FIELDS: list[dict[str, object]] = [{"name": "a"}, {"name": "b", "type": "integer"}]


def constrained(**constraints: object) -> list[dict[str, object]]:
    """A field of text and one of numbers, one of which has a constraint."""
    numeric = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} & constraints.keys()
    return [{**field, "constraints": constraints if (field is FIELDS[1]) is bool(numeric) else {}}
            for field in FIELDS]  # fmt: skip


CHECKS: list[tuple[str, str, dict[str, object]]] = [
    ("source-error", "", {"fields": FIELDS}),
    ("blank-label", "a,\nx,1\n", {"fields": FIELDS}),
    ("duplicate-label", "a,a\nx,1\n", {"fields": FIELDS}),
    ("missing-label", "a\nx\n", {"fields": FIELDS}),
    ("extra-label", "a,b,c\nx,1,y\n", {"fields": FIELDS}),
    ("incorrect-label", "a,c\nx,1\n", {"fields": FIELDS}),
    ("missing-label", "b\n1\n", {"fields": FIELDS, "fieldsMatch": "subset", "$schema": V2}),
    ("extra-label", "b,c\n1,x\n", {"fields": FIELDS, "fieldsMatch": "superset", "$schema": V2}),
    ("blank-row", "a,b\nx,1\n,\n\n-,\n", {"fields": FIELDS, "missingValues": ["", "-"]}),
    ("extra-cell", "a,b\nx,1,y,\n", {"fields": FIELDS}),
    ("missing-cell", "a,b\nx\n", {"fields": FIELDS}),
    ("type-error", "a,b\nx,one\n", {"fields": FIELDS}),
    ("type-error", "a,b\nx,-\n", {"fields": FIELDS}),
    ("type-error", "a,b\nx,5 €\n", {"fields": FIELDS}),
    ("constraint-error", "a,b\n,1\n", {"fields": constrained(required=True)}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(minLength=2)}),
    ("constraint-error", "a,b\nxyz,1\n", {"fields": constrained(maxLength=2)}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(pattern="[0-9]")}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(enum=["y", "z"])}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(minimum=2)}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(maximum="0")}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(exclusiveMinimum=1)}),
    ("constraint-error", "a,b\nx,1\n", {"fields": constrained(exclusiveMaximum=1)}),
    ("unique-error", "a,b\nx,1\nx,2\n,3\n,4\n", {"fields": constrained(unique=True)}),
    ("primary-key", "a,b\nx,1\nx,01\nx,2\n,\n", {"fields": FIELDS, "primaryKey": ["a", "b"]}),
    ("primary-key", "a,b\n,1\nx,2\n", {"fields": FIELDS, "primaryKey": "a"}),
]
"""The standard's checks of a table: what must be found, in which rows under which schema."""


@pytest.mark.parametrize(("kind", "text", "schema"), CHECKS)
def test_the_checks_of_the_standard(
    kind: str, text: str, schema: dict[str, object], tmp_path: Path
) -> None:
    """Each error that the reference knows for tables is found where it finds it."""
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    assert_same(path, schema, Dialect())
    assert kind in {found[3] for found in ours(path, schema, Dialect())}


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_FIXTURE)
@given(case=tables(), chance=st.randoms(use_true_random=False))
def test_large_tables(
    case: tuple[bytes, dict[str, object], Dialect], chance: random.Random, tmp_path: Path
) -> None:
    """A table so large that it is scanned gets the same errors: generated rows, many times."""
    data, schema, dialect = case
    records = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=dialect.delimiter))
    header, rows = records[0], records[1:] or [["x"]]
    many = [chance.choice(rows) for _ in range(SMALL + 50)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\n")
    writer.writerows([header, *many])
    path = tmp_path / "table.csv"
    path.write_bytes(out.getvalue().encode())
    assert_same(path, schema, dialect)


def test_real_examples(real_data: Path) -> None:
    """The examples of real schemas, right and wrong ones, get the same errors."""
    compared = 0
    for line in (real_data / "schemas" / "VALIDITY.tsv").read_text().splitlines()[1:]:
        table, schema, verdict, _ = line.split("\t")
        path = real_data / table
        if verdict == "error" or path.suffix != ".csv":
            continue
        found = guess(path.read_bytes())
        assert_same(path, json.loads((real_data / schema).read_bytes()), found.dialect)
        compared += 1
    assert compared == 15


def test_real_packages(real_data: Path) -> None:
    """The tables of real packages get the same errors against their own schemas."""
    compared = 0
    for file in sorted((real_data / "packages").rglob("datapackage.json")):
        package = DataPackage.from_json(file.read_bytes(), file.name)
        for resource in package.tables:
            path = file.parent / resource.path
            if not path.exists() or resource.schema is None or path.stat().st_size > 300_000:
                continue
            descriptor = resource.schema.to_descriptor()
            if not Schema.validate_descriptor(descriptor).valid:
                continue
            assert_same(path, descriptor, Dialect(encoding=resource.encoding))
            compared += 1
    assert compared > 30


@settings(max_examples=60, deadline=None, suppress_health_check=ONE_FIXTURE)
@given(
    pointing=st.lists(st.sampled_from(["1", "01", "2", "", "x", "3"]), max_size=5),
    existing=st.lists(st.sampled_from(["1", "2", "x", "y", ""]), max_size=5),
)
def test_foreign_keys(pointing: list[str], existing: list[str], tmp_path: Path) -> None:
    """Foreign keys dangle at the same rows, compared as values of their types."""
    here = {
        "fields": [{"name": "n"}, {"name": "place", "type": "integer"}],
        "foreignKeys": [
            {"fields": ["place"], "reference": {"resource": "places", "fields": ["id"]}}
        ],
    }
    there = {"fields": [{"name": "id", "type": "integer"}, {"name": "n"}]}
    tables = {
        "orders": "\n".join(["n,place", *(f"a,{cell}" for cell in pointing), ""]),
        "places": "\n".join(["id,n", *(f"{cell},b" for cell in existing), ""]),
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    csv = {"delimiter": ",", "quoteChar": '"', "skipInitialSpace": False}
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "schema": schema,
            "dialect": {"header": True, "headerRows": [1], "csv": csv},
        }
        for name, schema in (("orders", here), ("places", there))
    ]
    package = Package.from_descriptor({"resources": resources}, basepath=str(tmp_path))
    report = package.get_resource("orders").validate()
    expected = [row for row, kind in report.flatten(["rowNumber", "type"]) if kind == "foreign-key"]
    read = {name: Table.parse(text.encode(), Dialect()) for name, text in tables.items()}
    schemas = {"places": TableSchema.from_descriptor(there)}
    found = check_foreign_keys(
        read["orders"], TableSchema.from_descriptor(here), read, schemas=schemas
    )
    assert [item.row for item in found] == expected


@given(st.from_regex(cell_texts.PLAIN_EMAIL, fullmatch=True))
def test_plain_addresses_are_addresses(address: str) -> None:
    """What is taken for an e-mail address at first sight is one at the second."""
    assert len(address) > cell_texts.LONGEST_PLAIN or validators.email(address) is True


@given(st.from_regex(cell_texts.PLAIN_URI, fullmatch=True))
def test_plain_uris_are_uris(address: str) -> None:
    """What is taken for a web address at first sight is one at the second."""
    field = Field.from_descriptor({"name": "a", "type": "string", "format": "uri"})
    assert field.read_cell(address) == (address, None)
