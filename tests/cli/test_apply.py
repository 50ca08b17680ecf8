"""``datapatch apply``: our JSON and unified diffs carried out, or refused with the line."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_diff import OLD, compare
from tests.cli.test_diff_forms import CHANGES

NUMBERS = "".join(f"{n}\n" for n in range(60))


@pytest.mark.parametrize("form", ["json", "unified"])
@pytest.mark.parametrize("key", ["id", ""])
@pytest.mark.parametrize("new", CHANGES.values(), ids=CHANGES)
def test_what_diff_prints_is_carried_out(
    run: Run, tmp_path: Path, new: str, key: str, form: str
) -> None:
    """Old and patch make new."""
    ended = compare(run, tmp_path, OLD, new, "--key", key, "--format", form)
    (tmp_path / "patch").write_text(ended.out, newline="")
    made = tmp_path / "made.csv"
    assert run("apply", tmp_path / "old.csv", tmp_path / "patch", "-o", made).code == 0
    assert run("diff", made, tmp_path / "new.csv").code == 0
    if form == "unified":
        assert made.read_bytes() == new.encode()


def test_rows_that_a_patch_does_not_name_keep_their_bytes(run: Run, tmp_path: Path) -> None:
    """Quotes and line ends included."""
    old = 'id,name\r\n"1","oak"\r\n2,elm'
    ended = compare(run, tmp_path, old, old.replace("elm", "ash"), "--format", "json")
    (tmp_path / "patch.json").write_text(ended.out)
    run("apply", tmp_path / "old.csv", tmp_path / "patch.json", "-o", tmp_path / "old.csv")
    assert (tmp_path / "old.csv").read_bytes() == old.replace("elm", "ash").encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n1\n2\n3\n", "a\n1\n3\n4"),
        ("a\r\n1\r\n2\r\n", "a\r\n1\r\n9\r\n"),
        ('a\n"x\ry"\n2\n', 'a\n"x\ry"\n3\n'),
        ("a\n1", "a\n1\n"),
        (
            "a\n" + "".join(f"{n}\n" for n in range(60)),
            "a\n" + "".join(f"{n}\n" for n in range(5, 70)),
        ),
    ],
)
def test_the_diffs_of_stock_git(run: Run, tmp_path: Path, old: str, new: str) -> None:
    """What ``git diff`` prints is carried out byte for byte."""
    (tmp_path / "t.csv").write_bytes(old.encode())
    for arguments in (["init", "-q"], ["add", "t.csv"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    (tmp_path / "t.csv").write_bytes(new.encode())
    patch = subprocess.run(["git", "diff"], cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "t.patch").write_bytes(patch)
    (tmp_path / "t.csv").write_bytes(old.encode())
    assert (
        run("apply", tmp_path / "t.csv", tmp_path / "t.patch", "-o", tmp_path / "o.csv").code == 0
    )
    assert (tmp_path / "o.csv").read_bytes() == new.encode()


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ("{", "patch is not the JSON of a patch: line 1, column 2: "),
        ('{"changes": [{}]}', "The patch needs “add”, “update” or “remove” at /changes/0/op."),
        ("nonsense", "patch changes no file. Make it with “datapatch diff” or “git diff”."),
        (
            "--- a/o\n+++ b/o\n@@ -3 +3 @@\n-2,ash,18\n+2,yew,18\n",
            "Line 3 is “2,elm,18”, where the patch expects “2,ash,18”.",
        ),
        (
            "--- a/o\n+++ b/o\n@@ -9 +9 @@\n-x\n+y\n",
            "The table ends before line 9, where the patch expects “x”.",
        ),
        ("--- a/o\n+++ b/o\n@@ -3,2 +3 @@\n-2,ash,18\n", "patch is neither a patch in JSON nor"),
        (
            '{"changes": [{"op": "update", "key": {"id": "2"}, "cells": {"name": ["ash", "x"]}}]}',
            "Row 3, field name: expected “ash”, found “elm”.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(run: Run, tmp_path: Path, patch: str, sentence: str) -> None:
    """One sentence that names the place; nothing is written."""
    (tmp_path / "old.csv").write_text(OLD)
    (tmp_path / "patch").write_text(patch)
    ended = run("apply", tmp_path / "old.csv", tmp_path / "patch", "-o", tmp_path / "out.csv")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(sentence), ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_patch_of_several_files(run: Run, tmp_path: Path) -> None:
    """The file of the table's name is meant; without one, nothing is."""
    hunk = "@@ -3 +3 @@\n-2,elm,18\n+2,yew,18\n"
    patch = "".join(f"--- a/{name}\n+++ b/{name}\n{hunk}" for name in ("x.csv", "data/old.csv"))
    (tmp_path / "old.csv").write_text(OLD)
    (tmp_path / "patch").write_text(patch)
    assert "2,yew,18" in run("apply", tmp_path / "old.csv", tmp_path / "patch").out
    (tmp_path / "other.csv").write_text(OLD)
    ended = run("apply", tmp_path / "other.csv", tmp_path / "patch")
    assert "none of them is other.csv: x.csv, data/old.csv." in ended.err
