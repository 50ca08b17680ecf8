"""``datapatch person export``: what is held about somebody, for who asks."""

import json

import click

from datapatch.environment import read_configuration
from datapatch.errors import InvalidInput
from datapatch.translation import N_


@click.group(help=N_("Answer people who ask what is held about them."))
def command() -> None:
    """Hold the verbs about what is held."""


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
