"""Stock git in a clone that ``datapatch git-setup`` prepared: diff, log, merge, rebase, pick."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_schemas import validator

BASE = "id,name,height\n1,oak,20\n2,elm,18\n3,fir,9\n"
PACKAGE = {
    "resources": [
        {"name": "trees", "path": "data/trees.csv", "schema": {"fields": [], "primaryKey": "id"}}
    ]
}


class Clone:
    """A work tree, and commands run in it as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table = folder / "data" / "trees.csv"
        programs = Path(sys.executable).parent
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "DATAPATCH_LANGUAGE": "en"}

    def run(self, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command that must end with ``code``."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def git(self, *arguments: str, code: int = 0) -> str:
        """What stock git prints."""
        return self.run("git", *arguments, code=code).stdout

    def commit(self, table: str, subject: str) -> None:
        """Write the table and commit everything."""
        self.table.write_text(table, newline="")
        self.git("add", "-A")
        self.git("commit", "-qm", subject)

    def branch(self, name: str, table: str) -> None:
        """A branch of the first commit with one commit of its own."""
        self.git("switch", "-qc", name, "start")
        self.commit(table, name)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A repository with one described table, its drivers set up."""
    made = Clone(tmp_path / "clone")
    made.table.parent.mkdir(parents=True)
    made.git("init", "-q", "-b", "main")
    for name, value in (("user.name", "Zoe"), ("user.email", "zoe@example.org")):
        made.git("config", name, value)
    (made.folder / "datapackage.json").write_text(json.dumps(PACKAGE))
    made.run("datapatch", "git-setup")
    made.commit(BASE, "start")
    made.git("tag", "start")
    return made


def settings(clone: Clone) -> dict[str, str]:
    """The files that hold what a clone is set to."""
    files = ("config", "info/attributes", "info/exclude")
    found = ((name, clone.folder / ".git" / name) for name in files)
    return {name: file.read_text() for name, file in found if file.exists()}


def test_set_up_twice_and_undone(clone: Clone) -> None:
    """Running it again changes nothing; undoing leaves what was there before."""
    clone.run("datapatch", "git-setup", "--undo")
    before = settings(clone)
    assert "datapatch" not in before["config"]
    clone.run("datapatch", "git-setup")
    once = settings(clone)
    assert "command = datapatch git-diff" in once["config"]
    assert "driver = datapatch git-merge %O %A %B %L %P" in once["config"]
    assert "*.csv -text diff=datapatch merge=datapatch\n" in once["info/attributes"]
    clone.run("datapatch", "git-setup")
    assert settings(clone) == once
    clone.run("datapatch", "git-setup", "--undo")
    assert settings(clone) == before
    clone.run("datapatch", "git-setup", "--undo")


def test_attributes_of_the_repository_are_enough(clone: Clone) -> None:
    """A dataset brings its attributes: the clone then needs none of its own."""
    clone.run("datapatch", "git-setup", "--undo")
    lines = "".join(f"*.{end} -text diff=datapatch merge=datapatch\n" for end in ("csv", "tsv"))
    (clone.folder / ".gitattributes").write_text(lines)
    clone.run("datapatch", "git-setup")
    assert not settings(clone).get("info/attributes")
    clone.table.write_text(BASE.replace("elm", "ash"))
    assert '"elm" → "ash"' in clone.git("diff")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    """One sentence."""
    done = Clone(tmp_path).run("datapatch", "git-setup", code=2)
    assert done.stderr == ". is no git repository. Name the folder of a clone.\n"


def test_diff_shows_cells(clone: Clone) -> None:
    """By the key that the descriptor gives."""
    clone.table.write_text(BASE.replace("elm", "ash"))
    assert clone.git("diff").splitlines() == [
        "diff --datapatch a/data/trees.csv b/data/trees.csv",
        '~ changed row 2  id = "2"',
        '    name: "elm" → "ash"',
        "Rows: 0 added, 1 changed, 0 removed; cells changed: 1",
    ]
    clone.git("diff", "--exit-code", code=1)


def test_log_shows_each_version(clone: Clone) -> None:
    """The first one, a new name of the file, and its end."""
    clone.git("mv", "data/trees.csv", "data/woods.csv")
    clone.git("commit", "-qm", "renamed")
    clone.git("rm", "-q", "data/woods.csv")
    clone.git("commit", "-qm", "gone")
    printed = clone.git("log", "-p", "--ext-diff", "-M", "--format=%s")
    assert '- removed row 1  id = "1"' in printed.split("start")[0] or "- removed row 1" in printed
    assert "+ added row 3" in printed
    assert "+ added field height" in printed


def test_what_is_no_table_is_shown_as_lines(clone: Clone) -> None:
    """A repeated header, or bytes: git goes on, and shows what it can."""
    clone.table.write_text(BASE.replace("height", "name"))
    printed = clone.git("diff")
    assert "names the field “name” more than once." in printed
    assert "-id,name,height\n+id,name,name\n" in printed


def test_merge_takes_both(clone: Clone) -> None:
    """Two cells of one row, which git alone would not merge."""
    clone.branch("ours", BASE.replace("elm", "ash"))
    clone.branch("theirs", BASE.replace("18", "19"))
    clone.git("switch", "-q", "ours")
    clone.git("merge", "-q", "theirs")
    assert clone.table.read_text() == BASE.replace("elm,18", "ash,19")
    assert clone.git("status", "--porcelain") == ""


def test_a_conflict_is_told_and_kept(clone: Clone) -> None:
    """Git stops; the table holds ours; the list lies beside it and is not committed."""
    clone.branch("ours", BASE.replace("elm", "ash"))
    clone.branch("theirs", BASE.replace("elm", "birch").replace("20", "21"))
    clone.git("switch", "-q", "ours")
    done = clone.run("git", "merge", "theirs", code=1)
    assert '    theirs: "birch"' in done.stderr
    assert "data/trees.csv.conflicts.json" in done.stderr
    assert clone.table.read_text() == BASE.replace("elm", "ash").replace("20", "21")
    assert clone.git("status", "--porcelain") == "UU data/trees.csv\n"
    kept = json.loads((clone.folder / "data/trees.csv.conflicts.json").read_text())
    assert [conflict["theirs"] for conflict in kept["conflicts"]] == ["birch"]


def test_conflicts_are_resolved(clone: Clone) -> None:
    """Choices are written into the list, or a side is taken; git then goes on."""
    clone.branch("ours", BASE.replace("elm", "ash").replace("oak", "yew"))
    clone.branch("theirs", BASE.replace("elm", "birch").replace("oak", "ivy"))
    clone.git("switch", "-q", "ours")
    clone.run("git", "merge", "theirs", code=1)
    listed = clone.folder / "data/trees.csv.conflicts.json"
    kept = json.loads(listed.read_text())
    validator("conflicts.schema.json").validate(kept)
    kept["conflicts"][0]["choice"] = {"value": "fig"}
    listed.write_text(json.dumps(kept))
    done = clone.run("datapatch", "resolve", "data/trees.csv", code=1)
    assert "birch" in done.stdout
    assert "ivy" not in done.stdout
    done = clone.run("datapatch", "resolve", "data/trees.csv", "--take", "theirs")
    assert done.stdout == "data/trees.csv is merged. Tell git with “git add data/trees.csv”.\n"
    assert clone.table.read_text() == BASE.replace("elm", "birch").replace("oak", "fig")
    assert not listed.exists()
    clone.git("commit", "-qam", "merged")
    done = clone.run("datapatch", "resolve", "data/trees.csv", "--take", "ours", code=2)
    assert done.stderr.startswith("data/trees.csv is not in the middle of a merge.")


def test_both_added_the_file(clone: Clone) -> None:
    """Without a common version, rows under one key are compared all the same."""
    for name, rows in (("ours", "1,a\n2,b\n"), ("theirs", "1,a\n3,c\n")):
        clone.git("switch", "-qc", name, "start")
        (clone.folder / "new.csv").write_text("id,x\n" + rows)
        clone.git("add", "-A")
        clone.git("commit", "-qm", name)
    clone.git("merge", "-q", "ours")
    assert (clone.folder / "new.csv").read_text() == "id,x\n1,a\n3,c\n2,b\n"


def test_rebase_and_cherry_pick(clone: Clone) -> None:
    """The driver serves them too."""
    clone.branch("ours", BASE.replace("elm", "ash"))
    clone.branch("theirs", BASE.replace("18", "19"))
    clone.git("rebase", "-q", "ours")
    assert clone.table.read_text() == BASE.replace("elm,18", "ash,19")
    clone.branch("third", BASE.replace("elm,18", "elm,18").replace("oak", "yew"))
    clone.git("switch", "-q", "theirs")
    clone.git("cherry-pick", "third")
    assert clone.table.read_text() == BASE.replace("elm,18", "ash,19").replace("oak", "yew")


def test_trouble_is_no_quiet_merge(clone: Clone) -> None:
    """What cannot be merged as a table: git gives up, or, before 2.42, shows lines with marks."""
    clone.branch("ours", BASE.replace("elm", "ash"))
    clone.branch("theirs", BASE.replace("height", "name").replace("elm", "birch"))
    clone.git("switch", "-q", "ours")
    command = ["git", "merge", "theirs"]
    done = subprocess.run(
        command, cwd=clone.folder, env=clone.environment, capture_output=True, check=False
    )
    assert b"data/trees.csv names the field \xe2\x80\x9cname\xe2\x80\x9d more" in done.stderr
    table = clone.table.read_text()
    if done.returncode == 1:
        assert "<<<<<<<" in table
        assert clone.git("status", "--porcelain") == "UU data/trees.csv\n"
    else:
        assert table == BASE.replace("elm", "ash")


def test_a_bare_repository_is_read(clone: Clone, tmp_path: Path) -> None:
    """``log -p`` in a bare clone has no descriptor beside it and still compares."""
    clone.commit(BASE.replace("elm", "ash"), "edit")
    bare = tmp_path / "bare.git"
    shutil.copytree(clone.folder / ".git", bare)
    clone.run("git", "-C", str(bare), "config", "core.bare", "true")
    printed = clone.git("-C", str(bare), "log", "-p", "--ext-diff", "-1")
    assert '"elm" → "ash"' in printed
