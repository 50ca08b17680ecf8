"""Tables that are named as ``REPO:REVISION:RESOURCE``, and keys that a descriptor gives."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OLD, NEW = "id;name\n1;oak\n2;elm\n", "id;name\n2;ash\n1;oak\n"
PACKAGE = {
    "resources": [
        {
            "name": "trees",
            "path": "data/trees.csv",
            "dialect": {"delimiter": ";"},
            "schema": {"fields": [], "primaryKey": ["id"]},
        },
        {"name": "parts", "path": ["data/p1.csv", "data/p2.csv"], "schema": {"fields": []}},
    ]
}


def git(folder: Path, *arguments: str) -> None:
    """Run stock git."""
    identity = ("-c", "user.name=Zoe", "-c", "user.email=zoe@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Three commits of a described table; the last has other rows."""
    folder = tmp_path / "clone"
    (folder / "data").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "datapackage.json").write_text(json.dumps(PACKAGE))
    (folder / "data/p1.csv").write_text("id,x\n1,a\n")
    (folder / "data/p2.csv").write_text("id,x\n2,b\n")
    for number, table in enumerate((OLD, OLD, NEW), 1):
        (folder / "data/trees.csv").write_text(table)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", f"{number}")
        git(folder, "tag", f"v{number}")
    return folder


@pytest.mark.parametrize("revision", ["HEAD~1", "v2", "main@{1}", "v2^{commit}", ":/2"])
@pytest.mark.parametrize("resource", ["trees", "data/trees.csv"])
def test_any_revision_of_a_resource(run: Run, clone: Path, revision: str, resource: str) -> None:
    """By its name or its path; dialect and key are those of the descriptor."""
    ended = run("diff", "-v", f"{clone}:{revision}:{resource}", f"{clone}:HEAD:{resource}")
    assert (ended.code, ended.err) == (1, "Key: id (from datapackage.json)\n")
    assert '    name: "elm" → "ash"' in ended.out


def test_bare_repositories_and_work_trees(run: Run, clone: Path, tmp_path: Path) -> None:
    """A bare clone, a linked work tree and a subfolder are repositories too."""
    git(tmp_path, "clone", "-q", "--bare", str(clone), "bare.git")
    git(clone, "worktree", "add", "-q", str(tmp_path / "linked"), "v1")
    for place in (tmp_path / "bare.git", tmp_path / "linked", clone / "data"):
        assert run("diff", f"{place}:v1:trees", f"{place}:v2:trees").code == 0
        assert run("diff", f"{place}:v1:trees", f"{place}:v3:trees").code == 1


def test_a_resource_in_parts(run: Run, clone: Path) -> None:
    """The parts are one table."""
    (clone / "whole.csv").write_text("id,x\n1,a\n2,b\n")
    ended = run("diff", f"{clone}:HEAD:parts", clone / "whole.csv")
    assert (ended.code, ended.out) == (0, "")


def test_a_file_that_no_package_lists(run: Run, clone: Path) -> None:
    """It is read as it seems to be written, and has no key."""
    (clone / "loose.csv").write_text(OLD)
    git(clone, "add", "-A")
    git(clone, "commit", "-qm", "loose")
    ended = run("diff", "-v", f"{clone}:HEAD:loose.csv", f"{clone}:HEAD:data/p1.csv")
    assert ended.code == 1
    ended = run("diff", "-v", f"{clone}:HEAD:loose.csv", clone / "loose.csv")
    assert ended.err == "Key: none; rows are told apart by their content\n"
    assert ended.code == 0


def test_the_current_folder(run: Run, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No repository means this one, no revision the last commit."""
    monkeypatch.chdir(clone)
    (clone / "data/trees.csv").write_text(OLD)
    ended = run("diff", "-v", "::trees", "data/trees.csv")
    assert ended.code == 1
    assert ended.err == "Key: id (from datapackage.json)\n"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("{clone}:none:trees", "{clone} has no revision “none”."),
        ("{clone}:--all:trees", "{clone} has no revision “--all”."),
        ("{clone}:HEAD:x", "{clone}:HEAD:x holds no table “x”. The tables are: trees, parts."),
        ("{clone}:HEAD:", "{clone}:HEAD: holds several tables."),
        ("{clone}/none:HEAD:x", "{clone}/none is no git repository."),
    ],
)
def test_addresses_that_lead_nowhere(run: Run, clone: Path, address: str, sentence: str) -> None:
    """Exit code 2 and one sentence."""
    ended = run("diff", address.format(clone=clone), f"{clone}:HEAD:trees")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(sentence.format(clone=clone))
    assert ended.err.count("\n") == 1


def test_a_file_with_colons_is_a_file(run: Run, tmp_path: Path) -> None:
    """What is there by that name is meant."""
    (tmp_path / "a:b:c").write_text("x\n1\n")
    assert run("diff", tmp_path / "a:b:c", tmp_path / "a:b:c").code == 0


def test_what_is_beside_a_file_describes_it(run: Run, tmp_path: Path) -> None:
    """Without a repository: a descriptor in the same folder, that lists the file."""
    package = {
        "resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [], "primaryKey": "id"}}]
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    (tmp_path / "t.csv").write_text(OLD.replace(";", ","))
    (tmp_path / "other.csv").write_text(NEW.replace(";", ","))
    ended = run("diff", "-v", tmp_path / "other.csv", tmp_path / "t.csv")
    assert f"Key: id (from {tmp_path / 'datapackage.json'})\n" in ended.err
    ended = run("diff", "-v", tmp_path / "other.csv", tmp_path / "other.csv")
    assert ended.err == "Key: none; rows are told apart by their content\n"
