"""``datapatch login-link``: a way in for somebody who lost the password."""

from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration
from datapatch.translation import N_


@click.command(
    help=N_(
        "Print a link that logs LOGIN in, once, within 15 minutes.\n\n"
        "Example: datapatch login-link lea"
    )
)
@click.argument("login")
def command(login: str) -> None:
    """Print the link."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.people.joining import login_address

    click.echo(login_address(open_ready(read_configuration()), login, now=datetime.now(UTC)))
