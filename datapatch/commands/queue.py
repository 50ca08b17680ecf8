"""``datapatch queue``: what waits for a decision."""

import json
from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import N_


@click.command(
    help=N_(
        "List what waits for a decision, oldest first: one line each, with its name for "
        "“datapatch decide”.\n\n"
        "Who runs this command owns the server: without --as it acts as the first "
        "administrator.\n\n"
        "Examples:\n\n"
        "datapatch queue --dataset hub-exemple/lieux-mediation-numerique\n\n"
        "datapatch queue --tab apart --format json"
    )
)
@click.option(
    "--tab",
    type=click.Choice(("todo", "mine", "information", "apart", "stale")),
    default="todo",
    show_default=True,
    help=N_("Which part of the queue."),
)
@click.option("--dataset", default="", help=N_("Of this dataset alone: WORKSPACE/DATASET."))
@click.option("--as", "login", help=N_("Whose queue: the login of a moderator."))
@click.option("--page", type=click.IntRange(min=1), default=1, help=N_("Fifty at a time."))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=N_("How it is written."),
)
def command(tab: str, *, dataset: str, login: str | None, page: int, form: str) -> None:
    """Read the queue and write it."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.terminal.queue_text import queue_lines
    from datapatch.terminal.writing import write_out
    from datapatch.workflow.people.joining import moderator_called
    from datapatch.workflow.queue.queue_form import queue_json
    from datapatch.workflow.queue.queues import PAGE, read_queue
    from datapatch.workflow.queue.sights import QueueFilter, Tab

    instance, now = open_ready(read_configuration()), datetime.now(UTC)
    who = moderator_called(instance, login)
    wanted = QueueFilter(dataset=dataset)
    read = read_queue(instance, who.actor, Tab(tab), wanted, now=now, page=page)
    if form == "json":
        told = queue_json(read, page=page, page_size=PAGE)
        write_out([json.dumps(told, ensure_ascii=False, indent=1), "\n"])
    else:
        write_out(queue_lines(read, read_translator()))
