"""What ``datapatch import`` cannot take: one sentence, exit code 2, and nothing left behind."""

import subprocess
from pathlib import Path

import pytest

from datapatch.workflow.instance import Instance
from tests.cli.conftest import ROWS, Run, bring, traces

WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DESCRIPTOR = b'{"resources": [{"name": "x", "path": "https://example.org/x.csv"}]}'


@pytest.mark.parametrize(
    ("file", "data", "options", "sentence"),
    [
        ("empty.csv", b"", [], "empty.csv is empty. Choose a file that holds a header and rows."),
        ("blank.csv", b"\n \n", [], "blank.csv is empty. Choose a file"),
        ("zero.csv", b"a,b\n1,\0\n", [], "zero.csv holds zero bytes: this is not a text table."),
        ("noise.csv", b"PK\x03\x04" + bytes(60), [], "noise.csv is compressed but damaged."),
        ("book.xls", WORKBOOK, [], "book.xls is a spreadsheet (XLS). Export the sheet as CSV"),
        ("page.csv", b"<!DOCTYPE html><p>No", [], "page.csv is a web page. Download the data"),
        ("data.json", b"[1, 2]", [], "data.json holds JSON, not a table."),
        ("trees.csv", ROWS, ["--encoding", "klingon"], "“klingon” is not an encoding known here."),
        (
            "trees.csv",
            "id\né\n".encode("cp1252"),
            ["--encoding", "utf-8"],
            "trees.csv is not written in utf-8. Choose another encoding.",
        ),
        ("trees.csv", ROWS, ["--delimiter", "ab"], "“ab” cannot separate cells."),
        ("trees.csv", ROWS, ["--header-row", "99"], "trees.csv has no row 99"),
        ("trees.csv", ROWS, ["--header-row", "-1"], "trees.csv has no row -1"),
        ("trees.csv", ROWS, ["--key", "leaf"], "There is no field “leaf” in this table."),
        ("trees.csv", ROWS, ["--licence", "mine"], "“mine” is not a licence known here."),
        ("trees.csv", ROWS, ["--as", "nobody"], "Nobody here is called “nobody”."),
        ("datapackage.json", b"{ no", [], "datapackage.json is not JSON (line 1, column 3)."),
        ("datapackage.json", b"{}", [], "datapackage.json lists no resources"),
        ("datapackage.json", DESCRIPTOR, [], "datapackage.json names no table"),
        ("datapackage.json", DESCRIPTOR, ["--key", "x"], "datapackage.json says itself how"),
        ("old.bundle", b"not a bundle", [], "old.bundle cannot be read as a git repository"),
    ],
)
def test_a_file_that_cannot_be_taken(
    run: Run,
    instance: Instance,
    tmp_path: Path,
    file: str,
    data: bytes,
    options: list[str],
    sentence: str,
) -> None:
    """The sentence names the file, or the option, and says what to do."""
    (tmp_path / file).write_bytes(data)
    ended = bring(run, tmp_path / file, *options)
    assert sentence in ended.err
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert traces(instance) == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATAPATCH_MAX_FILE_BYTES": "10"}, "trees.csv holds 20 bytes; this server takes 10"),
        ({"DATAPATCH_MAX_FIELDS": "1"}, "trees.csv has 2 columns; this server takes 1 at most."),
    ],
)
def test_past_the_limits(
    run: Run, instance: Instance, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    """Size and limit are told."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    ended = bring(run, tmp_path / "trees.csv", **settings)
    assert sentence in ended.err
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert traces(instance) == []


@pytest.mark.parametrize(
    ("workspace", "name", "sentence"),
    [
        ("hub", "../x", "“../x” cannot be a name: use lower-case letters"),
        ("../hub", "x", "“../hub” cannot be a name: use lower-case letters"),
        ("hub", "Trees", "“Trees” cannot be a name: use lower-case letters"),
        ("hub", "", "“” cannot be a name: use lower-case letters"),
        ("hub", "x" * 61, "cannot be a name: use lower-case letters"),
        ("login", "x", "“login” cannot be a name: it stands for a page of this server."),
    ],
)
def test_names_that_cannot_be(
    run: Run, instance: Instance, tmp_path: Path, workspace: str, name: str, sentence: str
) -> None:
    """Whatever could leave its folder, or hide a page."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    ended = run("import", tmp_path / "trees.csv", "--workspace", workspace, "--name", name)
    assert sentence in ended.err
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert traces(instance) == []


def test_a_name_that_is_taken(run: Run, tmp_path: Path) -> None:
    """The first dataset keeps it."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    assert bring(run, tmp_path / "trees.csv").code == 0
    ended = bring(run, tmp_path / "trees.csv")
    assert (ended.code, ended.err) == (2, "hub/trees exists already. Choose another name.\n")


def test_what_is_not_there_or_cannot_be_read(run: Run, instance: Instance, tmp_path: Path) -> None:
    """A missing file, a name that is too long, a device, a folder of anything."""
    (tmp_path / "folder").mkdir()
    for file, sentence in (
        (tmp_path / "gone.csv", "There is no file"),
        (tmp_path / ("x" * 300 + ".csv"), "cannot be read: File name too long."),
        (Path("/dev/null"), "null is no ordinary file."),
        (Path("/proc/self/mem"), "mem cannot be read: Input/output error."),
        (tmp_path / "folder", "holds no datapackage.json and is no git repository."),
    ):
        ended = bring(run, file)
        assert sentence in ended.err
        assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert traces(instance) == []


def test_a_repository_without_commits(run: Run, instance: Instance, tmp_path: Path) -> None:
    """There is nothing to publish in it."""
    subprocess.run(["git", "init", "-q", tmp_path / "new"], check=True)
    ended = bring(run, tmp_path / "new")
    assert (ended.code, ended.err) == (2, "new holds no branch: there is nothing to import.\n")
    assert traces(instance) == []


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (b"{ no", "schema.json is not JSON (line 1, column 3)."),
        (b'{"fields": []}', "schema.json describes no fields: it is no Table Schema."),
        (b'{"name": "x"}', "schema.json describes no fields: it is no Table Schema."),
    ],
)
def test_a_schema_that_is_none(
    run: Run, instance: Instance, tmp_path: Path, schema: bytes, sentence: str
) -> None:
    """The file with the schema is named, not the table."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    (tmp_path / "schema.json").write_bytes(schema)
    ended = bring(run, tmp_path / "trees.csv", "--schema", str(tmp_path / "schema.json"))
    assert sentence in ended.err
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert traces(instance) == []
