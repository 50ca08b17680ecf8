"""Guesses: encoding, delimiter, header, types, keys, and what is refused."""

from pathlib import Path

import pytest

from datapatch.errors import InvalidInput, LimitExceeded, UnreadableTable
from datapatch.tables.infer import Guess, guess, infer_schema
from datapatch.tables.validation import validate


def types(found: Guess) -> dict[str, str]:
    """The type of each field, with its format or decimal sign."""
    return {
        item.name: item.type
        + ("" if item.format == "default" else f" {item.format}")
        + (" ," if item.descriptor.get("decimalChar") == "," else "")
        for item in found.schema.fields
    }


def told(found: Guess) -> str:
    """All notes."""
    return " ".join(note.sentence() for note in found.notes)


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a\tb\n1,2\t3;4\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("name,services\nx,wifi|cours\ny,wifi\n", ","),
        ('a;b\n"x,y,z";2\n"u,v,w";3\n', ";"),
        ("a\n1\n", ","),
        ("name;address\nX;1 rue, Paris\nY;2 rue, Lyon\n", ";"),
    ],
)
def test_delimiters(data: str, delimiter: str) -> None:
    """The delimiter is the one that makes rows of the same width."""
    assert guess(data.encode()).dialect.delimiter == delimiter


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("id,name\n1,a\n", 1),
        ("A title\n\nid,name,town\n1,a,b\n2,c,d\n", 3),
        ("A title,,\nid,name,town\n1,a,b\n", 2),
        ("# comment\nid,name\n1,a\n", 2),
        ("\n\nid,name\n1,a\n", 3),
        ("1,english\n2,french\n", 0),
        ("a@b.fr,Paris\nc@d.fr,Lyon\n", 0),
        ("Country,2010,2011\nFrance,1,2\nSpain,3,4\n", 1),
        ("name,town\na,b\nc,d\n", 1),
        ("id,name\n", 1),
    ],
)
def test_header_rows(data: str, row: int) -> None:
    """The header is found below titles, and its absence is seen."""
    found = guess(data.encode())
    assert found.dialect.header_row == row
    if row == 0:
        assert found.schema.names == ("field1", "field2")
        assert "field1" in told(found)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """Every kind of line end is understood and kept."""
    found = guess(end.join(["id,name", "1,a", "2,b", ""]).encode())
    assert found.table.row_count == 2
    assert found.dialect.line_terminator == end
    assert found.notes == ()


def test_what_is_told_is_not_guessed() -> None:
    """Encoding, delimiter and header row that are given stand."""
    data = "x;y\na;b\né;d\n".encode("cp1252")
    found = guess(data, encoding="latin-1", delimiter=",", header_row=2)
    assert (found.dialect.encoding, found.dialect.delimiter) == ("iso8859-1", ",")
    assert found.table.fields == ("a;b",)
    assert guess(data, header_row=0).table.row_count == 3


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "23", "-4"], "integer"),
        (["01", "23"], "string"),
        (["+33", "+34"], "string"),
        (["1.5", "2"], "number"),
        (["1,5", "2"], "number ,"),
        (["1 234,5", "2"], "number ,"),
        (["1,234", "2,345"], "string"),
        (["true", "false"], "boolean"),
        (["oui", "non"], "boolean"),
        (["non", "non"], "string"),
        (["0", "1"], "integer"),
        (["2024-05-31", ""], "date"),
        (["31/05/2024", "1/12/2023"], "date %d/%m/%Y"),
        (["05/31/2024", "12/1/2023"], "date %m/%d/%Y"),
        (["31/05/2024", "05/31/2024"], "string"),
        (["2023-02-29", "2023-02-28"], "string"),
        (["2024-05-31T10:00:00Z"], "datetime"),
        (["2024-05-31 10:00"], "datetime %Y-%m-%d %H:%M"),
        (["10:00", "23:59"], "time %H:%M"),
        (["a|b", "c"], "string"),
        (["a@b.fr", "c@d.org"], "string email"),
        (["https://a.fr", "http://b.fr/x"], "string uri"),
        (["", ""], "string"),
        (["12345678900012", "98765432100021"], "string"),
        (["1", "x"], "string"),
        (["NaN", "1.5"], "string"),
    ],
)
def test_types(cells: list[str], expected: str) -> None:
    """A type is guessed only when every cell is of it and nothing is lost by it."""
    quoted = [f'"{cell}"' for cell in cells]
    assert types(guess("\n".join(["f", *quoted, ""]).encode(), header_row=1)) == {"f": expected}


@pytest.mark.parametrize("name", ["telephone", "Code postal", "SIRET", "code_insee", "phone"])
def test_digits_that_are_no_quantity(name: str) -> None:
    """Phone numbers and codes stay text, leading zero or not."""
    assert types(guess(f"{name}\n34000\n75011\n".encode())) == {name: "string"}


