"""``datapatch receipt``: how one's contribution stands, answered or taken back."""

import json
from datetime import UTC, datetime

import click

from datapatch.environment import read_configuration
from datapatch.errors import InvalidInput
from datapatch.translation import N_

_ONE_STEP = N_("Say either --answer TEXT or --withdraw, not both.")


@click.command(
    help=N_(
        "Show how the contribution of a receipt stands, as JSON. SECRET is the address of the "
        "receipt, or its last part.\n\n"
        "Examples:\n\n"
        "datapatch receipt 8f3kq2vxw7m4\n\n"
        "datapatch receipt 8f3kq2vxw7m4 --answer 'Since May.'"
    )
)
@click.argument("secret", metavar="SECRET")
@click.option("--answer", "words", help=N_("Answer the moderators, or add something."))
@click.option("--withdraw", is_flag=True, help=N_("Take it back while it waits."))
def command(secret: str, *, words: str | None, withdraw: bool) -> None:
    """Do what its holder wants, and say how it stands then."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.terminal.writing import write_out
    from datapatch.workflow.contributors.receipt_form import receipt_json
    from datapatch.workflow.contributors.receipts import follow
    from datapatch.workflow.verdicts import asking, ending

    if withdraw and words is not None:
        raise InvalidInput(_ONE_STEP)
    instance, now = open_ready(read_configuration()), datetime.now(UTC)
    secret = secret.rstrip("/").rpartition("/")[2]
    if words is not None:
        asking.answer(instance, secret, words, now=now)
    if withdraw:
        ending.withdraw(instance, secret, now=now)
    told = receipt_json(follow(instance, secret))
    write_out([json.dumps(told, ensure_ascii=False, indent=1), "\n"])
