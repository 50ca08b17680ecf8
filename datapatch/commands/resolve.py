"""``datapatch resolve``: a merge with conflicts, finished by what was chosen."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_translator
from datapatch.errors import InvalidInput
from datapatch.terminal.writing import (
    DIFFERENT,
    paint_for_output,
    replace_file,
    tell,
    without_collecting,
    write_out,
)
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.tables.three_ways import Side
    from datapatch.workflow.shell.resolving_files import Versions

RESOLVED = N_("{file} is merged. Tell git with “git add {file}”.")
LEFT = N_("Write a “choice” into each of these conflicts in {file}, or give --take.")
ALL_THREE = N_("Give --base, --ours and --theirs together, or none of them.")


@click.command(
    help=N_(
        "Finish the merge of FILE with the choices that stand in FILE.conflicts.json.\n\n"
        "Each conflict there takes a “choice”: base, ours, theirs, or an object with a “value”. "
        "Conflicts without one take the side of --take.\n\n"
        "The versions are those that git keeps while it merges, unless --base, --ours and "
        "--theirs name others.\n\n"
        "Exit code: 0 merged, 1 conflicts without a choice, 2 something went wrong.\n\n"
        "Example: datapatch resolve data/places.csv --take theirs"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--take",
    type=click.Choice(("base", "ours", "theirs")),
    help=N_("Which side stands where nothing was chosen."),
)
@click.option(
    "--conflicts",
    type=click.Path(path_type=Path),
    help=N_("The file of conflicts, when it lies elsewhere."),
)
@click.option("--base", help=N_("The version that both sides changed."))
@click.option("--ours", help=N_("Our version."))
@click.option("--theirs", help=N_("Their version."))
@click.option("--key", metavar="F[,F2]", help=N_("The fields that tell rows apart; empty: none."))
def command(
    file: Path,
    *,
    take: "Side | None",
    conflicts: Path | None,
    base: str | None,
    ours: str | None,
    theirs: str | None,
    key: str | None,
) -> None:
    """Resolve one file."""
    # What reads and merges tables is not needed for "datapatch --help".
    from datapatch.presenting.conflicts import conflicts_text
    from datapatch.tables.resolving import resolve
    from datapatch.terminal.keys import choose_key
    from datapatch.workflow.shell import resolving_files

    with without_collecting():
        versions = find_versions(file, base, ours, theirs)
        fields = choose_key(key, None, *versions.all).fields
        merged = versions.merged(fields)
        listed = conflicts or resolving_files.conflicts_beside(file)
        written = resolving_files.read_choices(listed) if listed.exists() or not take else {}
        choices = resolving_files.completed(merged, written, take)
        if left := resolving_files.undecided(merged, choices):
            write_out(conflicts_text(left, fields, read_translator(), paint_for_output()))
            tell(LEFT, file=listed)
            sys.exit(DIFFERENT)
        replace_file(file, [resolve(merged, choices).data])
    listed.unlink(missing_ok=True)
    click.echo(read_translator()(RESOLVED).format(file=file))


def find_versions(file: Path, base: str | None, ours: str | None, theirs: str | None) -> "Versions":
    """The versions that are named, else those that git keeps."""
    # As above.
    from datapatch.workflow.shell.found_tables import find_table
    from datapatch.workflow.shell.resolving_files import Versions, versions_in_index

    if base and ours and theirs:
        return Versions(find_table(base), find_table(ours), find_table(theirs))
    if base or ours or theirs:
        raise InvalidInput(ALL_THREE)
    return versions_in_index(file)
