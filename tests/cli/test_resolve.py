"""``datapatch resolve``: without git, from named versions and a list of choices."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_merge import BASE, merged
from tests.test_schemas import validator

OURS = BASE.replace("elm", "ash").replace("3,fir,9\n", "")
THEIRS = BASE.replace("elm", "birch").replace("fir,9", "fir,10")


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A merge with two conflicts, whose list was kept."""
    (tmp_path / "base.csv").write_text(BASE)
    ended = merged(run, tmp_path, OURS, THEIRS, "--format", "json")
    (tmp_path / "out.csv.conflicts.json").write_text(ended.out)
    validator("conflicts.schema.json").validate(json.loads(ended.out))
    return tmp_path


def versions(folder: Path) -> list[str | Path]:
    """The options that name the versions."""
    pairs = [(f"--{side}", folder / f"{side}.csv") for side in ("base", "ours", "theirs")]
    return ["--key", "id", *(word for pair in pairs for word in pair)]


def choose(folder: Path, *choices: object) -> None:
    """Write choices into the list, in its order."""
    file = folder / "out.csv.conflicts.json"
    form = json.loads(file.read_text())
    for conflict, choice in zip(form["conflicts"], choices, strict=True):
        conflict["choice"] = choice
    file.write_text(json.dumps(form))


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (("ours", "ours"), OURS),
        (("theirs", "theirs"), THEIRS),
        ((("base"), "base"), BASE),
        (({"value": "fig"}, "theirs"), THEIRS.replace("birch", "fig")),
    ],
)
def test_choices_are_carried_out(
    run: Run, folder: Path, choices: tuple[object, ...], expected: str
) -> None:
    """A side or another value for each conflict; the list is gone then."""
    choose(folder, *choices)
    assert run("resolve", folder / "out.csv", *versions(folder)).code == 0
    assert (folder / "out.csv").read_text() == expected
    assert not (folder / "out.csv.conflicts.json").exists()


def test_conflicts_without_a_choice_are_listed(run: Run, folder: Path) -> None:
    """Exit code 1, and nothing is written."""
    ended = run("resolve", folder / "out.csv", *versions(folder))
    assert ended.code == 1
    assert "Conflicts: 2." in ended.out
    assert ended.err.startswith("Write a “choice” into each of these conflicts in ")
    assert (folder / "out.csv").read_text() == OURS


def test_one_side_for_all(run: Run, folder: Path) -> None:
    """No list is needed then."""
    (folder / "out.csv.conflicts.json").unlink()
    assert run("resolve", folder / "out.csv", "--take", "theirs", *versions(folder)).code == 0
    assert (folder / "out.csv").read_text() == THEIRS


@pytest.mark.parametrize(
    ("listed", "options", "sentence"),
    [
        ("{", None, "is not JSON: line 1, column 2"),
        ('{"conflicts": [1]}', None, "Conflict 1 of the file is not one as a merge writes it."),
        ("{}", ["--base", "b.csv"], "Give --base, --ours and --theirs together, or none of them."),
        ("{}", [], "is not in the middle of a merge."),
    ],
)
def test_trouble(
    run: Run, folder: Path, listed: str, options: list[str] | None, sentence: str
) -> None:
    """Exit code 2 and one sentence."""
    (folder / "out.csv.conflicts.json").write_text(listed)
    given = versions(folder) if options is None else options
    ended = run("resolve", folder / "out.csv", *given)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
