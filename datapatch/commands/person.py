"""``datapatch person``: what is held about somebody, for who asks; and its end."""

import json
from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.errors import InvalidInput
from datapatch.translation import N_

_HAND_OVER = N_("Write --hand-over as WORKSPACE=LOGIN.")
_GONE = N_("The account {login} is deleted.")


@click.group(help=N_("Answer people who ask what is held about them, or want to be forgotten."))
def command() -> None:
    """Hold the verbs about what is held."""


@command.command(
    "erase",
    help=N_(
        "Delete an account, and all that is held about its person. What they sent goes on "
        "without them; their public name stays where it gives credit, unless it is withdrawn.\n\n"
        "Example: datapatch person erase lea --withdraw-name --hand-over hub-exemple=mo"
    ),
)
@click.argument("login")
@click.option("--withdraw-name", is_flag=True, help=N_("Show their name no more, but in git."))
@click.option(
    "--hand-over",
    multiple=True,
    metavar="WORKSPACE=LOGIN",
    help=N_("Who owns a workspace from now on that nobody else owns."),
)
def erase(login: str, *, withdraw_name: bool, hand_over: tuple[str, ...]) -> None:
    """Delete one account."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.privacy.leaving import leave

    pairs = [pair.partition("=") for pair in hand_over]
    if not all(equals and heir for _workspace, equals, heir in pairs):
        raise InvalidInput(_HAND_OVER)
    heirs = {workspace: heir for workspace, _equals, heir in pairs}
    instance = open_ready(read_configuration())
    leave(instance, login, keep_name=not withdraw_name, heirs=heirs, now=datetime.now(UTC))
    click.echo(read_translator()(_GONE).format(login=login))


@command.command(
    "export",
    help=N_(
        "Print all that is held about a person as JSON.\n\n"
        "Name an account, or the secret at the end of a receipt's link.\n\n"
        "Example: datapatch person export lea > lea.json"
    ),
)
@click.argument("login", required=False)
@click.option("--receipt", metavar="SECRET", help=N_("The secret of a receipt, without account."))
def export(login: str | None, receipt: str | None) -> None:
    """Print what is held."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.privacy.held import held_about_account, held_about_receipt

    if bool(login) == bool(receipt):
        raise InvalidInput(N_("Give either a login, or --receipt with its secret."))
    instance = open_ready(read_configuration())
    if receipt:
        held = held_about_receipt(instance, receipt.rstrip("/").rsplit("/", 1)[-1])
    else:
        held = held_about_account(instance, login or "")
    click.echo(json.dumps(held, ensure_ascii=False, indent=2))
