"""A look at the suspects alone finds what a look at every row finds."""

import csv
import io
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.tables.dialect import Dialect
from datapatch.tables.expected import expected
from datapatch.tables.field import Field
from datapatch.tables.judging import columns
from datapatch.tables.patterns import compiled
from datapatch.tables.plain_cells import plain
from datapatch.tables.plain_patterns import (
    PRINTABLE,
    digits_between,
    never_stepping_back,
)
from datapatch.tables.plain_rows import scanner
from datapatch.tables.schema import TableSchema
from datapatch.tables.suspects import SMALL, suspects_by_scan
from datapatch.tables.table import Table
from datapatch.tables.uniqueness import slots
from datapatch.tables.validation import validate
from tests.compat.verdict_cases import tables


def assert_all_suspected(table: Table, schema: TableSchema) -> list[int]:
    """Every row that is faulty, or that shares a value, is among the suspects."""
    judges = columns(expected(table, schema).fields, schema.missing_values)
    found = suspects_by_scan(table, judges, slots(judges, schema.primary_key))
    lines = {table.line(row) for row in found}
    for item in validate(table, schema).violations:
        assert item.row is None or item.row in lines
        assert item.data.get("other") is None or item.data["other"] in lines
    return list(found)


@settings(max_examples=500, deadline=None)
@given(tables(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_no_fault_is_missed(
    case: tuple[bytes, dict[str, object], Dialect], end: str, quoted: bool
) -> None:
    """Whatever type, constraint, header, quote or line end: the faulty rows are suspects."""
    data, described, dialect = case
    if quoted and dialect.delimiter.encode() not in data.split(b"\n", 1)[0]:
        data = b"\n".join(b'"%b"' % line if line.isalnum() else line for line in data.split(b"\n"))
    table = Table.parse(data.replace(b"\n", end.encode()), dialect)
    assert table.row_count <= SMALL  # so that ``validate`` looks at every row
    assert_all_suspected(table, TableSchema.from_descriptor(described))


SCHEMA = TableSchema.from_descriptor(
    {
        "fields": [
            {"name": "id", "constraints": {"required": True, "unique": True, "pattern": r"k\d+"}},
            {"name": "n", "type": "integer", "constraints": {"minimum": 0, "maximum": 120}},
            {"name": "x", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
            {"name": "mail", "format": "email"},
            {"name": "on", "type": "boolean"},
            {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
            {"name": "kind", "constraints": {"enum": ["new", "old", "rather old"]}},
            {"name": "at", "type": "datetime"},
            {"name": "words", "constraints": {"maxLength": 30}},
        ],
        "primaryKey": ["id"],
    }
)
GOOD = [
    "12",
    "-12.5",
    "a.b@ex-a.fr",
    "true",
    "2021-02-28",
    "rather old",
    "2021-02-28T10:00:00",
    "é",
]
BAD = ["", "121", "x", "90.5", "a@b", "oui", "1999-12-31", "older", '"quoted"', "1,5", "\n"]


def rows(count: int, faults: int) -> list[list[str]]:
    """Right rows, and some wrong cells."""
    chance = random.Random(count + faults)
    made = [[f"k{number}", *GOOD] for number in range(count)]
    for _ in range(faults):
        made[chance.randrange(count)][chance.randrange(9)] = chance.choice([*BAD, "k7"])
    return made


def written(rows: list[list[str]], *, quote_all: bool = False) -> bytes:
    """The rows as CSV."""
    out = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, lineterminator="\n", quoting=style)
    writer.writerows([SCHEMA.names, *rows])
    return out.getvalue().encode()


@pytest.mark.parametrize("quote_all", [False, True])
def test_a_large_table_gets_the_same_report(*, quote_all: bool) -> None:
    """The report of a table that is scanned is that of its rows, one by one."""
    table = Table.parse(written(rows(3 * SMALL, 200), quote_all=quote_all))
    found = assert_all_suspected(table, SCHEMA)
    assert 100 < len(found) < 300
    parts = [Table.parse(table.header + table.raw(row)) for row in range(table.row_count)]
    alone = [
        (item.type, item.field) for part in parts for item in validate(part, SCHEMA).violations
    ]
    together = validate(table, SCHEMA).violations
    local = [i for i in together if "other" not in i.data]
    assert [(item.type, item.field) for item in local] == alone
    assert any(item.type == "unique-error" for item in together)


@pytest.mark.parametrize("quote_all", [False, True])
def test_right_rows_are_no_suspects(*, quote_all: bool) -> None:
    """Nothing is gained by a scan that doubts right rows: in any type, quoted or not."""
    table = Table.parse(written(rows(50, 0), quote_all=quote_all))
    assert assert_all_suspected(table, SCHEMA) == []


def test_columns_that_no_pattern_knows_are_read() -> None:
    """One text in such a column is judged once; the rows that hold a wrong one are suspects."""
    field = {"name": "a", "constraints": {"pattern": "(?=x).*"}}
    schema = TableSchema.from_descriptor({"fields": [field, {"name": "b", "type": "array"}]})
    table = Table.parse(b"a,b\n" + b"xa,[1]\n" * 30 + b"y,[1]\nx,[\n")
    judges = columns(schema.fields, schema.missing_values)
    assert scanner(table, judges).read == {0, 1}
    assert assert_all_suspected(table, schema) == [30, 31]


PATTERNS = [
    r"^\d{5}$", r"[A-Z]{2}-?\d+", "a|b", "^a|b$", r"(0[1-9]|[1-9]\d)(ab)?", "[^a-c]+", r"\+33\d{9}",
    ".*", "(a*)*", "(a|aa)+", "a{,2}b", r"\w+@\w+\.fr", "", "(?:x|y|)z", r"a\.b", "[]a]+", "a??b",
]  # fmt: skip


@settings(max_examples=400)
@given(st.sampled_from(PATTERNS), st.text("ab0123xyz+-.@fr]AZ ", max_size=8))
def test_a_pattern_takes_no_more_than_its_original(pattern: str, text: str) -> None:
    """What is accepted at first sight, the exact rules accept."""
    found, exact = never_stepping_back(pattern, PRINTABLE), compiled(pattern)
    assert found is not None
    assert exact is not None
    if re.fullmatch(found, text):
        assert exact.match(text)


@pytest.mark.parametrize("pattern", ["(?i)a", "a(?=b)", r"\bword", r"(a)\1", "a{", "*", "(a", "a)"])
def test_patterns_that_say_more_are_left_alone(pattern: str) -> None:
    """Looking around, flags and mistakes are the exact rules' matter."""
    assert never_stepping_back(pattern, PRINTABLE) is None


@given(st.integers(0, 400), st.integers(0, 12_000))
def test_digits_between(least: int, greatest: int) -> None:
    """Exactly the whole numbers between two are accepted."""
    pattern = re.compile(digits_between(least, greatest))
    near = {
        *range(60),
        least - 1,
        least,
        greatest,
        greatest + 1,
        (least + greatest) // 2,
        999,
        1000,
    }
    for number in near:
        if number >= 0:
            assert bool(pattern.fullmatch(str(number))) is (least <= number <= greatest)


TYPES = [
    {"type": "string", "format": "email"}, {"type": "string", "format": "uri"},
    {"type": "string", "format": "uuid"}, {"type": "integer"}, {"type": "number"},
    {"type": "number", "decimalChar": ","}, {"type": "number", "floatNumber": True},
    {"type": "integer", "bareNumber": False}, {"type": "date"}, {"type": "time"},
    {"type": "date", "format": "%d/%m/%Y"}, {"type": "datetime"}, {"type": "year"},
    {"type": "yearmonth"}, {"type": "geopoint"}, {"type": "boolean"},
    {"type": "number", "constraints": {"minimum": -90, "exclusiveMaximum": "90.5"}},
    {"type": "integer", "constraints": {"exclusiveMinimum": -7, "maximum": 1234}},
    {"type": "date", "constraints": {"minimum": "1999-05-01", "maximum": "2024-05-01"}},
    {"type": "year", "constraints": {"minimum": 1999}},
    {"type": "string", "constraints": {"minLength": 3}},
    {"type": "number", "groupChar": " "}, {"type": "string", "constraints": {"enum": ["a", "b c"]}},
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TYPES), st.data())
def test_what_is_right_at_first_sight_is_right(
    described: dict[str, object], data: st.DataObject
) -> None:
    """The exact rules find nothing wrong with what a type's pattern accepts."""
    field = Field.from_descriptor({"name": "a", **described})
    pattern = plain(field)
    assert pattern is not None
    text = data.draw(st.from_regex(_without_possession(pattern(PRINTABLE)), fullmatch=True))
    (column,) = columns((field,), ("",))
    if all(character in PRINTABLE for character in text):
        assert column[text].broken == ()


def _without_possession(pattern: str) -> str:
    """The same for a generator that knows neither atomic groups nor possessive repetition."""
    for written, plainer in (("++", "+"), ("*+", "*"), ("?+", "?"), ("}+", "}"), ("(?>", "(?:")):
        pattern = pattern.replace(written, plainer)
    return pattern
