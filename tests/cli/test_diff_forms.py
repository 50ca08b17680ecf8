"""The other forms of a diff, given to the programs that they are made for."""

import subprocess
from pathlib import Path

import pytest

from datapatch.tables.table import Table
from tests.cli.conftest import Ended, Run
from tests.cli.test_diff import OLD, compare
from tests.conftest import ROOT

DAFF = ROOT / "node_modules" / ".bin" / "daff"

CHANGES = {
    "a cell": OLD.replace("elm", "ash"),
    "a row less": OLD.replace("2,elm,18\n", ""),
    "a row more": OLD.replace("3,fir", "7,yew,\n3,fir"),
    "a row elsewhere": "id,name,height\n3,fir,\n1,oak,20\n2,elm,18\n",
    "a field more": "id,note,name,height\n1,,oak,20\n2,old,elm,18\n3,,fir,\n",
    "a field less": "id,height\n1,20\n2,18\n3,\n",
    "another name": "id,label,height\n1,oak,20\n2,elm,18\n3,fir,\n",
    "another order": "id,height,name\n1,20,oak\n2,18,elm\n3,,fir\n",
    "much at once": 'id,height,label,x\n3,,fir,"a\nb"\n1,20,"oak -> NULL",NULL\n9,,,\n',
}


@pytest.mark.parametrize("new", CHANGES.values(), ids=CHANGES)
def test_daff_carries_out_its_form(run: Run, tmp_path: Path, new: str) -> None:
    """``daff patch`` makes the new table of the old one."""
    if not DAFF.exists():
        pytest.skip("missing: daff, which npm installs")
    ended = compare(run, tmp_path, OLD, new, "--key", "id", "--format", "daff")
    (tmp_path / "patch.csv").write_text(ended.out)
    files = [tmp_path / name for name in ("out.csv", "old.csv", "patch.csv")]
    subprocess.run([DAFF, "patch", "--output", *files], check=True, capture_output=True)
    made = Table.parse(files[0].read_bytes())
    assert made.same_content(Table.parse(new.encode())), ended.out


def test_daff_cannot_tell_of_cells_beyond_the_header(run: Run, tmp_path: Path) -> None:
    """Better refused than lost."""
    ended = compare(run, tmp_path, OLD, OLD.replace("18", "18,x"), "--format", "daff")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Row 2 has more cells than there are fields")


def applied(folder: Path, patch: Ended) -> bytes:
    """What stock git makes of old.csv."""
    (folder / "changes.patch").write_text(patch.out, newline="")
    command = ["git", "apply", "--whitespace=nowarn", "changes.patch"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "old.csv").read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((OLD, new) for new in CHANGES.values()),
        (OLD, OLD.removesuffix("\n").replace("elm", "ash")),
        (OLD.removesuffix("\n"), OLD.replace("elm", "ash")),
        (OLD.replace("\n", "\r\n"), OLD.replace("\n", "\r\n").replace("elm", "ash")),
        (OLD, OLD.replace("\n", "\r\n")),
        (OLD, OLD.replace("elm", '"el\rm"')),
        (OLD, "\ufeff" + OLD.replace("elm", "chêne")),
    ],
)
def test_git_applies_the_unified_form(run: Run, tmp_path: Path, old: str, new: str) -> None:
    """Byte for byte, whatever the line ends, with or without a last one."""
    ended = compare(run, tmp_path, old, new, "--format", "unified")
    assert ended.out.startswith("--- a/old.csv\n+++ b/old.csv\n@@ ")
    assert applied(tmp_path, ended) == new.encode()


def test_the_unified_form_names_files_as_git_does(run: Run, tmp_path: Path) -> None:
    """From the top of the repository, between quotes where the name is unusual."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    folder = tmp_path / 'my "data"'
    folder.mkdir()
    (folder / "été.csv").write_text(OLD)
    (tmp_path / "new.csv").write_text(OLD.replace("elm", "ash"))
    ended = run("diff", folder / "été.csv", tmp_path / "new.csv", "--format", "unified")
    (tmp_path / "changes.patch").write_text(ended.out)
    subprocess.run(["git", "apply", "changes.patch"], cwd=tmp_path, check=True)
    assert (folder / "été.csv").read_text() == OLD.replace("elm", "ash")


def test_the_page_stands_alone(run: Run, tmp_path: Path) -> None:
    """No script, nothing from elsewhere; cells are text, changes are told by words and marks."""
    new = OLD.replace("elm", "<script>ash</script>").replace("1,oak,20\n", "") + "4,yew,\n"
    ended = compare(run, tmp_path, OLD, new, "--key", "id", "--format", "html")
    assert ended.code == 1
    assert "<script" not in ended.out
    assert "://" not in ended.out
    assert "<del>elm</del> <ins>&lt;script&gt;ash&lt;/script&gt;</ins>" in ended.out
    for words in ("− removed", "~ changed", "+ added"):
        assert f'<th scope="row">{words}</th>' in ended.out
    assert '<html lang="en">' in ended.out


def test_an_output_file(run: Run, tmp_path: Path) -> None:
    """The answer goes into a file; the exit code is the same."""
    file = tmp_path / "changes.json"
    new = OLD.replace("elm", "ash")
    ended = compare(run, tmp_path, OLD, new, "--format", "json", "-o", str(file))
    assert ended == Ended(1, "", "")
    assert '"elm", "ash"' in file.read_text()
