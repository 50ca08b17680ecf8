"""``datapatch validate``: files, packages, repositories; the verdicts are those of frictionless."""

import json
from pathlib import Path

import frictionless
import pytest

from tests.cli.conftest import Ended, Run
from tests.cli.test_addresses import git
from tests.test_schemas import validator

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "constraints": {"required": True}},
        {"name": "mail", "format": "email"},
        {"name": "kind"},
    ],
    "primaryKey": ["id"],
}
FAULTY = "id,name,mail,\n1,oak,no mail,x\n1,,a@example.org,x\nx,elm\n\n2,fir,,,more\n"


def errors(ended: Ended, code: int = 1) -> list[dict[str, object]]:
    """The errors of a report in JSON."""
    assert ended.code == code, ended.err
    report = json.loads(ended.out)
    validator("report.schema.json").validate(report)
    assert report["valid"] is (not report["errors"])
    found: list[dict[str, object]] = report["errors"]
    return found


def write(folder: Path, **files: object) -> None:
    """Files by their stems: texts are CSV, all else JSON."""
    for stem, content in files.items():
        if isinstance(content, str):
            (folder / f"{stem}.csv").write_text(content)
        else:
            (folder / f"{stem}.json").write_text(json.dumps(content))


@pytest.mark.parametrize("schema", [SCHEMA, None], ids=["schema", "no schema"])
def test_verdicts_are_those_of_frictionless(
    run: Run, tmp_path: Path, schema: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row, field and type of each error."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, trees=FAULTY, **({"schema": schema} if schema else {}))
    options = ["--schema", "schema.json"] if schema else []
    found = errors(run("validate", "trees.csv", *options, "--format", "json"))
    reference = frictionless.Schema("schema.json") if schema else None
    report = frictionless.validate("trees.csv", schema=reference)
    told = report.flatten(["rowNumber", "fieldName", "type"])
    assert [[e["row"], e["field"], e["type"]] for e in found] == [
        [row, name or None, kind] for row, name, kind in told
    ]
    assert all(str(error["message"]).endswith(".") for error in found)


def test_people_read_sentences(run: Run, tmp_path: Path) -> None:
    """One error on a line, then how many there are."""
    write(tmp_path, trees="id,name,mail,kind\n1,,a@b.org,x\n", schema=SCHEMA)
    ended = run("validate", tmp_path / "trees.csv", "--schema", tmp_path / "schema.json")
    assert ended == Ended(
        1,
        "Row 2, name: fill in this field: it may not stay empty. (constraint-error)\nErrors: 1\n",
        "",
    )


def test_a_valid_file(run: Run, tmp_path: Path) -> None:
    """A word for people, a document for programs, 0 for scripts."""
    write(tmp_path, trees="id,name,mail,kind\n1,oak,,x\n", schema=SCHEMA)
    command = ["validate", tmp_path / "trees.csv", "--schema", tmp_path / "schema.json"]
    assert run(*command) == Ended(0, "Valid.\n", "")
    assert errors(run(*command, "--format", "json"), code=0) == []


PACKAGE = {
    "name": "woods",
    "resources": [
        {
            "name": "trees",
            "type": "table",
            "path": "trees.csv",
            "schema": {
                "fields": [{"name": "id", "type": "integer"}, {"name": "town"}],
                "foreignKeys": [
                    {"fields": "town", "reference": {"resource": "towns", "fields": "code"}}
                ],
            },
        },
        {
            "name": "towns",
            "type": "table",
            "path": ["towns1.csv", "towns2.csv"],
            "schema": {"fields": [{"name": "code"}], "primaryKey": "code"},
        },
    ],
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Two tables, one of them in parts, that refer to each other; one row points nowhere."""
    folder = tmp_path / "package"
    folder.mkdir()
    write(
        folder,
        trees="id,town\n1,a\n2,z\nx,b\n",
        towns1="code\na\n",
        towns2="code\nb\n",
        datapackage=PACKAGE,
    )
    return folder


EXPECTED = [("trees", 3, None, "foreign-key"), ("trees", 4, "id", "type-error")]


def told(found: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Resource, row, field and type of each error."""
    return [(e.get("resource"), e["row"], e["field"], e["type"]) for e in found]


def test_a_package(run: Run, package: Path) -> None:
    """Its tables, and what they say of each other, as frictionless finds it."""
    found = errors(run("validate", package / "datapackage.json", "--format", "json"))
    assert told(found) == EXPECTED
    report = frictionless.validate(str(package / "datapackage.json"))
    verdicts = sorted((row, kind) for row, kind in report.flatten(["rowNumber", "type"]))
    assert verdicts == [(row, kind) for _, row, _, kind in EXPECTED]


def test_a_repository(run: Run, package: Path, tmp_path: Path) -> None:
    """A clone as its files are now, a bare one and an address as they were committed."""
    git(package, "init", "-q")
    git(package, "add", "-A")
    git(package, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", "--bare", "package", "bare.git")
    write(package, trees="id,town\n1,a\n")
    assert run("validate", package).code == 0
    for place in (f"{tmp_path / 'bare.git'}", f"{package}:HEAD:", f"{package}:HEAD:trees"):
        found = told(errors(run("validate", place, "--format", "json")))
        assert found == (EXPECTED if not place.endswith("trees") else EXPECTED[1:])


def test_a_table_that_a_package_lists(run: Run, package: Path) -> None:
    """Its schema is known without being named."""
    found = errors(run("validate", package / "trees.csv", "--format", "json"))
    assert told(found) == [(None, 4, "id", "type-error")]


def test_files_that_cannot_be_read(run: Run, package: Path) -> None:
    """In a package these are errors like others."""
    (package / "towns2.csv").unlink()
    (package / "trees.csv").write_bytes(b"id,town\n1,\xe9\n")
    found = errors(run("validate", package, "--format", "json"))
    assert told(found) == [
        ("trees", None, None, "encoding-error"),
        ("towns", None, None, "scheme-error"),
    ]
    assert found[1]["message"] == (
        "towns: there is no file towns2.csv. Add it, or correct the descriptor."
    )


def test_a_faulty_descriptor(run: Run, package: Path) -> None:
    """What frictionless objects to is told under its types."""
    resources = [{**resource, "name": ""} for resource in PACKAGE["resources"]]
    (package / "datapackage.json").write_text(json.dumps({"resources": resources}))
    kinds = {kind for _, _, _, kind in told(errors(run("validate", package, "--format", "json")))}
    assert "resource-error" in kinds


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "none.csv cannot be read: No such file or directory."),
        (["."], ". holds no datapackage.json and is no git repository. Name a CSV file in it."),
        ([".", "--schema", "s.json"], ". says itself which schemas its tables have."),
        (["bytes.csv"], "bytes.csv is not a table but PNG."),
    ],
)
def test_trouble(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    """Exit code 2 and one sentence."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bytes.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    ended = run("validate", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(sentence), ended.err
    assert ended.err.count("\n") == 1


def test_the_real_packages(run: Run, real_data: Path) -> None:
    """What frictionless finds valid is valid, and what it finds in rows and headers we find."""
    elsewhere = {"scheme-error", "dialect-error", "schema-error", "byte-count"}
    lines = (real_data / "packages" / "VALIDITY.tsv").read_text().splitlines()[1:]
    for line in lines:
        file, valid, kinds = line.split("\t")
        ended = run("validate", real_data / file, "--format", "json")
        found = {error["type"] for error in errors(ended, ended.code)}
        expected = {kind.partition(":")[0] for kind in kinds.split()}
        tolerated = "harmonized-system" in file  # a byte order mark before the JSON
        if valid == "True" or not (tolerated or expected & elsewhere):
            assert bool(found) is (valid == "False"), file
        assert {kind for kind in expected if kind.endswith(("label", "constraint-error"))} <= found
