"""Arrows point down only: a file that imports what lies above it is named here."""

import ast
from pathlib import Path

import pytest

from tests.layers import ENTRIES, MAY_USE, Source, faults, sources

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("source", list(sources(ROOT)), ids=lambda source: str(source.path))
def test_no_arrow_points_up(source: Source) -> None:
    """Each file imports only what its room may know."""
    assert not faults(source), "\n" + "\n".join(faults(source))


def test_every_room_has_a_rule() -> None:
    """A new room is placed in a layer before anything is written in it."""
    rooms = {source.room for source in sources(ROOT)}

    assert sorted(rooms - MAY_USE.keys() - ENTRIES - {"webui"}) == []


@pytest.mark.parametrize(
    ("path", "line", "fault"),
    [
        ("datapatch/tables/x.py", "import os", "tables imports os"),
        ("datapatch/tables/x.py", "from datapatch.gitstore.refs import Tip", "gitstore.refs.Tip"),
        ("datapatch/workflow/x.py", "from datapatch import jobs", "imports datapatch.jobs"),
        ("datapatch/index/x.py", "from ..gitstore import refs", "imports datapatch.gitstore"),
        ("datapatch/workflow/x.py", "import dulwich.repo", "imports dulwich"),
        ("datapatch/commands/x.py", "import webui", "imports webui"),
        ("datapatch/workflow/x.py", "import flask.json", "imports flask"),
        ("datapatch/accounts/x.py", "now = datetime.now(UTC)", "reads datetime.now"),
        ("datapatch/outbound/x.py", "home = os.environ['HOME']", "reads os.environ"),
        ("datapatch/tables/x.py", "data = open('x')", "opens a file"),
        ("hooks/x.py", "import requests", "hooks import requests"),
        ("datapatch/commands/x.py", "def f():\n    import os", "without a comment"),
    ],
)
def test_a_breach_is_named(path: str, line: str, fault: str) -> None:
    """Each rule finds what breaks it, and names the file and the line."""
    room = "hooks" if path.startswith("hooks") else Path(path).parts[1]
    source = Source(Path(path), room, ast.parse(line), tuple(line.splitlines()))

    (found,) = faults(source)

    assert found.startswith(f"{path}:{line.count(chr(10)) + 1}: ")
    assert fault in found


def test_what_is_allowed_passes() -> None:
    """Arrows that point down, and explained imports in functions, are no faults."""
    text = (
        "from datapatch.tables.table import Table\n"
        "from datapatch.errors import NotFound\n"
        "def f():\n    # Loaded late: it is heavy.\n    import json\n"
    )
    source = Source(
        Path("datapatch/workflow/x.py"), "workflow", ast.parse(text), tuple(text.splitlines())
    )

    assert not faults(source)
