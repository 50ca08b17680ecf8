"""``datapatch migrate``: the database's tables, brought up to date or compared with the models."""

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.errors import Conflict
from datapatch.translation import N_


@click.command(help=N_("Create the tables of the database, or bring them up to date."))
@click.option(
    "--check", is_flag=True, help=N_("Change nothing; fail when the models need a migration.")
)
def command(check: bool) -> None:
    """Migrate, or compare."""
    # Alembic and SQLAlchemy take half a second to load: not for "datapatch --help".
    from datapatch.db.migrations import pending_changes, upgrade

    url = read_configuration().database
    if not check:
        upgrade(url)
        click.echo(read_translator()(N_("The database is up to date.")))
    elif changes := pending_changes(url):
        raise Conflict(
            N_("The models and the migrations disagree. Write a migration for: {changes}."),
            changes="; ".join(changes),
        )
