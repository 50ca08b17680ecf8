"""What is private is forgotten in time."""

from dataclasses import replace
from datetime import timedelta

from datapatch.db.models import State
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.privacy.erasing import CONTACT_KEPT, erase_contacts
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import withdraw
from tests.builders import NOON, OPERATOR, PLACES, Staff
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


def test_what_was_refused_is_kept_for_its_time(instance: Instance, staff: Staff) -> None:
    """A moderator can look it up for half a year; then that it was refused is all that is known."""
    spoken = replace(AMINE, message="Ring twice", source="the door")
    receipt = suggest(instance, "p2", PHONE, spoken)
    refuse(instance, staff.moderator, receipt.id, motive="", words="No.", now=NOON)
    for days, message in (179, "Ring twice"), (180, ""):
        erase_contacts(instance, now=NOON + timedelta(days=days))
        record = read_receipt(instance, receipt.secret)
        assert (record.message, bool(record.patches)) == (message, bool(message))
    assert (record.state, record.source, record.author_name) == (State.REFUSED, "", "")


def test_what_is_published_or_waits_is_not_erased(instance: Instance, staff: Staff) -> None:
    """Retention is for what nobody wanted."""
    waits, stands = suggest(instance, "p2", PHONE, AMINE), suggest(instance, "p1", PHONE, AMINE)
    accept(instance, staff.moderator, stands.id, now=NOON)
    erase_contacts(instance, now=NOON + timedelta(days=4000))
    assert all(read_receipt(instance, one.secret).patches for one in (waits, stands))


def test_a_dataset_says_how_long_addresses_are_kept(instance: Instance, staff: Staff) -> None:
    """What is published keeps the address for the days that the producer chose."""
    choose(instance, OPERATOR, PLACES, {"contact_days": 3})
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, AMINE)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    erase_contacts(instance, now=NOON + timedelta(days=3, hours=-1))
    assert read_receipt(instance, receipt.secret).has_email
    erase_contacts(instance, now=NOON + timedelta(days=3))
    assert not read_receipt(instance, receipt.secret).has_email
