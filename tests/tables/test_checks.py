"""What violations say: where, what is wrong, what to do."""

import json
from collections.abc import Mapping

import pytest

from datapatch.tables.dialect import Dialect
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Violation, check_cells, validate


def field(name: str = "f", **properties: object) -> dict[str, object]:
    """A field's descriptor."""
    return {"name": name, **properties}


def only(data: str, *fields: Mapping[str, object], **schema: object) -> Violation:
    """The one violation that a table has."""
    described = TableSchema.from_descriptor({"fields": list(fields), **schema})
    (found,) = validate(Table.parse(data.encode(), Dialect()), described).violations
    return found


PHONE = field("phone", title="Phone", example="+33180059880", constraints={"pattern": r"\+\d+"})


def test_a_sentence_names_row_and_field() -> None:
    """A report names the row and the field by its title, and gives the field's own example."""
    found = only("phone\nabc\n", PHONE)
    assert found.sentence() == "Row 2, Phone: “abc” is not a phone number like +33180059880."


def test_a_form_needs_no_place() -> None:
    """Beside an input the sentence goes without row and field."""
    schema = TableSchema.from_descriptor({"fields": [PHONE]})
    (found,) = check_cells(schema, {"phone": "abc"})
    assert found.row is None
    assert found.advice() == found.sentence() == "“abc” is not a phone number like +33180059880."


def test_translations_are_used() -> None:
    """Place and advice are both translated; a capital inside the sentence goes."""
    found = only("a,b\n,1\n", field("a", constraints={"required": True}), field("b"))
    french = {
        "Row {row}, {field}: {advice}": "Ligne {row}, {field} : {advice}",
        "Fill in this field: it may not stay empty.": "Remplissez ce champ.",
    }
    assert (
        found.sentence(lambda text: french.get(text, text)) == "Ligne 2, a : remplissez ce champ."
    )


@pytest.mark.parametrize(
    ("described", "cell", "sentence"),
    [
        (field(type="integer"), "x", "“x” is not a whole number like 12."),
        (field(type="number", decimalChar=","), "x", "“x” is not a number like 3,5."),
        (field(type="date", format="%d/%m/%Y"), "x", "“x” is not a date like 31/05/2024."),
        (field(type="date", example="2020-01-02"), "x", "“x” is not a date like 2020-01-02."),
        (
            field(type="boolean", trueValues=["oui"], falseValues=["non"]),
            "x",
            "“x” is neither oui nor non: write one of the two.",
        ),
        (field(format="email"), "x", "“x” is not an e-mail address like name@example.org."),
        (field(format="uri"), "x", "“x” is not a web address like https://example.org."),
    ],
)
def test_types(described: dict[str, object], cell: str, sentence: str) -> None:
    """A cell of the wrong type is told what the type looks like, in the field's format."""
    found = only(f"f\n{cell}\n", described)
    assert (found.type, found.advice()) == ("type-error", sentence)


@pytest.mark.parametrize(
    ("kind", "constraints", "cell", "sentence"),
    [
        ("string", {"enum": ["a", "b"]}, "x", "“x” is not one of the choices: a; b."),
        ("string", {"minLength": 3}, "x", "“x” is too short: write at least 3 characters."),
        ("string", {"maxLength": 1}, "xy", "“xy” is too long: write at most 1 characters."),
        ("integer", {"minimum": 5}, "1", "“1” is too small: write 5 or more."),
        ("integer", {"maximum": 5}, "9", "“9” is too large: write 5 or less."),
        ("string", {"pattern": r"\d{5}"}, "x", r"“x” is not written as asked for, which is \d{5}."),
        (
            "string",
            {"pattern": r"(?:(?:^|\|)(wifi|cours))+$"},
            "wifi|bar",
            "“bar” is not one of the choices: wifi; cours.",
        ),
    ],
)
def test_constraints(kind: str, constraints: object, cell: str, sentence: str) -> None:
    """A cell that breaks a constraint is told the constraint."""
    found = only(f"f\n{cell}\n", field(type=kind, constraints=constraints))
    assert (found.type, found.advice()) == ("constraint-error", sentence)


def test_long_cells_are_shortened() -> None:
    """A sentence stays one: long cells and line breaks are cut, the violation keeps the cell."""
    cell = "x" * 300
    found = only(f'f\n"{cell}\n"\n', field(type="integer"))
    assert len(found.sentence()) < 200
    assert "\n" not in found.sentence()
    assert found.cell == f"{cell}\n"


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        ("a\n1\n", "missing-label", "“b” is missing"),
        ("a,b,c\n1,2,3\n", "extra-label", "“c” is not in the schema"),
        ("a,x\n1,2\n", "incorrect-label", "called “x” where the schema expects “b”"),
        ("a,a\n1,2\n", "duplicate-label", "says “a” twice"),
        ("a,\n1,2\n", "blank-label", "Column 2 has no name"),
        ("a,b\n1,2,3\n", "extra-cell", "Row 2: “3” stands beyond the last column"),
        ("a,b\n1\n", "missing-cell", "Row 2, b: the row ends before this field"),
        ("a,b\n1,2\n\n", "blank-row", "Row 3: this row is empty"),
        ("a,b\n1,2\n1,3\n", "primary-key", "Row 3: a: “1” stands in row 2 already"),
        ("a,b\n,2\n", "primary-key", "Row 2: a: fill in at least one"),
    ],
)
def test_structure(data: str, kind: str, words: str) -> None:
    """Faults of header, rows and key say what to do."""
    keyed = {"primaryKey": "a"} if kind == "primary-key" else {}
    found = only(data, field("a"), field("b"), **keyed)
    assert found.type == kind
    assert words in found.sentence()


def test_unique_values() -> None:
    """A value that must be unique names the row where it stands already."""
    found = only("a\nx\ny\nx\n", field("a", constraints={"unique": True}))
    assert found.sentence() == "Row 4, a: “x” stands in row 2 already: write another value."


def test_an_empty_table() -> None:
    """A table with neither header nor rows is one violation."""
    assert only("", field("a")).type == "source-error"


def test_braces_are_only_text() -> None:
    """Cells and examples with braces are shown as they are."""
    found = only("f\n" + '"{row}"' + "\n", field(type="integer", example=json.dumps({"a": 1})))
    assert found.advice() == '“{row}” is not a whole number like {"a": 1}.'
