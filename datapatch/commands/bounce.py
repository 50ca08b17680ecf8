"""``datapatch bounce``: a mail server hands over a report about a mail that came back."""

import sys
from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import N_


@click.command(
    help=N_(
        "Read a delivery report (RFC 3464) from standard input, and write no more to an address "
        "that does not work.\n\n"
        "For the mail server that takes mail for the sender's address.\n\n"
        'Example, in /etc/aliases: noreply: "|datapatch bounce"'
    )
)
def command() -> None:
    """Take note of one report."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.mails.bouncing import read_report

    instance, translate = open_ready(read_configuration()), read_translator()
    dead = read_report(instance, sys.stdin.buffer.read(), now=datetime.now(UTC))
    said = N_("The address is marked: nothing is sent to it any more.")
    kept = N_("The report says nothing against the address itself: it is still written to.")
    click.echo(translate(said if dead else kept))
