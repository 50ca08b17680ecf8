"""What a contributor takes back of themselves: the address at once, the name from every page."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, OutboxEntry
from datapatch.workflow.contributions import by_receipt
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
