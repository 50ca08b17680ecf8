"""``datapatch token add``: what git and the API take in place of a password."""

from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import N_


@click.group(help=N_("Make access tokens for git and the API."))
def command() -> None:
    """Hold the verbs about tokens."""


@command.command(
    "add",
    help=N_(
        "Print a new access token of LOGIN. It is shown once.\n\n"
        "git asks for a user name and a password: give the login and the token.\n\n"
        "Example: datapatch token add lea --label laptop"
    ),
)
@click.argument("login")
@click.option("--label", default="git", show_default=True, help=N_("What it is for."))
def add(login: str, label: str) -> None:
    """Print a new token alone on standard output, so that scripts can take it."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.people.joining import new_token

    token = new_token(open_ready(read_configuration()), login, label, now=datetime.now(UTC))
    click.echo(read_translator()(N_("Keep it: it is not shown again.")), err=True)
    click.echo(token)
