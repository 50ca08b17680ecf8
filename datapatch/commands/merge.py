"""``datapatch merge``: two people's changes to one table, merged cell by cell."""

import sys
from pathlib import Path

import click

from datapatch.environment import read_translator
from datapatch.terminal.writing import (
    DIFFERENT,
    paint_for_output,
    replace_file,
    without_collecting,
    write_out,
)
from datapatch.translation import N_


@click.command(
    help=N_(
        "Merge what OURS and THEIRS changed since BASE, cell by cell, into the file -o names.\n\n"
        "Where both contradict each other, it holds ours, and the conflict is printed.\n\n"
        "Exit code: 0 merged, 1 conflicts, 2 something went wrong.\n\n"
        "Example: datapatch merge base.csv ours.csv theirs.csv --key id -o merged.csv"
    )
)
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.option("--key", metavar="F[,F2]", help=N_("The fields that tell rows apart; empty: none."))
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help=N_("A Table Schema (JSON) whose primary key tells rows apart."),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help=N_("Where the merged table is written."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=N_("How conflicts are written."),
)
def command(
    base: str,
    ours: str,
    theirs: str,
    *,
    key: str | None,
    schema: Path | None,
    output: Path,
    form: str,
) -> None:
    """Merge three tables."""
    # What reads and merges tables is not needed for "datapatch --help".
    from datapatch.presenting.conflicts import conflicts_json, conflicts_text
    from datapatch.terminal.keys import choose_key
    from datapatch.workflow.shell.found_tables import find_table
    from datapatch.workflow.shell.resolving_files import Versions

    with without_collecting():
        versions = Versions(find_table(base), find_table(ours), find_table(theirs))
        choice = choose_key(key, schema, *versions.all)
        merged = versions.merged(choice.fields)
        replace_file(output, [merged.table.data])
        if form == "json":
            write_out(conflicts_json(merged.conflicts, choice.fields))
        else:
            translate, paint = read_translator(), paint_for_output()
            write_out(conflicts_text(merged.conflicts, choice.fields, translate, paint))
    sys.exit(DIFFERENT if merged.conflicts else 0)
