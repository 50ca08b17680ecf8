"""Verbs that git and scripts run again and again load what they need, and nothing heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("sqlalchemy", "alembic", "rq", "flask", "dulwich", "pandas", "frictionless", "duckdb"),
    *("openpyxl", "yaml", "charset_normalizer", "unidiff"),
}
RUN = """\
import sys
from datapatch.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "old.csv", "new.csv", "--key", "id"],
        ["diff", "old.csv", "new.csv", "--format", "unified"],
        ["merge", "old.csv", "old.csv", "new.csv", "--key", "id", "-o", "out.csv"],
        ["apply", "old.csv", "patch.json"],
        ["git-diff", "t.csv", "old.csv", "0", "100644", "new.csv", "0", "100644"],
        ["git-merge", "old.csv", "old.csv", "new.csv", "7", "t.csv"],
    ],
    ids=lambda arguments: " ".join(arguments[:1]),
)
def test_a_verb_loads_little(tmp_path: Path, arguments: list[str]) -> None:
    """No database, no web, no library of formats."""
    (tmp_path / "old.csv").write_text("id,name\n1,oak\n")
    (tmp_path / "new.csv").write_text("id,name\n1,elm\n")
    (tmp_path / "patch.json").write_text('{"changes": []}')
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "datapatch.tables.table" in loaded
    assert not HEAVY & loaded


def test_cells_of_a_middling_table_are_compared_without_numpy(tmp_path: Path) -> None:
    """To load it takes longer than to go through some ten thousand lines."""
    rows = [f"{n},{'oak ' * 20}" for n in range(30_000)]
    (tmp_path / "old.csv").write_text("\n".join(["id,name", *rows]))
    rows[7] = "7,elm"
    (tmp_path / "new.csv").write_text("\n".join(["id,name", *rows]))
    words = ["diff", "old.csv", "new.csv", "--key", "id", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"key": {"id": "7"}' in done.stdout
    assert "numpy" not in done.stderr.split()
