"""One verdict on many contributions."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import State, Verdict
from datapatch.errors import Conflict, Forbidden, InvalidInput
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.verdicts.bulk import carry_on, preview, read_bulk, start, stop, unfinished
from datapatch.workflow.verdicts.bulk_reverting import revert_bulk
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, Staff, add_staff, import_places, make_instance
from tests.serving.conftest import eventually
from tests.workflow.test_publishing import git
from tests.workflow.walking import published_text, suggest


@pytest.fixture
def four(instance: Instance) -> list[Receipt]:
    """Three corrections that fit together, and one that clashes with the first."""
    return [
        suggest(instance, "p1", {"commune": "Agde"}),
        suggest(instance, "p2", {"telephone": "+33465710002"}),
        suggest(instance, "p3", {"services": "wifi"}),
        suggest(instance, "p1", {"commune": "Frontignan"}),
    ]


def states(instance: Instance, receipts: list[Receipt]) -> list[State]:
    """Where each of them stands."""
    return [find_contribution(instance, OPERATOR, receipt.id).state for receipt in receipts]


def begin(instance: Instance, staff: Staff, receipts: list[Receipt]) -> str:
    """Accept all of these."""
    ids = [receipt.id for receipt in receipts]
    return start(instance, staff.moderator, PLACES, ids, verdict=Verdict.ACCEPT, now=NOON).id


def test_a_preview_leaves_out_what_cannot_be_accepted(
    instance: Instance, staff: Staff, four: list[Receipt]
) -> None:
    """It counts what is ready, what clashes, and what somebody decided already."""
    accept(instance, staff.moderator, four[0].id, now=NOON)
    ids = [receipt.id for receipt in four]
    seen = preview(instance, staff.moderator, PLACES, ids, Verdict.ACCEPT)
    assert {record.id for record in seen.ready} == {four[1].id, four[2].id}
    assert [record.id for record in seen.clashing] == [four[3].id]
    assert [record.id for record in seen.decided] == [four[0].id]


def test_many_are_accepted_and_reverted_as_one(
    instance: Instance, staff: Staff, four: list[Receipt]
) -> None:
    """Each has its own revision; one revision takes all of them back."""
    before = published_text(instance)
    bulk = begin(instance, staff, four)
    done = carry_on(instance, bulk, now=NOON)
    assert (done.total, done.done, done.left_out, done.finished) == (4, 4, 1, True)
    assert sorted(states(instance, four)) == [State.OPEN] + [State.PUBLISHED] * 3
    assert len(revert_bulk(instance, staff.moderator, bulk, now=NOON)) == 1
    assert published_text(instance) == before
    assert git(instance, "rev-list", "--count", "--first-parent", "main").strip() == "5"
    with pytest.raises(Conflict, match="reverted already"):
        revert_bulk(instance, staff.moderator, bulk, now=NOON)


def test_what_others_published_in_between_stays(
    instance: Instance, staff: Staff, four: list[Receipt]
) -> None:
    """Runs of publications are taken back around it."""
    bulk = begin(instance, staff, four[:1])
    second = begin(instance, staff, four[1:3])
    carry_on(instance, second, now=NOON)
    carry_on(instance, bulk, now=NOON)
    revert_bulk(instance, staff.moderator, second, now=NOON)
    text = published_text(instance)
    assert "Agde" in text
    assert "+33465710002" not in text


def test_a_verdict_on_many_can_be_stopped(tmp_path: Path) -> None:
    """What was not reached waits again, and nothing else happens to it."""
    instance = make_instance(tmp_path, undo_seconds=10)
    import_places(instance)
    staff = add_staff(instance)
    sent = [suggest(instance, address, {"commune": "Agde"}) for address in ("p1", "p2")]
    bulk = begin(instance, staff, sent)
    assert (unfinished(instance, now=NOON), carry_out_due(instance, now=NOON)) == ([], 0)
    stop(instance, staff.moderator, bulk, now=NOON)
    carry_on(instance, bulk, now=NOON)
    assert states(instance, sent) == [State.OPEN, State.OPEN]
    assert read_bulk(instance, staff.moderator, bulk).stopped
    assert "Agde" not in published_text(instance)


def test_many_are_refused_with_one_motive(
    instance: Instance, staff: Staff, four: list[Receipt]
) -> None:
    """Every contributor reads it."""
    ids = [receipt.id for receipt in four]
    with pytest.raises(InvalidInput, match="Say why"):
        start(instance, staff.moderator, PLACES, ids, verdict=Verdict.REFUSE, now=NOON)
    bulk = start(
        instance, staff.moderator, PLACES, ids, verdict=Verdict.REFUSE, now=NOON, motive="spam"
    )
    carry_on(instance, bulk.id, now=NOON)
    found = [find_contribution(instance, OPERATOR, receipt.id) for receipt in four]
    assert {record.state for record in found} == {State.REFUSED}
    assert {record.reason for record in found} == {"It is advertising or makes no sense"}


def test_a_visitor_decides_nothing(instance: Instance, staff: Staff, four: list[Receipt]) -> None:
    """The policy is asked before anything is looked at."""
    nobody = Moderator(ANONYMOUS, 0, "")
    with pytest.raises(Forbidden):
        preview(instance, nobody, PLACES, [four[0].id], Verdict.ACCEPT)
    bulk = begin(instance, staff, four)
    with pytest.raises(Forbidden):
        stop(instance, nobody, bulk, now=NOON)


def test_many_are_stopped_midway_and_the_rest_is_finished_later(
    instance: Instance, staff: Staff
) -> None:
    """What was reached is published, what was not waits again; each part is taken back as one."""
    rows = "".join(f"r{n},Nom {n},Ville,,wifi\n" for n in range(40))
    table = DatasetName("hub", "many")
    data = f"id,nom,commune,telephone,services\n{rows}".encode()
    import_places(instance, table, data)
    before = published_text(instance, table)
    receipts = [
        suggest(instance, f"r{n}", {"telephone": f"+336657100{n:02}"}, name=table)
        for n in range(40)
    ]
    ids = [receipt.id for receipt in receipts]
    first = start(instance, staff.moderator, table, ids, verdict=Verdict.ACCEPT, now=NOON)

    with ThreadPoolExecutor(1) as worker:
        carrying = worker.submit(carry_on, instance, first.id, now=NOON)
        assert eventually(lambda: read_bulk(instance, staff.moderator, first.id).done >= 3)
        stop(instance, staff.moderator, first.id, now=NOON)
        stopped = carrying.result()

    assert (stopped.stopped, stopped.finished, stopped.left_out) == (True, True, 0)
    assert 3 <= stopped.done <= len(ids)
    found = dict(zip(ids, states(instance, receipts), strict=True))
    rest = [number for number, state in found.items() if state == State.OPEN]
    assert len(rest) == len(ids) - stopped.done
    assert {found[n] for n in found if n not in rest} == {State.PUBLISHED}
    done = [first.id]
    if rest:
        second = start(instance, staff.moderator, table, rest, verdict=Verdict.ACCEPT, now=NOON)
        assert carry_on(instance, second.id, now=NOON).done == len(rest)
        done.append(second.id)
    assert published_text(instance, table).count("+336657100") == 40
    for bulk_id in reversed(done):
        assert len(revert_bulk(instance, staff.moderator, bulk_id, now=NOON)) == 1
    assert published_text(instance, table) == before
