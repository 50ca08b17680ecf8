"""Hypothesis strategies: tables that hold everything RFC 4180 allows, and what it leaves open."""

from dataclasses import dataclass, replace

from hypothesis import HealthCheck
from hypothesis import strategies as st

from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.tables.writing import join_rows, write_row

Row = tuple[str, ...]

ONE_FIXTURE = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
"""What is not held against a test whose examples may share a fixture; a busy machine never is."""

NASTY = (
    *("", '"', '""', 'a "b" c', '"x', 'x"', "a,b", "a;b", "a\tb", "a|b"),
    *("\n", "\r", "\r\n", "x\ry", "x\ny", "x\r\ny", "\r\r", "end\r", "\rstart"),
    *("007", "7", " ", " lead", "trail ", "=1+1", "@x", "null", "0", "1,5"),
    *("\u00e9", "e\u0301", "\ufeff", "\ufeffa", "\u2028", "\x85", "\x0b", "\x1c", "œuvre", "👍"),
    *("__proto__", "constructor", "a⟨2⟩", "⟨+1⟩", "⟨1⟩", "key", "long " * 30),
)
PLAIN = ("", "a", "b", "c", "d", "e", "1", "2", "3")
NAMES = ("id", "name", "name", "__proto__", "", "a,b", "x\ny", "\ufeffid", "⟨+1⟩", "name⟨2⟩", "é")

cells = st.sampled_from(PLAIN) | st.sampled_from(NASTY) | st.text('ab,";\t\r\n é\ufeff', max_size=5)
dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from((",", ";", "\t", "|")),
    line_terminator=st.sampled_from(("\n", "\r\n", "\r")),
    encoding=st.sampled_from(("utf-8", "utf-8", "utf-8", "cp1252")),
    header_row=st.sampled_from((1, 1, 1, 1, 0, 3)),
    quote_all=st.booleans(),
)


@dataclass(frozen=True)
class Sheet:
    """A table before it is written: names of the fields, and rows that may be ragged."""

    fields: Row
    rows: tuple[Row, ...]


@st.composite
def sheets(draw: st.DrawFn, cell: st.SearchStrategy[str] = cells) -> Sheet:
    """Up to 4 fields, their names possibly repeated, and up to 7 rows, some ragged or blank."""
    width = draw(st.integers(1, 4))
    names = st.sampled_from(NAMES) | st.sampled_from("abcdef")
    fields = draw(st.lists(names, min_size=width, max_size=width))
    even = st.lists(cell, min_size=width, max_size=width)
    ragged = st.lists(cell, max_size=width + 2)
    rows = draw(st.lists(st.one_of(even, even, even, ragged), max_size=7))
    return Sheet(tuple(fields), tuple(tuple(row) for row in rows))


@st.composite
def keyed_sheets(draw: st.DrawFn) -> Sheet:
    """Distinct names, the first field mostly a key; some keys are empty or repeated."""
    width = draw(st.integers(1, 4))
    fields = draw(st.permutations("abcdef"))[:width]
    key = st.sampled_from("123456789") | st.sampled_from(("", "1", "1", "007"))
    rest = st.lists(cells, min_size=width - 1, max_size=width - 1)
    rows = draw(st.lists(st.tuples(key, rest), max_size=7))
    return Sheet(tuple(fields), tuple((first, *others) for first, others in rows))


