"""``datapatch diff``: what changed from one table to another, cell by cell."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_language, read_translator
from datapatch.terminal.writing import (
    DIFFERENT,
    encoded,
    paint_for_output,
    tell,
    without_collecting,
    write_bytes,
)
from datapatch.translation import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datapatch.tables.changes import TableDiff
    from datapatch.workflow.shell.found_tables import FoundTable

FORMATS = ("text", "json", "html", "daff", "unified")
ONLY_WRITING = N_(
    "Both tables hold the same; only how they are written differs (quotes, line ends, byte order "
    "mark, encoding)."
)
KEYS_DOUBTFUL = N_(
    "Some rows have an empty or repeated key ({key}): they are told apart by their content."
)
KEY_LEFT_ASIDE = N_(
    "The tables do not both have the key {key}: rows are told apart by their content."
)


@click.command(
    help=N_(
        "Show what changed from OLD to NEW: files, or REPO:REVISION:RESOURCE.\n\n"
        "Rows are told apart by --key, by the primary key of --schema, or by that of the "
        "datapackage.json that lists the table; without a key, by their content.\n\n"
        "Exit code: 0 the tables hold the same, 1 they differ, 2 something went wrong.\n\n"
        "Examples:\n\n"
        "datapatch diff old.csv new.csv --key id\n\n"
        "datapatch diff .:HEAD~3:places places.csv --format json\n\n"
        "datapatch diff old.csv new.csv --format unified | git apply"
    )
)
@click.argument("old")
@click.argument("new")
@click.option("--key", metavar="F[,F2]", help=N_("The fields that tell rows apart; empty: none."))
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help=N_("A Table Schema (JSON) whose primary key tells rows apart."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=N_("How the changes are written."),
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help=N_("Where the changes are written.")
)
@click.option("-v", "--verbose", is_flag=True, help=N_("Say by which key rows are told apart."))
def command(
    old: str,
    new: str,
    *,
    key: str | None,
    schema: Path | None,
    form: str,
    output: Path | None,
    verbose: bool,
) -> None:
    """Compare two tables."""
    with without_collecting():
        # What reads and compares tables is not needed for "datapatch --help".
        from datapatch.tables.diff import diff
        from datapatch.terminal.keys import choose_key
        from datapatch.workflow.shell.found_tables import find_table, refuse_repeated

        tables = find_table(old), find_table(new)
        for found in tables:
            refuse_repeated(found)
        choice = choose_key(key, schema, *tables)
        if verbose:
            click.echo(choice.sentence(read_translator()), err=True)
        found_diff = diff(tables[0].table, tables[1].table, choice.fields)
        _tell_of_keys(choice.fields, tables, found_diff)
        if found_diff.is_empty and tables[0].table.data != tables[1].table.data:
            tell(ONLY_WRITING)
        write_bytes(presented(form, *tables, found_diff), output)
    sys.exit(0 if found_diff.is_empty else DIFFERENT)


def _tell_of_keys(
    key: "tuple[str, ...]", tables: "tuple[FoundTable, FoundTable]", found: "TableDiff"
) -> None:
    """Say where rows could not be told apart by the key that was wanted."""
    if found.key and any(change.key is None for change in found.changes):
        tell(KEYS_DOUBTFUL, key=", ".join(key))
    elif key and not found.key and all(each.table.fields for each in tables):
        tell(KEY_LEFT_ASIDE, key=", ".join(key))


def presented(
    form: str, old: "FoundTable", new: "FoundTable", found: "TableDiff"
) -> "Iterator[bytes]":
    """The pieces of the answer in the form that was asked for."""
    if form == "unified":
        # Each form is loaded by whoever asks for it.
        from datapatch.terminal.unified import unified

        return unified(old, new)
    return encoded(_texts(form, old, new, found))


def _texts(form: str, old: "FoundTable", new: "FoundTable", found: "TableDiff") -> "Iterable[str]":
    if form == "json":
        # As above, and below.
        from datapatch.presenting.diff_json import diff_json

        return diff_json(found)
    if form == "daff":
        # As above.
        from datapatch.presenting.diff_daff import diff_daff

        return diff_daff(old.table, new.table, found)
    if form == "html":
        # As above.
        from datapatch.presenting.diff_html import HtmlDiff

        page = HtmlDiff((old.name, new.name), read_language(), read_translator())
        return page.page(new.table, found)
    # As above.
    from datapatch.presenting.diff_text import TextDiff

    return TextDiff(read_translator(), paint_for_output()).lines(found)
