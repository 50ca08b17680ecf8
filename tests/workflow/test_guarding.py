"""What the abuse checks say of a proposal, rung by rung, and that they lose nothing."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Notice, OutboxEntry, SenderTrace, State
from datapatch.errors import NotTaking, TooMany
from datapatch.workflow.abuse.guarding import Proof, check_taking, vet
from datapatch.workflow.abuse.senders import UNKNOWN, Sender, sender_of
from datapatch.workflow.abuse.vetting import Vetting
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.privacy.erasing import erase_contacts
from datapatch.workflow.proposals.contributing import Contributor, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, propose_removal, propose_update
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.verdicts.releasing import release
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.workflow.test_notifying import mails
from tests.workflow.walking import NOBODY, suggest

PHONE = {"telephone": "+33465710002"}


def proposal(instance: Instance, address: str, values: Mapping[str, str]) -> Proposal:
    """A correction of the row at ``address``; its removal without values."""
    with published(instance, PLACES) as snapshot:
        place = locate(snapshot, "places", address)
        if values:
            patch = propose_update(snapshot, "places", place, values)
        else:
            patch = propose_removal(snapshot, "places", place)
        return Proposal(snapshot.commit, patch, address)


def judged(
    instance: Instance,
    values: Mapping[str, str] = PHONE,
    *,
    contributor: Contributor = NOBODY,
    sender: Sender = UNKNOWN,
    proof: Proof = Proof.MISSING,
    seconds: int = 0,
) -> Vetting:
    """What is said of a correction of the second row, so long after noon."""
    return vet(
        instance,
        ANONYMOUS,
        PLACES,
        proposal(instance, "p2", values),
        contributor,
        sender=sender,
        now=NOON + timedelta(seconds=seconds),
        proof=proof,
    )


def names(vetting: Vetting) -> list[str]:
    """The flags by name."""
    return [flag.name for flag in vetting.flags]


def test_an_ordinary_correction_raises_no_flag(instance: Instance) -> None:
    """A telephone number from anybody goes on as it is."""
    assert judged(instance) == Vetting()


def test_many_from_one_sender_are_told_when_to_come_back(instance: Instance) -> None:
    """The limit of a dataset holds for each sender, and the sentence says for how long."""
    choose(instance, OPERATOR, PLACES, {"sender_hourly": 2})
    here, there = sender_of(instance, "192.0.2.7"), sender_of(instance, "192.0.2.8")
    judged(instance, sender=here)
    judged(instance, sender=here, seconds=600)
    with pytest.raises(TooMany, match="in 50 min") as told:
        judged(instance, sender=here, seconds=601)
    assert told.value.retry_after == 3000
    judged(instance, sender=there, seconds=601)
    judged(instance, sender=here, seconds=3600)


def test_a_dataset_and_the_instance_have_limits_too(instance: Instance) -> None:
    """Whoever sends them, no more than so many come in an hour; 0 switches a limit off."""
    choose(instance, OPERATOR, PLACES, {"dataset_hourly": 1})
    judged(instance)
    with pytest.raises(TooMany, match="reach this dataset"):
        judged(instance, seconds=1)
    choose(instance, OPERATOR, PLACES, {"dataset_hourly": 0})
    object.__setattr__(instance.config.limits, "contributions_hourly", 1)
    with pytest.raises(TooMany, match="reach this site"):
        judged(instance, seconds=2)


def test_no_address_is_kept_and_its_hash_for_a_month_at_most(instance: Instance) -> None:
    """One hash for a home, another in another instance's hands; both gone with their time."""
    sender = sender_of(instance, "2001:db8:1:2::7")
    assert sender == sender_of(instance, "2001:db8:1:2:aaaa::1")
    assert sender != sender_of(instance, "2001:db8:1:3::7")
    assert sender_of(instance, "::ffff:192.0.2.7") == sender_of(instance, "192.0.2.7")
    assert sender_of(instance, "a socket") == UNKNOWN
    choose(instance, OPERATOR, PLACES, {"trace_days": 400})
    judged(instance, sender=sender)
    for days, left in (29, 1), (30, 0):
        erase_contacts(instance, now=NOON + timedelta(days=days))
        with instance.database.reading() as session:
            traces = list(session.scalars(select(SenderTrace)))
        assert len(traces) == left
        assert all("2001" not in trace.sender_hash for trace in traces)


def test_many_in_a_minute_are_a_burst(instance: Instance) -> None:
    """The fifth within a minute is asked for a proof of work; a minute later all is well."""
    sender = sender_of(instance, "192.0.2.7")
    for second in range(4):
        assert not judged(instance, sender=sender, seconds=second).flags
    burst = judged(instance, sender=sender, seconds=5, proof=Proof.NOT_YET)
    assert (names(burst), burst.asks_proof, burst.set_apart) == (["burst"], True, False)
    assert not judged(instance, sender=sender, seconds=90).flags


def test_what_is_asked_for_a_proof_is_not_counted_yet(instance: Instance) -> None:
    """It counts once, when it comes again: with the proof it goes on, without it is set apart."""
    choose(instance, OPERATOR, PLACES, {"proof_of_work_score": 1, "sender_hourly": 1})
    sender = sender_of(instance, "192.0.2.7")
    linked = Contributor(message="See https://shop.example/", language="en")
    for _again in range(3):
        asked = judged(instance, contributor=linked, sender=sender, proof=Proof.NOT_YET)
        assert asked.asks_proof
    brought = judged(instance, contributor=linked, sender=sender, proof=Proof.BROUGHT)
    assert (names(brought), brought.set_apart) == (["links"], False)
    other = sender_of(instance, "192.0.2.8")
    missing = judged(instance, contributor=linked, sender=other, proof=Proof.MISSING)
    assert (names(missing), missing.set_apart) == (["links", "unproven"], True)


