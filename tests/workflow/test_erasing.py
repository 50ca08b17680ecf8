"""What is private is forgotten in time."""

from datetime import timedelta

from datapatch.workflow.contributing import Contributor
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.deciding import accept
from datapatch.workflow.ending import withdraw
from datapatch.workflow.erasing import CONTACT_KEPT, erase_contacts
from datapatch.workflow.instance import Instance
from tests.builders import NOON, Staff
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "amine@example.org")
PHONE = {"telephone": "+33465710002"}


def test_an_address_is_kept_until_the_decision_was_told(instance: Instance, staff: Staff) -> None:
    """While a contribution waits, and for thirty days afterwards; then it is gone."""
    receipt = suggest(instance, "p2", PHONE, AMINE)
    erase_contacts(instance, now=NOON + timedelta(days=400))
    assert read_receipt(instance, receipt.secret).has_email
    accept(instance, staff.moderator, receipt.id, now=NOON)
    erase_contacts(instance, now=NOON + CONTACT_KEPT - timedelta(hours=1))
    assert read_receipt(instance, receipt.secret).has_email
    erase_contacts(instance, now=NOON + CONTACT_KEPT)
    assert not read_receipt(instance, receipt.secret).has_email


def test_withdrawing_erases_the_address(instance: Instance) -> None:
    """Whoever takes a contribution back is not written to any more."""
    receipt = suggest(instance, "p2", PHONE, AMINE)
    withdraw(instance, receipt.secret, now=NOON)
    erase_contacts(instance, now=NOON)
    assert not read_receipt(instance, receipt.secret).has_email
