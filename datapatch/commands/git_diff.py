"""``datapatch git-diff``: what git runs to show the changes of a table."""

from collections.abc import Iterator
from pathlib import Path

import click

from datapatch.environment import read_translator
from datapatch.errors import DataPatchError
from datapatch.presenting.cells import plain
from datapatch.terminal.writing import encoded, paint_for_output, without_collecting, write_bytes
from datapatch.translation import N_

AS_TEXT = N_("{reason} It is compared line by line:")
UNMERGED = N_("{path} is not merged yet.")


@click.command(
    "git-diff",
    help=N_(
        "Show one table's changes to git, which gives PATH, the old file, its name and mode, and "
        "the new file, its name and mode. See “datapatch git-setup”.\n\n"
        "What is no table is compared line by line. The exit code is 0: git takes any other for a "
        "failure.\n\n"
        "Example: git -c diff.external='datapatch git-diff' diff"
    ),
)
@click.argument("path")
@click.argument("sides", nargs=-1)
def command(path: str, sides: tuple[str, ...]) -> None:
    """Answer as an external diff.

    Source: https://git-scm.com/docs/git#Documentation/git.txt-codeGITEXTERNALDIFFcode
    """
    if len(sides) < 4:
        write_bytes(encoded([read_translator()(UNMERGED).format(path=plain(path)) + "\n"]))
        return
    old, new = Path(sides[0]), Path(sides[3])
    new_path = sides[6] if len(sides) > 6 else path
    with without_collecting():
        write_bytes(encoded([_title(path, new_path)]))
        try:
            answer = encoded(_as_tables((old, path), (new, new_path)))
        except DataPatchError as error:
            answer = _as_lines(old, new, error)
        write_bytes(answer)


def _title(old: str, new: str) -> str:
    return paint_for_output()(f"diff --datapatch a/{plain(old)} b/{plain(new)}", "faint") + "\n"


def _as_tables(old: tuple[Path, str], new: tuple[Path, str]) -> Iterator[str]:
    # What reads and compares tables is not needed for "datapatch --help".
    from datapatch.presenting.diff_text import TextDiff
    from datapatch.tables.diff import diff
    from datapatch.terminal.keys import choose_key
    from datapatch.workflow.shell.found_tables import refuse_repeated, table_in_file

    tables = tuple(table_in_file(file, named=Path(path)) for file, path in (old, new))
    for found in tables:
        refuse_repeated(found)
    choice = choose_key(None, None, *tables)
    changes = diff(tables[0].table, tables[1].table, choice.fields)
    return TextDiff(read_translator(), paint_for_output()).lines(changes)


def _as_lines(old: Path, new: Path, error: DataPatchError) -> Iterator[bytes]:
    # Only for what is no table.
    from datapatch.terminal.unified import hunks

    translate = read_translator()
    sentence = translate(AS_TEXT).format(reason=plain(error.sentence(translate)))
    yield f"{sentence}\n".encode()
    yield from hunks(old, new)
