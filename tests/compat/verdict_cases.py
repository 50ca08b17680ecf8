"""Small tables with schemas that they may or may not follow, which frictionless can judge."""

import csv
import io
from collections.abc import Mapping

from hypothesis import strategies as st

from datapatch.tables.dialect import Dialect

V2 = "https://datapackage.org/profiles/2.0/tableschema.json"

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
LENGTHS = ("minLength", "maxLength")

STRUCTURES = ("object", "array", "list", "geojson")

FORMS: dict[str, list[dict[str, object]]] = {
    "string": [
        {},
        {"format": "email"},
        {"format": "uri"},
        {"format": "uuid"},
        {"format": "binary"},
    ],
    "number": [
        {},
        {"decimalChar": ","},
        {"groupChar": " ", "decimalChar": ","},
        {"bareNumber": False},
        {"groupChar": ","},
        {"decimalChar": ";"},
        {"groupChar": ",", "bareNumber": False},
        {"floatNumber": True},
    ],
    "integer": [{}, {"bareNumber": False}],
    "boolean": [
        {},
        {"trueValues": ["oui"], "falseValues": ["non", ""]},
        {"trueValues": ["1", "true"]},
        {"falseValues": []},
    ],
    "date": [{}, {"format": "%d/%m/%Y"}, {"format": "any"}, {"format": "%Y"}],
    "time": [{}, {"format": "%H:%M"}, {"format": "any"}],
    "datetime": [{}, {"format": "%Y-%m-%d %H:%M"}, {"format": "any"}],
    "geopoint": [{}, {"format": "array"}, {"format": "object"}],
    "geojson": [{}, {"format": "topojson"}],
    "array": [
        {},
        {"arrayItem": {"type": "integer"}},
        {"arrayItem": {"type": "string", "constraints": {"enum": ["a", "b"]}}},
        {"arrayItem": {"constraints": {"required": True}}},
    ],
    "list": [{}, {"delimiter": ";"}, {"itemType": "integer"}, {"itemType": "date"}],
    **{kind: [{}] for kind in ("year", "yearmonth", "duration", "object", "any")},
}
"""The types with the properties that change how their cells are read."""

CELLS = {
    kind: cells.split(" ¦ ")
    for kind, cells in {
        "string": "a@b.fr ¦ a@b ¦ http://x.fr ¦ x.fr ¦ mailto:a ¦ QQ== ¦ Q ¦ été ¦  a ¦ a,b ¦ a\nb"
        " ¦ a\n ¦ 6f2b1d7e-8c1f-4c0e-9d57-0c6a3b1f4e21 ¦ héé@é.fr ¦ A.B@ex-a.museum ¦ http://a b",
        "number": "1 ¦ 1.5 ¦ 1,5 ¦  2  ¦ 1 000,5 ¦ 1,000.5 ¦ 5 € ¦ $5.5 ¦ 1e3 ¦ NaN ¦ -INF ¦ 1_0"
        " ¦ ٣ ¦ --1 ¦ 1. ¦ .5 ¦ - ¦ 01",
        "integer": "1 ¦ 01 ¦ +3 ¦  4 ¦ 5% ¦ 1.0 ¦ 1_0 ¦ ٣ ¦ - ¦ -7 €",
        "boolean": "true ¦ True ¦ 1 ¦ 0 ¦ oui ¦ non ¦ TRUE ¦ tRUE",
        "date": "2024-02-29 ¦ 2023-02-29 ¦ 2024-1-5 ¦ 31/12/2023 ¦ 2024 ¦ 1 May 2024 ¦ 20240229"
        " ¦ 2024-W01-1 ¦ 2024-02-29T00:00:00 ¦ ٢٠٢٤-02-29",
        "time": "12:30:00 ¦ 12:30 ¦ 24:00:00 ¦ 12:30:00Z ¦ 12:30:00+02:00 ¦ 10am ¦ 12:30:00.5",
        "datetime": "2024-02-29T12:30:00 ¦ 2024-02-29T12:30:00Z ¦ 2024-02-29 12:30"
        " ¦ 2024-02-29T12:30 ¦ 2024-02-29T24:00:00 ¦ 2024-02-29 12:30:00 ¦ 20240229T123000",
        "year": "2024 ¦ 0000 ¦ -100 ¦ 24 ¦  202 ¦ 20244 ¦ +202",
        "yearmonth": "2024-05 ¦ 2024-13 ¦ 2024-5 ¦ 2024 ¦ -1-5 ¦ 2024-05-01",
        "duration": "P1D ¦ PT1H ¦ P1Y2M ¦ 1 day ¦ P ¦ -P1D ¦ P1.5W",
        "geopoint": '1,2 ¦ 2.5, 48 ¦ 200,1 ¦ 1,100 ¦ 1;2 ¦ [1, 2] ¦ [1] ¦ ["1", "2"] ¦ NaN,1'
        ' ¦ {"lon": 1, "lat": 2} ¦ {"lon": 1, "lat": 2, "x": 1} ¦ [true, null] ¦ 1',
        "geojson": '{"type": "Point", "coordinates": [1, 2]} ¦ {"type": "Nothing"} ¦ {} ¦ [] ¦ a',
        "object": '{} ¦ {"a": 1} ¦ [] ¦ null ¦ { ¦ {"a": [1, {"b": 2}]}',
        "array": '[] ¦ [1] ¦ ["a", "b"] ¦ ["a", "c", 1] ¦ ["1", null, ""] ¦ {} ¦ a ¦ [1.0, 2.5]',
        "list": "a ¦ a,b ¦ a;b ¦ 1,2 ¦ 1,,2 ¦ 2024-01-01,2024-13-01 ¦ 1, 2",
        "any": "a ¦ 1",
    }.items()
}
"""Cells that are right, nearly right or wrong for a type."""

