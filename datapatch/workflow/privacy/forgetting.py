"""What is forgotten of a contribution: the address, the name, or all that its author wrote."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Decision, OutboxEntry, Remark
from datapatch.workflow.contributions import by_receipt, store_patches
from datapatch.workflow.instance import Instance


def forget_address(instance: Instance, secret: str) -> None:
    """Erase the address behind a receipt, and every mail to it; raises `NotFound`."""
    with instance.database.transaction() as session:
        erase_address(session, by_receipt(session, secret))


def withdraw_name(instance: Instance, secret: str) -> None:
    """Show the contributor's name no more, anywhere but in git; raises `NotFound`."""
    with instance.database.transaction() as session:
        by_receipt(session, secret).credit_withdrawn = True


def erase_address(session: Session, row: Contribution) -> None:
    """Erase a contributor's address, and the mails that hold it: those that wait, those sent."""
    if row.email:
        session.execute(
            delete(OutboxEntry).where(
                OutboxEntry.contribution_id == row.id, OutboxEntry.recipient == row.email
            )
        )
    row.email, row.erase_contact_after = None, None


def erase_words(session: Session, row: Contribution) -> None:
    """Erase all that somebody sent and nobody published; when it came and ended stays, to count."""
    erase_address(session, row)
    row.author_name, row.message, row.source, row.row_label = "", "", "", ""
    row.places = ""
    row.patch, row.flags = store_patches([]), []
    session.execute(delete(Remark).where(Remark.contribution_id == row.id))
    decided = update(Decision).where(Decision.contribution_id == row.id)
    session.execute(decided.values(patch=None, words=""))
