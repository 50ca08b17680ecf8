"""``datapatch purge``: a value or a row, removed from every version of a dataset."""

from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.errors import InvalidInput
from datapatch.translation import N_

_HELP = N_(
    "Remove a value or a row from every version of a dataset, for a legal order.\n\n"
    "History is written anew: revisions get other names, and whoever cloned has to clone again; a "
    "notice on the dataset's page says so.\n\n"
    "Examples:\n\n"
    "datapatch purge hub/places --value 'Jane Doe' --dry-run\n\n"
    "datapatch purge hub/places --row p17 --motive 'Order of 3 May'"
)
_CHANGED = N_("{count} revisions hold it; the first is {first}.")
_DONE = N_("It is removed. The published revision is {head} now.")
_BACKUPS = N_(
    "These still hold it: every backup of {home} made before now, every clone, and the memory of "
    "running servers: restart them. Delete the backups, or restore none of them."
)
_KEY_OR_VALUE = N_("Give either --value or --row.")
_RESOURCE = N_("Say which table holds the row, with --resource: {names}.")


@click.command(help=_HELP)
@click.argument("dataset")
@click.option("--value", default="", help=N_("the text to remove from every cell and message"))
@click.option("--row", default="", help=N_("the address of the row to remove: its key"))
@click.option("--resource", default="", help=N_("the table that holds the row"))
@click.option("--motive", default="", help=N_("words for the notice on the dataset's page"))
@click.option("--dry-run", is_flag=True, help=N_("say what would change, and change nothing"))
def command(dataset: str, value: str, row: str, resource: str, motive: str, dry_run: bool) -> None:
    """Purge, and say what is left to do."""
    # The whole workflow takes half a second to load: not for "datapatch --help".
    from datapatch.accounts.policy import Actor
    from datapatch.workflow.datasets import schemas_of
    from datapatch.workflow.instance import open_instance
    from datapatch.workflow.naming import dataset_name
    from datapatch.workflow.privacy.purging import purge
    from datapatch.workflow.rows.addressing import decode

    if bool(value) == bool(row):
        raise InvalidInput(_KEY_OR_VALUE)
    translate, name = read_translator(), dataset_name(*dataset.partition("/")[::2])
    instance = open_instance(read_configuration())
    tables = list(schemas_of(instance, name)) if row else []
    if row and not resource and len(tables) != 1:
        raise InvalidInput(_RESOURCE, names=", ".join(tables))
    key = tuple(decode(part) for part in row.split(","))
    purged = purge(
        instance,
        Actor(is_administrator=True),
        name,
        now=datetime.now(UTC),
        value=value,
        row=(resource or tables[0], key) if row else None,
        motive=motive,
        only_look=dry_run,
    )
    first = purged.changed[0]
    click.echo(translate(_CHANGED).format(count=len(purged.changed), first=first[:12]))
    if not dry_run:
        click.echo(translate(_DONE).format(head=purged.new_head[:12]))
        click.echo(translate(_BACKUPS).format(home=instance.config.home))
