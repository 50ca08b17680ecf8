"""Instances to measure in: a home with one imported table, people, and a token."""

import shutil
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.measuring import Command, Run, run

WORKSPACE, PERSON = "bench", "zoe"


def environment(home: Path) -> dict[str, str]:
    """What a command of ours is told to work in this home."""
    return {"DATAPATCH_HOME": str(home), "DATAPATCH_SAMPLE": "0", "DATAPATCH_LANGUAGE": "en"}


def home_with(bench: Bench, rows: int) -> Path:
    """A home that holds ``bench/places``, the table of so many rows, packed; made once a run."""
    home = bench.home(f"places-{rows}")
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        import_table(bench, home, rows)
        run([bench.datapatch, "gc", "bench/places"], environment=environment(home))
        (home / "made").touch()
    return home


def import_table(bench: Bench, home: Path, rows: int) -> Run:
    """``datapatch import`` of a table with its schema."""
    home.mkdir(parents=True, exist_ok=True)
    run([bench.datapatch, "migrate"], environment=environment(home))
    source = home / "places.csv"  # whose name the resource takes
    source.unlink(missing_ok=True)
    source.symlink_to(bench.table(rows))
    words = ("--workspace", WORKSPACE, "--name", "places", "--schema", bench.schema)
    command: Command = [bench.datapatch, "import", source, *words]
    return run(command, environment=environment(home))


def token_of_a_contributor(bench: Bench, home: Path) -> str:
    """An access token of somebody without a role."""
    words = ("user", "add", PERSON, "--name", "Zoé")
    run([bench.datapatch, *words], environment=environment(home), codes=(0, 2))
    made = run([bench.datapatch, "token", "add", PERSON], environment=environment(home), keep=True)
    return made.output.decode().strip()


def published(home: Path) -> Path:
    """The published repository of the imported table."""
    return home / "repos" / WORKSPACE / "places.git"
