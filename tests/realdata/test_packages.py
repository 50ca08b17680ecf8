"""Every real Data Package is imported with its faults, or refused for want of any table."""

from pathlib import Path

import pytest

from datapatch.errors import UnreadableTable
from datapatch.tables.package import DataPackage
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Imported
from tests.realdata.conftest import Hall, assert_sound, git

GROUPS = ("AMT-Autoridade+taxis", "datasets+*", "frictionlessdata+*/*", "okfn+*")

NO_TABLE = {
    "cpi-data-via-url",
    "donation-codes-via-url",
    "geo-countries",
    "simple-geojson",
    "text-file",
    "world-continents-topojson",
}
"""Packages whose data lies elsewhere, was not collected, or is no table."""

ELSEWHERE = {
    f"{what}-error" for what in ("dialect", "field", "package", "resource", "schema", "scheme")
} | {"byte-count"}
"""What frictionless finds in descriptors and beside tables: our warnings about it are notes."""


@pytest.mark.parametrize("group", GROUPS)
def test_packages_are_imported_as_they_are(hall: Hall, real_data: Path, group: str) -> None:
    """Each file keeps its bytes, git finds no fault, and every table can be read and judged."""
    found = sorted((real_data / "packages").glob(f"{group}/datapackage.*"))
    assert found
    for descriptor in found:
        brought = hall.try_to_bring(descriptor)
        if descriptor.parent.name in NO_TABLE:
            assert isinstance(brought, UnreadableTable)
            assert brought.sentence().startswith("datapackage.json names no table")
            continue
        assert isinstance(brought, Imported), (descriptor, brought)
        assert_sound(hall.instance, brought.name)
        assert_kept(hall, brought.name, descriptor.parent)


def assert_kept(hall: Hall, name: DatasetName, folder: Path) -> None:
    """The tables of a dataset are those of ``folder``, byte by byte, and can be read."""
    with published(hall.instance, name) as snapshot:
        assert snapshot.table_files
        for file in snapshot.table_files.values():
            table = snapshot.table(file.name)
            assert table.data == (folder / file.path).read_bytes()
            assert table.row_count
            assert hall.instance.reports.report(table, file.schema).row_count == table.row_count


def verdicts(real_data: Path) -> dict[str, tuple[bool, set[str]]]:
    """What frictionless says of each package: whether it is valid, and the types of its errors."""
    lines = (real_data / "packages" / "VALIDITY.tsv").read_text().splitlines()[1:]
    told = [line.split("\t") for line in lines]
    return {
        file: (valid == "True", {error.partition(":")[0] for error in errors.split()})
        for file, valid, errors in told
    }


def test_warnings_agree_with_frictionless(hall: Hall, real_data: Path) -> None:
    """A valid package has no warning about its rows; the faults of the others are among ours."""
    for file, (valid, errors) in verdicts(real_data).items():
        brought = hall.try_to_bring(real_data / file)
        if not isinstance(brought, Imported):
            continue
        with published(hall.instance, brought.name) as snapshot:
            reports = [
                hall.instance.reports.report(snapshot.table(f.name), f.schema)
                for f in snapshot.table_files.values()
            ]
        found = {violation.type for report in reports for violation in report.violations}
        assert found == errors - ELSEWHERE, file
        if valid:
            assert brought.notes == (), file


def test_a_broken_package_says_what_is_wrong(hall: Hall, real_data: Path) -> None:
    """The notes name the table, the row and the field."""
    brought = hall.bring(real_data / "packages" / "okfn+licenses" / "datapackage.json")
    assert [note.sentence() for note in brought.notes] == [
        "licenses.csv: The column “legacy_ids” is not in the schema: remove it, "
        "or add it to the schema.",
        "licenses.csv: Row 74, status: “superseded” is not one of the choices: "
        "active; retired; superceded.",
    ]


def test_a_descriptor_in_yaml_becomes_json(hall: Hall, real_data: Path) -> None:
    """It is stored under the name that every reader knows, and says the same."""
    source = real_data / "packages" / "datasets+country-codes" / "datapackage.yml"
    brought = hall.bring(source)
    stored = git(hall.instance, brought.name, "show", "main:datapackage.json")
    assert DataPackage.from_json(stored).to_descriptor() == (
        DataPackage.from_yaml(source.read_bytes()).to_descriptor()
    )
    assert "datapackage.yml became datapackage.json" in brought.notes[0].sentence()


def test_packages_made_to_be_hard(hall: Hall, real_data: Path) -> None:
    """The packages that frictionless tests itself with: imported, or refused in one sentence."""
    folder = real_data / "messy" / "frictionlessdata+frictionless-py" / "data"
    brought = {path.name: hall.try_to_bring(path) for path in sorted(folder.glob("*.json"))}
    refused = {name: b.sentence() for name, b in brought.items() if not isinstance(b, Imported)}
    for name, sentence in refused.items():
        assert name in sentence
        assert "\n" not in sentence
        assert sentence.endswith(("send that.", "must lie beside it."))
    taken = {name: b for name, b in brought.items() if isinstance(b, Imported)}
    for result in taken.values():
        assert_sound(hall.instance, result.name)
    assert set(taken) >= set(HARD)


HARD = (
    "issue-1100.package.json",
    "multipart.package.json",
    "multiple-errors.package.json",
    "multiple-folders.package.json",
    "package-dialect-no-header.json",
    "package-with-dereferencing.json",
)
