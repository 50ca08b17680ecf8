"""``datapatch moderator``: for which rows a moderator cares, and who is a deputy."""

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.errors import InvalidInput
from datapatch.translation import N_

_ONE_FIELD = N_("Write --only as FIELD=VALUE, with the same field each time.")


@click.command(
    help=N_(
        "Say for which rows LOGIN moderates in WORKSPACE, and whether they are a deputy.\n\n"
        "With --only they see, are told of and decide on contributions to rows that hold one of "
        "the values, before or after the change; without it, on every row again. A deputy is told "
        "what has waited for long.\n\n"
        "Example: datapatch moderator lea hub-exemple --only departement=Hérault --only "
        "departement=Gard --deputy"
    )
)
@click.argument("login")
@click.argument("workspace")
@click.option(
    "--only", multiple=True, metavar="FIELD=VALUE", help=N_("Rows whose field holds this value.")
)
@click.option("--deputy/--no-deputy", default=False, help=N_("Is told what has waited for long."))
def command(login: str, workspace: str, *, only: tuple[str, ...], deputy: bool) -> None:
    """Change the membership, and say what it is now."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.people.joining import limit_moderator

    pairs = [pair.partition("=") for pair in only]
    fields = {field for field, _equals, _value in pairs}
    if len(fields) > 1 or not all(equals and field for field, equals, _value in pairs):
        raise InvalidInput(_ONE_FIELD)
    values = [value for _field, _equals, value in pairs]
    field = next(iter(fields), "")
    instance = open_ready(read_configuration())
    limit_moderator(instance, login, workspace, field=field, values=values, deputy=deputy)
    translate = read_translator()
    if field:
        said = translate(N_("{login} moderates the rows of {workspace} whose {field} is {values}."))
    else:
        said = translate(N_("{login} moderates every row of {workspace}."))
    told = {"login": login, "workspace": workspace, "field": field, "values": ", ".join(values)}
    click.echo(said.format(**told))
