"""Real spreadsheets and places: every file is read, or refused with one sentence."""

from pathlib import Path

from datapatch.errors import DataPatchError
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.reading import read_tables
from datapatch.formats.writing import write_table


def outcome(path: Path) -> list[NamedTable] | str:
    """The tables of a file, or the sentence that refuses it."""
    try:
        return read_tables(path.read_bytes(), path.name)
    except DataPatchError as error:
        return error.sentence()


def test_every_spreadsheet_is_read(real_data: Path) -> None:
    """None is refused: Excel old and new, OpenDocument."""
    files = [
        p for p in (real_data / "spreadsheets").rglob("*") if p.suffix in (".xlsx", ".xls", ".ods")
    ]
    assert len(files) > 60
    assert {str(path): found for path in files if isinstance(found := outcome(path), str)} == {}


def test_good_places_are_read_and_bad_ones_refused(real_data: Path) -> None:
    """Well-formed files are read; each refusal names its file, in one line."""
    files = sorted((real_data / "geojson").rglob("*.geojson"))
    found = {path: outcome(path) for path in files}
    for path, result in found.items():
        if isinstance(result, str):
            assert "\n" not in result
            assert path.name in result
    refused = {path.parent.name for path, result in found.items() if isinstance(result, str)}
    assert refused == {"bad"}


def test_a_code_keeps_its_zeros(real_data: Path) -> None:
    """A department is 01, a percentage is what people see, a whole number has no fraction."""
    folder = real_data / "spreadsheets" / "frictionlessdata+frictionless-py" / "data"
    (codes,) = read_tables(*_file(folder / "cast-int-to-string-issue-1251.xlsx"))
    assert codes.table.row(0)[0] == "001"
    (percent,) = read_tables(*_file(folder / "preserve-formatting-percentage.xlsx"))
    assert percent.table.row(0) == ("123", "52%")


def test_dangerous_cells_survive_a_workbook(real_data: Path) -> None:
    """Payloads made to be run are neutralised in the file and given back unharmed."""
    folder = real_data / "hostile"
    lines = {
        line.replace("\0", "")
        for path in folder.rglob("*")
        if path.is_file()
        for line in path.read_text("utf-8", "replace").split("\n")
        if line
    }
    table = table_of(("id", "text"), [(str(n), line) for n, line in enumerate(sorted(lines))])
    for kind in ("xlsx", "ods"):
        data = b"".join(write_table(NamedTable("t", table), kind))
        assert read_tables(data, f"t.{kind}")[0].table.data == table.data


def _file(path: Path) -> tuple[bytes, str]:
    return path.read_bytes(), path.name
