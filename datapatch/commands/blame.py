"""``datapatch blame``: who last changed each cell of a table, when, and by which contribution."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_translator
from datapatch.errors import NotFound
from datapatch.terminal.writing import without_collecting, write_out
from datapatch.translation import N_, Translate

if TYPE_CHECKING:
    from datapatch.tables.table import Table
    from datapatch.terminal.pasts import Past
    from datapatch.workflow.past.blaming import TableBlame

NO_FIELD = N_("There is no field “{field}” here. The fields are: {fields}.")
STILL_READ = N_("The history of {table} is being read by somebody else. Try again in a minute.")


@click.command(
    help=N_(
        "Show to which revision each cell of a table is owed: who, when, by which contribution.\n\n"
        "TARGET is REPO:REVISION:RESOURCE, the folder of a repository (by default the current "
        "one), or WORKSPACE/DATASET of the instance, followed by :RESOURCE where it holds several "
        "tables. A renamed field keeps its past, a row that moves as well.\n\n"
        "Exit code: 0, or 2 when something went wrong.\n\n"
        "Examples:\n\n"
        "datapatch blame --row p2\n\n"
        "datapatch blame .:main:places --field phone\n\n"
        "datapatch blame hub-exemple/lieux-mediation-numerique --format json"
    )
)
@click.argument("target", default=".")
@click.option("--row", "key", help=N_("One row alone: its key, or its number without a key."))
@click.option("--field", help=N_("One field alone."))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=N_("How it is written."),
)
def command(target: str, *, key: str | None, field: str | None, form: str) -> None:
    """Find the table, then tell of its cells."""
    # git and tables take a moment to load: not for "datapatch --help".
    from datapatch.terminal.pasts import past_of
    from datapatch.workflow.past.blaming import blame_at_head

    with without_collecting(), past_of(target) as past:
        row = None if key is None else past.row(key)
        rows = slice(None) if row is None else slice(row, row + 1)
        blamed = blame_at_head(past.logbook, past.log, past.resource, rows)
        if blamed is None:
            raise NotFound(STILL_READ, table=target)
        if field is not None and field not in blamed.fields:
            raise NotFound(NO_FIELD, field=field, fields=", ".join(blamed.fields))
        table = past.logbook.head.table(past.resource)
        fields = blamed.fields if field is None else (field,)
        shown = _Shown(past, table, blamed, fields)
        write_out(shown.as_json() if form == "json" else shown.as_text(read_translator()))


class _Shown:
    """The answer in either form, row by row."""

    def __init__(
        self, past: "Past", table: "Table", blamed: "TableBlame", fields: tuple[str, ...]
    ) -> None:
        self._past, self._table, self._blamed, self._fields = past, table, blamed, fields
        self._columns = [blamed.fields.index(name) for name in fields]
        self._key = [table.position(name) for name in past.key]

    def as_json(self) -> Iterator[str]:
        """One object; its rows are written one by one."""
        # What it needs is loaded by now.
        from datapatch.workflow.past.past_form import revisions_form

        blamed, head = self._blamed, self._past.logbook.head
        used = {n for line in blamed.numbers[:, self._columns].tolist() for n in line}
        revisions = revisions_form(blamed.revisions[number] for number in used)
        top = {"commit": head.commit, "resource": self._past.resource, "revisions": revisions}
        yield json.dumps(top, ensure_ascii=False)[:-1] + ', "rows": ['
        commits = {number: entry.commit for number, entry in blamed.revisions.items()}
        names = self._past.key
        for place, line in enumerate(blamed.numbers[:, self._columns].tolist()):
            values = self._table.values(blamed.first + place)
            row = {
                "row": blamed.first + place + 1,
                "key": {n: values[p] for n, p in zip(names, self._key, strict=True)} or None,
                "cells": {n: commits[c] for n, c in zip(self._fields, line, strict=True)},
            }
            yield (",\n" if place else "\n") + json.dumps(row, ensure_ascii=False)
        yield "\n]}\n"

    def as_text(self, translate: Translate) -> Iterator[str]:
        """A line for each cell: commit, day, who, which row, field and value."""
        # As above.
        from datapatch.presenting.cells import plain, shown
        from datapatch.terminal.past_text import owed_line

        told = {n: owed_line(entry, translate) for n, entry in self._blamed.revisions.items()}
        names = [plain(name) for name in self._fields]
        for place, line in enumerate(self._blamed.numbers[:, self._columns].tolist()):
            row = self._blamed.first + place
            values = self._table.values(row)
            key = ",".join(plain(values[position]) for position in self._key) or str(row + 1)
            for name, column, number in zip(names, self._columns, line, strict=True):
                yield f"{told[number]}  {key}  {name}: {shown(values[column], translate)}\n"
