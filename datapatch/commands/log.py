"""``datapatch log``: what happened to one row, revision by revision."""

import json

import click

from datapatch.environment import read_translator
from datapatch.errors import NotFound
from datapatch.terminal.writing import paint_for_output, without_collecting, write_out
from datapatch.translation import N_

STILL_READ = N_("The history of {table} is being read by somebody else. Try again in a minute.")


@click.command(
    help=N_(
        "Show what happened to one row, newest first: who changed which cells, and when.\n\n"
        "TARGET is REPO:REVISION:RESOURCE, the folder of a repository (by default the current "
        "one), or WORKSPACE/DATASET of the instance, followed by :RESOURCE where it holds several "
        "tables. The row is followed through renamed fields and to where it stood.\n\n"
        "Exit code: 0, or 2 when something went wrong.\n\n"
        "Examples:\n\n"
        "datapatch log --row p2\n\n"
        "datapatch log hub-exemple/lieux-mediation-numerique --row p2 --format json"
    )
)
@click.argument("target", default=".")
@click.option(
    "--row", "key", required=True, help=N_("The row: its key, or its number without a key.")
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=N_("How it is written."),
)
def command(target: str, *, key: str, form: str) -> None:
    """Find the row, then tell its life."""
    # git and tables take a moment to load: not for "datapatch --help".
    from datapatch.terminal.past_text import chapter_lines
    from datapatch.terminal.pasts import past_of
    from datapatch.workflow.past.history import row_events
    from datapatch.workflow.past.past_form import chapter_form
    from datapatch.workflow.past.row_stories import tell_events

    with without_collecting(), past_of(target) as past:
        events = row_events(past.logbook, past.log, past.resource, past.row(key))
        if not events:
            raise NotFound(STILL_READ, table=target)
        chapters = tell_events(past.logbook, past.log, events)
    if form == "json":
        told = [chapter_form(chapter) for chapter in chapters]
        write_out([json.dumps(told, ensure_ascii=False, indent=1), "\n"])
    else:
        write_out(chapter_lines(chapters, read_translator(), paint_for_output()))
