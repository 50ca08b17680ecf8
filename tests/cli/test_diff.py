"""``datapatch diff``: exit codes, the JSON that programs read, the text that people read."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run
from tests.test_schemas import validator

OLD = "id,name,height\n1,oak,20\n2,elm,18\n3,fir,\n"


def compare(run: Run, folder: Path, old: str | bytes, new: str | bytes, *options: str) -> Ended:
    """``datapatch diff`` of two files that hold this."""
    for name, text in (("old.csv", old), ("new.csv", new)):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return run("diff", folder / "old.csv", folder / "new.csv", *options)


def as_json(run: Run, folder: Path, old: str, new: str, *options: str) -> dict[str, object]:
    """The JSON of two tables that differ."""
    ended = compare(run, folder, old, new, "--format", "json", *options)
    assert ended.code == 1
    form: dict[str, object] = json.loads(ended.out)
    validator("diff.schema.json").validate(form)
    return form


def test_equal_tables_are_not_told_of(run: Run, tmp_path: Path) -> None:
    """Nothing is printed, and the code is 0."""
    assert compare(run, tmp_path, OLD, OLD) == Ended(0, "", "")


def test_equal_tables_in_json(run: Run, tmp_path: Path) -> None:
    """Programs get a document even then."""
    ended = compare(run, tmp_path, OLD, OLD, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    fields = {"added": [], "removed": [], "renamed": []}
    assert json.loads(ended.out) == {"fields": fields, "changes": []}


def test_each_kind_of_change(run: Run, tmp_path: Path) -> None:
    """Old and new cells, key fields in the key alone, rows from 1, null for what is not there."""
    new = "id,name,height,note\n1,oak,21,\n3,fir,,\n4,yew,,old\n"
    assert as_json(run, tmp_path, OLD, new, "--key", "id") == {
        "fields": {"added": ["note"], "removed": [], "renamed": []},
        "changes": [
            {"op": "update", "key": {"id": "1"}, "row": [1, 1], "cells": {"height": ["20", "21"]}},
            {
                "op": "remove",
                "key": {"id": "2"},
                "row": [2, None],
                "cells": {"name": ["elm", None], "height": ["18", None]},
            },
            {
                "op": "add",
                "key": {"id": "4"},
                "row": [None, 3],
                "cells": {"name": [None, "yew"], "height": [None, ""], "note": [None, "old"]},
            },
        ],
    }


def test_a_row_without_a_key_is_told_whole(run: Run, tmp_path: Path) -> None:
    """Whoever applies the change finds the row by all its old cells."""
    form = as_json(run, tmp_path, OLD, OLD.replace("elm,18", "elm,19"))
    assert form["changes"] == [
        {
            "op": "update",
            "key": None,
            "row": [2, 2],
            "cells": {"id": ["2", "2"], "name": ["elm", "elm"], "height": ["18", "19"]},
        }
    ]


def test_new_names_are_used(run: Run, tmp_path: Path) -> None:
    """A renamed field is named as the new table does; one that is gone keeps its name."""
    old = "id,name,height\n" + "".join(f"{n},tree {n},{n}0\n" for n in range(1, 9))
    new = old.replace("name", "label").replace("tree 3", "bush 3")
    form = as_json(run, tmp_path, old, new, "--key", "id")
    assert form["fields"] == {
        "added": [],
        "removed": [],
        "renamed": [{"from": "name", "to": "label"}],
    }
    cells = {"label": ["tree 3", "bush 3"]}
    assert form["changes"] == [{"op": "update", "key": {"id": "3"}, "row": [3, 3], "cells": cells}]


def test_a_new_order_differs(run: Run, tmp_path: Path) -> None:
    """Rows and fields that stand elsewhere are a difference, told at the top."""
    new = "name,id,height\nelm,2,18\noak,1,20\nfir,3,\n"
    form = as_json(run, tmp_path, OLD, new, "--key", "id")
    assert form["changes"] == []
    order = form["order"]
    assert isinstance(order, dict)
    assert order["fields"] == ["name", "id", "height"]
    assert order["rows"] in ([[1, 2]], [[2, 1]])


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("\n", "\r\n"),
        "\ufeff" + OLD,
        OLD.replace("oak", '"oak"'),
        OLD.removesuffix("\n"),
        OLD.replace(",", ";"),
    ],
    ids=["line ends", "mark", "quotes", "last line end", "delimiter"],
)
def test_mere_writing_is_no_difference(run: Run, tmp_path: Path, new: str) -> None:
    """The code is 0, and a sentence on standard error says that the bytes differ."""
    ended = compare(run, tmp_path, OLD, new)
    assert (ended.code, ended.out) == (0, "")
    assert "only how they are written differs" in ended.err


def test_a_repeated_header_is_refused(run: Run, tmp_path: Path) -> None:
    """Nobody could say which of two fields a change means."""
    ended = compare(run, tmp_path, OLD, "id,name,name\n1,oak,20\n")
    assert (ended.code, ended.out) == (2, "")
    assert "new.csv names the field “name” more than once." in ended.err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--key", "nr"], "There is no field “nr” here. The fields are: id, name, height."),
        (["--schema", "none.json"], "none.json cannot be read: No such file or directory."),
    ],
)
def test_trouble_is_one_sentence(
    run: Run, tmp_path: Path, options: list[str], sentence: str
) -> None:
    """Exit code 2, one line on standard error, nothing else."""
    assert compare(run, tmp_path, OLD, OLD, *options) == Ended(2, "", f"{sentence}\n")


def test_nothing_on_one_side(run: Run, tmp_path: Path) -> None:
    """As git shows a new file: every field and row is added, and nobody is told of the key."""
    (tmp_path / "new.csv").write_text(OLD)
    ended = run("diff", "/dev/null", tmp_path / "new.csv", "--key", "id")
    assert (ended.code, ended.err) == (1, "")
    assert "Rows: 3 added, 0 changed, 0 removed; cells changed: 0\n" in ended.out


def test_what_is_no_table(run: Run, tmp_path: Path) -> None:
    """A file that is not there, and one that is no text."""
    (tmp_path / "bytes.csv").write_bytes(b"a,b\n1,\0\n")
    assert run("diff", tmp_path / "none.csv", tmp_path / "none.csv").code == 2
    assert run("diff", tmp_path / "bytes.csv", tmp_path / "bytes.csv").code == 2


def test_people_read_signs_words_and_cells(run: Run, tmp_path: Path) -> None:
    """One title for a row, old → new for a cell, and how many there are."""
    new = "id,name,height\n1,oak,21\n3,fir,\n4,yew\x1b[2J,\n"
    ended = compare(run, tmp_path, OLD, new, "--key", "id", "-v")
    assert ended.err == "Key: id\n"
    assert ended.out.splitlines() == [
        '~ changed row 1  id = "1"',
        '    height: "20" → "21"',
        '- removed row 2  id = "2"',
        '    name: "elm"',
        '    height: "18"',
        '+ added row 3  id = "4"',
        '    name: "yew\\u001b[2J"',
        '    height: ""',
        "Rows: 1 added, 1 changed, 1 removed; cells changed: 1",
    ]


def test_doubtful_keys_are_told(run: Run, tmp_path: Path) -> None:
    """A key that repeats does not lie: those rows are told apart by their content."""
    old = OLD.replace("2,elm", "1,elm")
    ended = compare(run, tmp_path, old, old.replace("elm", "ash"), "--key", "id")
    assert ended.err == (
        "Some rows have an empty or repeated key (id): they are told apart by their content.\n"
    )
    assert "~ changed row 2\n" in ended.out


def test_the_pager_gets_colours(run: Run, tmp_path: Path) -> None:
    """Where git starts a pager there are colours, unless somebody wants none."""
    compare(run, tmp_path, OLD, OLD.replace("elm", "ash"))
    files = tmp_path / "old.csv", tmp_path / "new.csv"
    paged = run("diff", *files, GIT_PAGER_IN_USE="1")
    assert '\x1b[31m"elm"\x1b[0m → \x1b[32m"ash"\x1b[0m' in paged.out
    plain = run("diff", *files, GIT_PAGER_IN_USE="1", NO_COLOR="1")
    assert "\x1b" not in plain.out


def test_it_speaks_french(run: Run, tmp_path: Path) -> None:
    """Words follow the language of the terminal."""
    compare(run, tmp_path, OLD, OLD.replace("elm", "ash"))
    files = tmp_path / "old.csv", tmp_path / "new.csv"
    assert "~ ligne 2 modifiée" in run("diff", *files, DATAPATCH_LANGUAGE="fr").out
