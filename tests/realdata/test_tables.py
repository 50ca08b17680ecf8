"""Every real table, messy ones too: kept to the byte, or refused in one sentence."""

from pathlib import Path

import pytest

from datapatch.errors import DataPatchError
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Imported
from tests.realdata.conftest import Brought, Hall, assert_sound

MESSY = (
    "Data-Liberation-Front+csvlint.rb",
    "alan-turing-institute+CleverCSV",
    "datagouv+csv-detective",
    "frictionlessdata+frictionless-py",
    "frictionlessdata+tabulator-py",
    "max-mapper+csv-spectrum",
    "wireservice+csvkit",
)

REFUSED = {
    "frictionless-py/data/empty.csv": "empty.csv is empty. "
    "Choose a file that holds a header and rows.",
    "frictionless-py/data/wide.csv": "wide.csv has 9074 columns; this server takes 1000 at most.",
    "csvkit/examples/empty.csv": "empty.csv is empty. Choose a file that holds a header and rows.",
    "csvkit/examples/null_byte.csv": "null_byte.csv holds zero bytes: this is not a text table. "
    "Export it again as CSV.",
}

TURNED_INTO_UTF8 = {"test_utf16_big.csv", "test_utf16_little.csv"}


def tables(folder: Path) -> list[Path]:
    """The delimited files below ``folder``, whatever they are called."""
    return sorted(p for p in folder.rglob("*") if p.name.endswith((".csv", ".csv.txt", ".tsv")))


def stored(hall: Hall, name: DatasetName) -> bytes:
    """The bytes of the only table, which can be read and judged."""
    with published(hall.instance, name) as snapshot:
        (file,) = snapshot.table_files.values()
        table = snapshot.table(file.name)
        hall.instance.reports.report(table, file.schema)
        return table.data


def refusal(brought: Brought) -> str:
    """The sentence of a refusal."""
    assert isinstance(brought, DataPatchError)
    return brought.sentence()


@pytest.mark.parametrize("folder", MESSY)
def test_messy_tables(hall: Hall, real_data: Path, folder: str) -> None:
    """Ragged, repeated, blank, mixed, in old encodings: imported with the bytes as they came."""
    found = tables(real_data / "messy" / folder)
    assert found
    for path in found:
        brought = hall.try_to_bring(path)
        sentence = next((s for end, s in REFUSED.items() if str(path).endswith(end)), None)
        if sentence is not None:
            assert refusal(brought) == sentence
            continue
        assert isinstance(brought, Imported), (path, brought)
        expected = path.read_bytes()
        if path.name in TURNED_INTO_UTF8:
            expected = expected.decode("utf-16").encode()
            assert "turned into UTF-8" in brought.notes[0].sentence()
        assert stored(hall, brought.name) == expected, path
        assert_sound(hall.instance, brought.name)


@pytest.mark.parametrize(
    ("file", "rows", "key"),
    [
        ("davidmegginson+ourairports-data/runways-old.csv", 46_756, ("id",)),
        ("davidmegginson+ourairports-data/runways-new.csv", 48_184, ("id",)),
        ("martj42+international_results/goalscorers.csv", 47_914, ()),
        ("martj42+international_results/results.csv", 49_520, ()),
        ("martj42+international_results/shootouts.csv", 683, ()),
    ],
)
def test_large_tables(
    hall: Hall, real_data: Path, file: str, rows: int, key: tuple[str, ...]
) -> None:
    """Tens of thousands of rows: byte for byte, without a warning, valid under their own schema."""
    path = real_data / "large" / file
    brought = hall.bring(path)
    assert (brought.key, brought.notes) == (key, ())
    assert stored(hall, brought.name) == path.read_bytes()
    assert_sound(hall.instance, brought.name)
    with published(hall.instance, brought.name) as snapshot:
        (described,) = snapshot.table_files.values()
        report = hall.instance.reports.report(snapshot.table(described.name), described.schema)
    assert (report.row_count, report.violations) == (rows, ())


def test_what_was_odd_is_told(hall: Hall, real_data: Path) -> None:
    """A title above the header and a guessed encoding are named."""
    folder = real_data / "messy"
    title = folder / "Data-Liberation-Front+csvlint.rb" / "features" / "fixtures" / "title-row.csv"
    latin = folder / "frictionlessdata+frictionless-py" / "data" / "latin1.csv"
    told = [note.sentence() for path in (title, latin) for note in hall.bring(path).notes]
    assert told == [
        "The names of the columns stand in row 2; what is above is kept as it is.",
        "The file seems to be written in cp1252. Check that accents look right.",
    ]