def test_the_last_row_counts() -> None:
    """One cell of another kind at the end of a long table makes the field text."""
    rows = [str(number) for number in range(20_000)]
    assert types(guess("\n".join(["f", *rows, "x", ""]).encode())) == {"f": "string"}


def test_the_guessed_schema_is_followed() -> None:
    """A table has no type error against the schema that was guessed from it."""
    data = "id;lat;prix;vu le;gratuit\n1;43.6;1,5;01/02/2024;oui\n2;3;2;;non\n"
    found = guess(data.encode())
    assert types(found) == {
        "id": "integer",
        "lat": "number",
        "prix": "number ,",
        "vu le": "date %d/%m/%Y",
        "gratuit": "boolean",
    }
    assert validate(found.table, found.schema).valid
    assert infer_schema(found.table) == found.schema


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("name,id\na,1\nb,2\n", [("id",), ("name",)]),
        ("nom,ville\na,x\na,y\nb,x\n", [("nom", "ville")]),
        ("lat,lon\n1.5,2.5\n3.5,4.5\n", []),
        ("id,name\n1,a\n1,a\n", []),
        ("id,name\n,a\n1,b\n", [("name",)]),
        ("id,name\n", []),
    ],
)
def test_keys(data: str, keys: list[tuple[str, ...]]) -> None:
    """Keys differ in every row: identifiers first, then names, then pairs, each with a reason."""
    found = guess(data.encode()).key_candidates
    assert [candidate.fields for candidate in found] == keys
    assert all(candidate.fields[0] in candidate.reason() for candidate in found)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ("nom,courriel\nA,\nB,c@d.fr\n", ["courriel"]),
        ("prenom,ville\nLéa,Sète\n", ["prenom"]),
        ("qui,quoi\nMme Martin,a\nM. Durand,b\n", ["qui"]),
        ("qui,quoi\nCamille Durand,a\nLucas Martin,b\n", ["qui"]),
        ("contact,x\n06 12 34 56 78,a\n+33612345678,b\n", ["contact"]),
        ("date de naissance,x\n01/02/1990,a\n", ["date de naissance"]),
        ("nom,nb_telephones,code\nMédiathèque,3,a\n", []),
        ("nom,telephone\nLieu,\n", []),
        ("courriel\n", ["courriel"]),
    ],
)
def test_personal_fields(data: str, fields: list[str]) -> None:
    """Fields that look like personal data are named with a reason that repeats no cell."""
    found = guess(data.encode()).personal_fields
    assert [item.field for item in found] == fields
    assert all("@" not in item.reason() and item.field in item.reason() for item in found)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("id,name\n1\n2,a,b\n3,c\n", "2 rows have more or fewer cells"),
        ("id,name\n1,a\n\n\n", "2 rows are empty; the first is row 3"),
        ("id,id,x\n1,2,3\n", "same name: id"),
        ("id,\n1,2\n", "One column has no name"),
        ("id, name\n1,2\n", "begin or end with a space: name"),
        ("id,name\n", "no row yet"),
        ("id,name\r\n1,a\n2,b\r\n", "Lines end in several ways"),
    ],
)
def test_irregularities_are_told(data: str, words: str) -> None:
    """What is uneven is told with counts and the first row, and imported all the same."""
    found = guess(data.encode())
    assert words in told(found)
    assert found.data == data.encode()


def test_repeated_names_are_numbered() -> None:
    """Every field of the schema has its own name."""
    assert guess(b"a,a,,a2\n1,2,3,4\n").schema.names == ("a", "a2", "field3", "a22")


DATA = "id,é\n1,a".encode()


@pytest.mark.parametrize(("delimiter", "row"), [("ab", 1), ("", 1), ("\n", 1), (",", 9), (",", -1)])
def test_wrong_corrections_are_refused(delimiter: str, row: int) -> None:
    """A delimiter or header row that cannot be is refused, not obeyed."""
    with pytest.raises(UnreadableTable):
        guess(DATA, delimiter=delimiter, header_row=row)


def test_too_many_fields() -> None:
    """A table wider than the limit is refused."""
    with pytest.raises(LimitExceeded, match="11 columns"):
        guess(b",".join([b"a"] * 11) + b"\n", max_fields=10)


def test_real_tables(real_data: Path) -> None:
    """Every real table is understood, and follows the schema that was guessed, or is refused."""
    refused = []
    for folder in ("packages", "messy", "schemas"):
        for path in sorted((real_data / folder).rglob("*.csv")):
            try:
                found = guess(path.read_bytes(), file=path.name, max_fields=100_000)
            except InvalidInput:
                refused.append(path.name)
                continue
            kinds = {item.type for item in validate(found.table, found.schema).violations}
            assert not kinds & {"type-error", "constraint-error", "incorrect-label"}
    assert refused == ["empty.csv", "empty.csv", "null_byte.csv"]