def test_a_caller_of_the_api_without_proof_is_set_apart(instance: Instance) -> None:
    """What owes a proof whatever its score is kept apart, and says why."""
    owed = judged(instance, proof=Proof.OWED)
    assert (names(owed), owed.set_apart) == (["unproven"], True)


def test_links_deletions_and_the_territory_weigh(instance: Instance) -> None:
    """Each says what it saw; a site that the cell named before is no new link."""
    choose(
        instance,
        OPERATOR,
        PLACES,
        {"territory_field": "commune", "territory_values": ["Sète", "Montpellier"]},
    )
    far = judged(instance, {"commune": "Lille"})
    assert [(f.name, f.detail) for f in far.flags] == [("territory", "Lille")]
    assert not judged(instance, {"commune": "sete"}).flags
    linked = judged(instance, {"services": "https://www.shop.example/a"})
    assert [(f.name, f.detail) for f in linked.flags] == [("links", "shop.example")]
    assert linked.score < judged(instance, {"services": "www.a.example www.b.example"}).score
    assert names(judged(instance, {})) == ["deletion"]


def test_the_same_again_is_a_duplicate(instance: Instance) -> None:
    """The same change within a day is told, and so is a long message that came before."""
    suggest(instance, "p2", PHONE, Contributor(message="Buy our watches today, very cheap"))
    assert names(judged(instance)) == ["duplicate"]
    again = Contributor(message="Buy our watches today, very cheap")
    assert names(judged(instance, {"nom": "Other"}, contributor=again)) == ["duplicate"]
    assert not judged(instance, seconds=90_000).flags


def test_two_who_report_the_same_closure_confirm_each_other(instance: Instance) -> None:
    """The second one is told to moderators, and asked for nothing."""
    with published(instance, PLACES) as snapshot:
        patch = propose_removal(snapshot, "places", locate(snapshot, "places", "p2"))
        gone = Proposal(snapshot.commit, patch, "Médiathèque du Lac")
    open_contribution(instance, ANONYMOUS, PLACES, gone, Contributor(), now=NOON)
    second = vet(
        instance,
        ANONYMOUS,
        PLACES,
        gone,
        NOBODY,
        sender=UNKNOWN,
        now=NOON,
        proof=Proof.NOT_YET,
    )
    assert names(second) == ["duplicate", "deletion"]
    assert not second.asks_proof


def test_what_is_set_apart_tells_nobody_and_loses_nothing(instance: Instance, staff: Staff) -> None:
    """No mail, no bell; its words, reasons and score are there, and released it waits."""
    spam = Contributor("Bob", message="www.a.example www.b.example", language="en")
    choose(instance, OPERATOR, PLACES, {"quarantine_score": 4})
    vetting = judged(instance, contributor=spam, proof=Proof.BROUGHT)
    sent = proposal(instance, "p2", PHONE)
    receipt = open_contribution(instance, ANONYMOUS, PLACES, sent, spam, now=NOON, vetting=vetting)
    record = find_contribution(instance, staff.moderator.actor, receipt.id)
    assert (record.state, record.score, record.message) == (State.QUARANTINED, 4, spam.message)
    assert [flag.name for flag in record.flags] == ["links"]
    with instance.database.reading() as session:
        assert not list(session.scalars(select(OutboxEntry)))
        assert not list(session.scalars(select(Notice)))
    released = release(instance, staff.moderator, receipt.id, now=NOON)
    assert (released.state, released.patches) == (State.OPEN, (sent.patch,))


def test_a_paused_dataset_and_a_full_one_take_nothing_more(
    instance: Instance, staff: Staff
) -> None:
    """Visitors are told kindly, moderators are not held up; 0 lets any number wait."""
    choose(instance, OPERATOR, PLACES, {"max_waiting": 1})
    check_taking(instance, ANONYMOUS, PLACES)
    suggest(instance, "p2", PHONE)
    with pytest.raises(NotTaking, match="wait here for a moderator"):
        check_taking(instance, ANONYMOUS, PLACES)
    with pytest.raises(NotTaking):
        judged(instance)
    choose(instance, OPERATOR, PLACES, {"max_waiting": 0})
    check_taking(instance, ANONYMOUS, PLACES)
    choose(instance, OPERATOR, PLACES, {"paused": True})
    with pytest.raises(NotTaking, match="paused"):
        check_taking(instance, ANONYMOUS, PLACES)
    check_taking(instance, staff.moderator.actor, PLACES)


def test_each_rung_can_be_switched_off(instance: Instance) -> None:
    """With thresholds of 0 flags still explain, and nothing is asked or set apart."""
    choose(instance, OPERATOR, PLACES, {"proof_of_work_score": 0, "quarantine_score": 0})
    spam = Contributor(message="www.a.example www.b.example www.c.example", language="en")
    vetting = judged(instance, {}, contributor=spam)
    assert names(vetting) == ["links", "deletion"]
    assert (vetting.asks_proof, vetting.set_apart) == (False, False)


def test_one_address_gets_few_mails_that_ask_to_confirm(instance: Instance) -> None:
    """Whoever writes a stranger's address into many forms has three mails sent, not thirty."""
    for number in range(5):
        contributor = Contributor(email="victim@example.org", language="en")
        values = {"nom": f"Place {number}"}
        vetting = judged(instance, values, contributor=contributor, proof=Proof.OWED)
        assert vetting.confirmable
        sent = proposal(instance, "p2", values)
        open_contribution(instance, ANONYMOUS, PLACES, sent, contributor, now=NOON, vetting=vetting)
    assert len(mails(instance, "victim@example.org")) == 3
