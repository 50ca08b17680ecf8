"""``datapatch apply``: a patch carried out on a table."""

import sys
from pathlib import Path

import click

from datapatch.terminal.writing import without_collecting, write_bytes
from datapatch.translation import N_


@click.command(
    help=N_(
        "Carry out PATCH on TABLE: what “datapatch diff --format json” or --format unified prints, "
        "or what “git diff” does.\n\n"
        "The table must hold what the patch expects; rows that it does not name keep their bytes."
        "\n\n"
        "Examples:\n\n"
        "datapatch apply places.csv changes.json -o places.csv\n\n"
        "datapatch diff old.csv new.csv --format json | datapatch apply old.csv - -o new.csv"
    )
)
@click.argument("table")
@click.argument("patch", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=N_("Where the changed table is written; standard output when left out."),
)
def command(table: str, patch: Path, *, output: Path | None) -> None:
    """Apply one patch."""
    # What reads tables is not needed for "datapatch --help".
    from datapatch.workflow.shell.found_tables import find_table, read_bytes
    from datapatch.workflow.shell.patch_files import carry_out

    with without_collecting():
        given = sys.stdin.buffer.read() if str(patch) == "-" else read_bytes(patch)
        made = carry_out(find_table(table), given, file=patch.name)
        write_bytes([made], output)
