"""``datapatch convert``: between formats, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run
from tests.cli.test_addresses import git

TREES = "id,code,height,lat,lon\n1,007,20,48.85,2.35\n2,=1+1,,,\n"
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "code"},
        {"name": "height", "type": "number"},
        {"name": "lat", "type": "number"},
        {"name": "lon", "type": "number"},
    ]
}


@pytest.mark.parametrize("kind", ["tsv", "xlsx", "ods", "json", "ndjson", "geojson", "parquet"])
@pytest.mark.parametrize("schema", [True, False])
def test_there_and_back(run: Run, tmp_path: Path, kind: str, *, schema: bool) -> None:
    """The same table, to the byte."""
    (tmp_path / "trees.csv").write_text(TREES)
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    options = ["--schema", tmp_path / "schema.json"] if schema else []
    other, back = tmp_path / f"trees.{kind}", tmp_path / "back.csv"
    assert run("convert", tmp_path / "trees.csv", other, *options) == Ended(0, "", "")
    assert run("convert", other, back) == Ended(0, "", "")
    assert back.read_text() == TREES


def test_a_french_excel(run: Run, tmp_path: Path) -> None:
    """A mark, semicolons, no formula; and back."""
    (tmp_path / "trees.csv").write_text(TREES)
    fr, back = tmp_path / "fr.csv", tmp_path / "back.csv"
    run("convert", tmp_path / "trees.csv", fr, "--dialect", "excel-fr")
    assert fr.read_bytes().startswith(b"\xef\xbb\xbfid;code;height;lat;lon\r\n1;007;")
    assert b"2;'=1+1;" in fr.read_bytes()
    assert run("convert", fr, back, "--from", "excel-fr").code == 0
    assert back.read_text() == TREES


def test_a_revision_of_a_package(run: Run, tmp_path: Path) -> None:
    """With the schema that its descriptor gives."""
    resource = {"name": "trees", "path": "trees.csv", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "trees.csv").write_text(TREES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    assert run("convert", f"{tmp_path}:HEAD:trees", "-", "--to", "json").code == 0
    printed = run("convert", f"{tmp_path}:HEAD:trees", "-", "--to", "json").out
    assert json.loads(printed)[0] == {
        "id": 1,
        "code": "007",
        "height": 20,
        "lat": 48.85,
        "lon": 2.35,
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["trees.csv", "trees.doc"],
            "“doc” is not a format known here. The formats are: csv,",
        ),
        (["trees.csv", "trees.xls"], "“xls” is not a format known here."),
        (["trees.pdf", "trees.csv"], "“pdf” is not a format known here."),
        (["none.xlsx", "trees.csv"], "none.xlsx cannot be read: No such file or directory."),
        (["empty.csv", "out.xlsx"], "empty.csv is empty."),
        (["trees.parquet", "out.csv"], "trees.parquet is damaged or no Parquet file: "),
        (["trees.csv", "none/out.json"], "none/out.json cannot be written: No such file or"),
    ],
)
def test_trouble(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    """Exit code 2, one sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trees.csv").write_text(TREES)
    (tmp_path / "empty.csv").touch()
    (tmp_path / "trees.parquet").write_text(TREES)
    before = sorted(tmp_path.iterdir())
    ended = run("convert", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(sentence), ended.err
    assert ended.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before
