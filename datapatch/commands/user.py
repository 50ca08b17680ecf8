"""``datapatch user add``: somebody gets an account."""

import sys
from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import LANGUAGES, N_


@click.group(help=N_("Add people."))
def command() -> None:
    """Hold the verbs about people."""


@command.command(
    "add",
    help=N_(
        "Add an account and print a link that logs in once.\n\n"
        "Example: datapatch user add lea --name 'Léa Martin' --email lea@example.org "
        "--moderator hub-exemple"
    ),
)
@click.argument("login")
@click.option("--name", required=True, help=N_("The public name, shown in the history."))
@click.option("--email", help=N_("Where notices go; never shown."))
@click.option("--language", type=click.Choice(LANGUAGES), help=N_("The language of their mails."))
@click.option("--administrator", is_flag=True, help=N_("May do everything on this server."))
@click.option(
    "--moderator", multiple=True, metavar="WORKSPACE", help=N_("Moderates this workspace.")
)
@click.option(
    "--editor", multiple=True, metavar="WORKSPACE", help=N_("Publishes in this workspace.")
)
@click.option("--password-stdin", is_flag=True, help=N_("Read a password from standard input."))
def add(
    login: str,
    name: str,
    email: str | None,
    language: str | None,
    *,
    administrator: bool,
    moderator: tuple[str, ...],
    editor: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """Add one person."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.accounts.people import NewPerson
    from datapatch.db.models import Role
    from datapatch.opening import open_ready
    from datapatch.workflow.people.joining import Joining, join, login_address

    config, now = read_configuration(), datetime.now(UTC)
    instance = open_ready(config)
    new = NewPerson(
        login=login,
        public_name=name,
        language=language or config.language,
        email=email,
        password=sys.stdin.readline().rstrip("\n") if password_stdin else None,
        is_administrator=administrator,
    )
    roles = [Joining(w, Role.MODERATOR) for w in moderator] + [
        Joining(w, Role.EDITOR) for w in editor
    ]
    join(instance, new, roles, now=now)
    translate = read_translator()
    click.echo(translate(N_("{name} has an account. This link logs in, once:")).format(name=name))
    click.echo(login_address(instance, login, now=now))
