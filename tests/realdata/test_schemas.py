"""Real Table Schemas with their right and wrong examples: ``--schema`` and what it objects to."""

import json
from pathlib import Path

import pytest

from datapatch.errors import UnreadableTable
from datapatch.tables.schema import TableSchema
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.imports.sources import read_schema
from tests.realdata.conftest import Hall, assert_sound


def verdicts(real_data: Path) -> list[tuple[Path, Path, str, dict[str, int]]]:
    """Example, schema, verdict and number of errors by type, as frictionless counts them."""
    lines = (real_data / "schemas" / "VALIDITY.tsv").read_text().splitlines()[1:]
    found = []
    for line in lines:
        table, schema, verdict, errors = line.split("\t")
        counts = [word.rpartition(":") for word in errors.split()] if verdict != "error" else []
        by_type = {kind: int(count) for kind, _, count in counts}
        found.append((real_data / table, real_data / schema, verdict, by_type))
    return found


def test_examples_under_their_schemas(hall: Hall, real_data: Path) -> None:
    """The schema is stored as it was written, the bytes too, and the verdict is frictionless's."""
    compared = 0
    for table, schema, verdict, errors in verdicts(real_data):
        if table.suffix != ".csv":
            continue
        brought = hall.bring(table, Overrides(schema=read_schema(hall.instance, schema)))
        assert_sound(hall.instance, brought.name)
        with published(hall.instance, brought.name) as snapshot:
            (file,) = snapshot.table_files.values()
            assert snapshot.table(file.name).data == table.read_bytes()
            written = dict(file.schema.to_descriptor())
            report = hall.instance.reports.report(snapshot.table(file.name), file.schema)
        given = json.loads(schema.read_bytes())
        given.pop("primaryKey", None)
        written.pop("primaryKey", None)
        assert written == given
        if verdict != "error":
            assert dict(report.count()) == errors, table
            compared += 1
    assert compared == 15


def test_what_the_schema_objects_to_is_told(hall: Hall, real_data: Path) -> None:
    """The notes of the import name the row, the field and what is wrong."""
    folder = real_data / "schemas" / "openmaraude+schema-stationstaxi"
    schema = read_schema(hall.instance, folder / "schema.json")
    brought = hall.bring(folder / "exemple-non-valide.csv", Overrides(schema=schema))
    assert [note.sentence() for note in brought.notes] == [
        "exemple-non-valide: 2 faults of one kind; the first: The column “Identifiant interne” "
        "is not in the schema: remove it, or add it to the schema."
    ]


def test_a_valid_example_has_nothing_to_tell(hall: Hall, real_data: Path) -> None:
    """No warning for what the schema allows."""
    folder = real_data / "schemas" / "datagouv+schema-fontaine-eau"
    schema = read_schema(hall.instance, folder / "schema.json")
    assert hall.bring(folder / "exemple-valide.csv", Overrides(schema=schema)).notes == ()


def test_a_spreadsheet_beside_its_schema_is_refused(hall: Hall, real_data: Path) -> None:
    """A workbook is named as one, with what to do."""
    folder = real_data / "schemas" / "openmaraude+schema-stationstaxi"
    with pytest.raises(UnreadableTable, match=r"exemple-valide\.xlsx is a spreadsheet \(XLSX\)"):
        hall.bring(folder / "exemple-valide.xlsx")


def test_every_schema_is_read(hall: Hall, real_data: Path) -> None:
    """The schemas without an example too, those that the national catalogue keeps."""
    files = sorted((real_data / "schemas").rglob("schema.json"))
    assert len(files) >= 18
    for file in files:
        schema = read_schema(hall.instance, file)
        assert isinstance(schema, TableSchema)
        assert schema.to_descriptor() == json.loads(file.read_bytes())


def test_a_package_that_points_at_its_schemas(hall: Hall, real_data: Path) -> None:
    """Schemas in files of their own are kept, read, and stay in files of their own."""
    folder = real_data / "schemas" / "MTES-MCT+acceslibre-schema"
    brought = hall.bring(folder / "datapackage.json")
    with published(hall.instance, brought.name) as snapshot:
        repository, commit = snapshot.repository, snapshot.commit
        for part in ("base", "hebergement", "sante"):
            file = snapshot.table_files[f"acceslibre-erp-{part}"]
            stored = repository.read(commit, f"{part}/schema.json")
            assert stored == (folder / part / "schema.json").read_bytes()
            assert file.schema == TableSchema.from_json(stored)
            table = snapshot.table(file.name)
            assert hall.instance.reports.report(table, file.schema).valid
        descriptor = repository.read(commit, "datapackage.json")
    assert descriptor == (folder / "datapackage.json").read_bytes()