RULES = {
    "string": (*LENGTHS, "pattern", "enum"),
    "object": LENGTHS,
    "array": LENGTHS,
    "list": LENGTHS,
    "geojson": (),
} | dict.fromkeys(("number", "integer", "date", "year"), (*BOUNDS, "enum"))
"""The constraints of a type; those that are not named take ``enum`` alone."""

COMMON = ["", "", "-", "x", "é", "true", "1", "2024"]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, object]:
    """A field's descriptor that frictionless takes."""
    kind = draw(st.sampled_from(sorted(FORMS)))
    field = {"name": name, "type": kind, **draw(st.sampled_from(FORMS[kind]))}
    rules = ("required", "unique", *RULES.get(kind, ("enum",)))
    constraints = {
        rule: draw(_values(field, rule))
        for rule in draw(st.lists(st.sampled_from(rules), max_size=3, unique=True))
        if rule != "unique" or kind not in STRUCTURES
    }
    if constraints:
        field["constraints"] = constraints
    if draw(st.integers(0, 5)) == 0:
        field["missingValues"] = draw(st.lists(st.sampled_from(["-", "", "x"]), unique=True))
    return field


def _values(field: Mapping[str, object], rule: str) -> st.SearchStrategy[object]:
    """Values of a constraint that frictionless can compare."""
    if rule in {"required", "unique"}:
        return st.booleans()
    if rule in LENGTHS:
        return st.integers(0, 4)
    if rule == "pattern":
        return st.sampled_from(["[a-z]+", "a|b", "^.*@.*$", r"\d*", "(?:(?:^|;)(a|b))+"])
    if rule == "enum":
        return st.lists(st.sampled_from([*CELLS[str(field["type"])], "1"]), min_size=1, max_size=4)
    if field["type"] == "date":
        bound = {"%d/%m/%Y": "15/06/2023", "%Y": "2023"}.get(str(field.get("format")), "2023-06-15")
        return st.just(bound)
    return st.integers(0, 3000) if field["type"] == "year" else st.integers(-2, 6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, dict[str, object], Dialect]:
    """A small table with a schema that it may or may not follow."""
    names = [f"f{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    described = [draw(fields(name)) for name in names]
    schema: dict[str, object] = {"$schema": V2, "fields": described}
    header = draw(st.one_of(st.just(names), _labels(names)))
    if len({label.strip() for label in header}) == len(header):  # names must tell columns apart
        modes = ("exact", "equal", "subset", "superset", "partial")
        schema["fieldsMatch"] = draw(st.sampled_from(modes))
    if draw(st.booleans()):
        # frictionless cannot compare lists and objects: they are no keys here.
        plain = [str(field["name"]) for field in described if field["type"] not in STRUCTURES]
        if plain:
            schema["primaryKey"] = draw(st.lists(st.sampled_from(plain), min_size=1, unique=True))
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.sampled_from([[""], ["-"], ["", "-", "x"], []]))
    cells = [
        st.one_of(st.sampled_from(CELLS[str(field["type"])]), st.sampled_from(COMMON))
        for field in described
    ]
    rows = draw(st.lists(_rows(cells), max_size=6))
    delimiter = draw(st.sampled_from(",;\t"))
    return _written([header, *rows], delimiter), schema, Dialect(delimiter=delimiter)


def _labels(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*names, "", "other", " f1 "]), min_size=1, max_size=5)


def _rows(cells: list[st.SearchStrategy[str]]) -> st.SearchStrategy[list[str]]:
    whole: st.SearchStrategy[list[str]] = st.tuples(*cells).map(list)
    ragged = st.lists(st.sampled_from(COMMON), max_size=6)
    return st.one_of(whole, whole, whole, ragged)


def _written(records: list[list[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(records)
    return out.getvalue().encode()
