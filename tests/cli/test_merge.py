"""``datapatch merge``: the merged file, the conflicts, the exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run

BASE = "id,name,height\n1,oak,20\n2,elm,18\n3,fir,9\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a base."""
    (tmp_path / "base.csv").write_text(BASE)
    return tmp_path


def merged(run: Run, folder: Path, ours: str, theirs: str, *options: str) -> Ended:
    """``datapatch merge`` of these into ``out.csv``."""
    (folder / "ours.csv").write_text(ours)
    (folder / "theirs.csv").write_text(theirs)
    files = [folder / f"{side}.csv" for side in ("base", "ours", "theirs")]
    return run("merge", *files, "--key", "id", "-o", folder / "out.csv", *options)


def test_different_cells_of_one_row(run: Run, folder: Path) -> None:
    """Both changes stand in the result, and nothing else moved."""
    ended = merged(run, folder, BASE.replace("elm", "ash"), BASE.replace("18", "19"))
    assert ended == Ended(0, "Merged without a conflict.\n", "")
    assert (folder / "out.csv").read_text() == BASE.replace("elm,18", "ash,19")


def test_no_conflict_in_json(run: Run, folder: Path) -> None:
    """An empty list says so."""
    ended = merged(run, folder, BASE, BASE.replace("18", "19"), "--format", "json")
    assert (ended.code, json.loads(ended.out)) == (0, {"conflicts": []})


def test_conflicts_name_all_three(run: Run, folder: Path) -> None:
    """Each kind of conflict with its key, field and versions; the file holds ours."""
    ours = BASE.replace("elm", "ash").replace("3,fir,9\n", "") + "4,yew,5\n"
    theirs = BASE.replace("elm", "birch").replace("fir,9", "fir,10") + "4,yew,6\n"
    ended = merged(run, folder, ours, theirs, "--format", "json")
    assert ended.code == 1
    assert json.loads(ended.out)["conflicts"] == [
        {
            "kind": "cell",
            "key": {"id": "2"},
            "field": "name",
            "base": "elm",
            "ours": "ash",
            "theirs": "birch",
        },
        {
            "kind": "delete-update",
            "key": {"id": "3"},
            "field": None,
            "base": "3,fir,9",
            "ours": None,
            "theirs": "3,fir,10",
        },
        {
            "kind": "add-add",
            "key": {"id": "4"},
            "field": "height",
            "base": None,
            "ours": "5",
            "theirs": "6",
        },
    ]
    assert (folder / "out.csv").read_text() == ours


def test_conflicts_for_people(run: Run, folder: Path) -> None:
    """A title for each, the three versions below, and how many there are."""
    ended = merged(run, folder, BASE.replace("elm", "ash"), BASE.replace("elm", "birch"))
    assert ended.out.splitlines() == [
        "! id = 2, name: both changed the cell",
        '    base: "elm"',
        '    ours: "ash"',
        '    theirs: "birch"',
        "Conflicts: 1. Ours stands wherever there is one.",
    ]


def test_the_result_may_replace_ours(run: Run, folder: Path) -> None:
    """Merging into one of the files is safe: it is read before it is replaced."""
    ours, theirs = BASE.replace("elm", "ash"), BASE.replace("18", "19")
    merged(run, folder, ours, theirs)
    files = [folder / f"{side}.csv" for side in ("base", "ours", "theirs")]
    assert run("merge", *files, "-o", folder / "ours.csv").code == 0
    assert (folder / "ours.csv").read_text() == BASE.replace("elm,18", "ash,19")
    assert sorted(p.name for p in folder.glob("*.csv")) == sorted(
        ["base.csv", "ours.csv", "theirs.csv", "out.csv"]
    )


def test_a_repeated_header_is_refused(run: Run, folder: Path) -> None:
    """Nothing is written then."""
    ended = merged(run, folder, "id,id\n1,2\n", BASE)
    assert ended.code == 2
    assert "ours.csv names the field “id” more than once." in ended.err
    assert not (folder / "out.csv").exists()
