"""``make run`` from a terminal: up, and down without a trace."""

from pathlib import Path

import pytest

from tests.serving.conftest import PATIENCE, ROOT, Start, alive

BUILT = (".venv/done/project", "webui/static/bundle/manifest.json")


@pytest.mark.skipif(
    not all((ROOT / file).exists() for file in BUILT), reason="this checkout was not built by make"
)
def test_ctrl_c_ends_make_and_all_that_it_started(start: Start, tmp_path: Path) -> None:
    """A terminal's Ctrl-C reaches make and the server alike, and nothing stays behind."""
    server = start("make", "run")
    family = server.family()
    assert len(family) >= 5

    server.press_ctrl_c()
    server.process.wait(timeout=PATIENCE)

    assert not any(map(alive, family))
    assert "Traceback" not in server.printed