@st.composite
def edited(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    """``sheet`` after up to 4 edits of any kind."""
    for edit in draw(st.lists(st.sampled_from(EDITS), max_size=4)):
        sheet = edit(draw, sheet)
    return sheet


@st.composite
def written(draw: st.DrawFn, sheet: Sheet, dialect: Dialect) -> Table:
    """``sheet`` as bytes, with any quoting and line ends, and maybe no final line end."""
    terminators = draw(st.sampled_from((("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\n", "\r"))))
    records = [("title",), ()][: max(0, dialect.header_row - 1)]
    records += [sheet.fields] if dialect.header_row else []
    pieces = []
    for record in (*records, *sheet.rows):
        style = replace(
            dialect,
            quote_all=draw(st.booleans()),
            line_terminator=draw(st.sampled_from(terminators)),
        )
        pieces.append(write_row([_encodable(cell, dialect) for cell in record], style))
    data = join_rows(b"", pieces, dialect)
    if draw(st.booleans()):
        data = data.rstrip(b"\r\n")
    bom = dialect.encoding == "utf-8" and draw(st.booleans())
    return Table.parse(b"\xef\xbb\xbf" + data if bom else data, dialect)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table: mostly well written, sometimes any text at all."""
    dialect = draw(dialects)
    if draw(st.integers(0, 3)):
        return draw(written(draw(sheets()), dialect))
    text = draw(st.text('ab,;"\r\n \ufeff', max_size=30))
    return Table.parse(_encodable(text, dialect).encode(dialect.encoding), dialect)


@st.composite
def versions(draw: st.DrawFn, count: int, *, keyed: bool = False) -> tuple[Table, ...]:
    """``count`` tables of one dialect: a first one and edited copies of it."""
    dialect = draw(dialects)
    first = draw(keyed_sheets() if keyed else sheets())
    others = [draw(edited(first)) for _ in range(count - 1)]
    return tuple(draw(written(sheet, dialect)) for sheet in (first, *others))


def _encodable(text: str, dialect: Dialect) -> str:
    return text.encode(dialect.encoding, "ignore").decode(dialect.encoding)


def _edit_cell(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    rows = [list(row) for row in sheet.rows]
    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    if places:
        i, j = draw(st.sampled_from(places))
        rows[i][j] = draw(cells)
    return replace(sheet, rows=tuple(tuple(row) for row in rows))


def _add_row(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    width = len(sheet.fields)
    row = tuple(draw(st.lists(cells, min_size=width, max_size=width)))
    place = draw(st.integers(0, len(sheet.rows)))
    return replace(sheet, rows=(*sheet.rows[:place], row, *sheet.rows[place:]))


def _drop_row(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    if not sheet.rows:
        return sheet
    place = draw(st.integers(0, len(sheet.rows) - 1))
    return replace(sheet, rows=(*sheet.rows[:place], *sheet.rows[place + 1 :]))


def _repeat_row(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    extra = (draw(st.sampled_from(sheet.rows)),) if sheet.rows else ()
    return replace(sheet, rows=(*sheet.rows, *extra))


def _shuffle_rows(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    return replace(sheet, rows=tuple(draw(st.permutations(sheet.rows))))


def _add_field(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    place = draw(st.integers(0, len(sheet.fields)))
    name, cell = draw(st.sampled_from((*"ghi", *NAMES))), draw(cells)

    def put(row: Row, text: str) -> Row:
        return (*row[:place], text, *row[place:])

    rows = tuple(put(row, cell) if len(row) >= place else row for row in sheet.rows)
    return Sheet(put(sheet.fields, name), rows)


def _drop_field(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    place = draw(st.integers(0, len(sheet.fields) - 1)) if len(sheet.fields) > 1 else None
    if place is None:
        return sheet

    def cut(row: Row) -> Row:
        return (*row[:place], *row[place + 1 :])

    return Sheet(cut(sheet.fields), tuple(cut(row) for row in sheet.rows))


def _rename_field(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    fields = list(sheet.fields)
    if fields:
        fields[draw(st.integers(0, len(fields) - 1))] = draw(st.sampled_from((*"xyz", *NAMES)))
    return replace(sheet, fields=tuple(fields))


def _move_fields(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    order = draw(st.permutations(range(len(sheet.fields))))
    width = len(order)

    def turn(row: Row) -> Row:
        return (*(row[place] for place in order if place < len(row)), *row[width:])

    return Sheet(turn(sheet.fields), tuple(turn(row) for row in sheet.rows))


EDITS = (
    *(_edit_cell, _edit_cell, _edit_cell, _add_row, _add_row, _drop_row, _repeat_row),
    *(_shuffle_rows, _add_field, _drop_field, _rename_field, _move_fields),
)
