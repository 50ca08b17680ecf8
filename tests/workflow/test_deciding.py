"""Verdicts: recorded at once, taken back for a moment, whole or in part."""

from datetime import timedelta
from pathlib import Path

import pytest

from datapatch.db.models import State
from datapatch.errors import AlreadyDecided, Conflict, InvalidInput, NothingChanged
from datapatch.workflow.contributions import ContributionRecord, find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.publication.publishing import publish
from datapatch.workflow.review.accepting import (
    AS_IT_STANDS,
    CellPlace,
    Choices,
    ConflictPlace,
    RowPlace,
)
from datapatch.workflow.review.settling import Resolution, Side
from datapatch.workflow.verdicts.asking import answer, ask, remarks_of
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import Seen, accept, refuse, undo
from datapatch.workflow.verdicts.ending import lapse_due
from datapatch.workflow.verdicts.reverting import revert
from tests.builders import NOON, OPERATOR, PLACES, Staff, add_staff, import_places, make_instance
from tests.workflow.test_publishing import git
from tests.workflow.walking import published_text, suggest, suggest_addition, suggest_removal

PHONE = {"telephone": "+33465710002"}
BOTH = PHONE | {"services": "cours"}
MO_ROW = RowPlace("places", "update", 1)


def in_seconds(count: int) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=count)


def record(instance: Instance, contribution: str) -> ContributionRecord:
    """What moderators see of it."""
    return find_contribution(instance, OPERATOR, contribution)


@pytest.fixture
def patient(tmp_path: Path) -> tuple[Instance, Staff]:
    """An instance where verdicts can be taken back for ten seconds."""
    made = make_instance(tmp_path, undo_seconds=10)
    import_places(made)
    return made, add_staff(made)


def test_what_is_taken_back_in_the_last_moment_is_not_published(
    patient: tuple[Instance, Staff],
) -> None:
    """Whoever carries it out read it a moment before; nor is what was decided anew since then."""
    instance, staff = patient
    receipt = suggest(instance, "p2", PHONE)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    read_before = record(instance, receipt.id)
    undo(instance, staff.moderator, receipt.id, now=NOON)
    with pytest.raises(AlreadyDecided):
        publish(instance, staff.moderator, read_before, now=NOON)
    accept(instance, staff.moderator, receipt.id, now=NOON + in_seconds(1))
    with pytest.raises(AlreadyDecided):
        publish(instance, staff.moderator, read_before, now=NOON)
    assert "+33465710002" not in published_text(instance)
    assert record(instance, receipt.id).state == State.SCHEDULED


def test_a_verdict_waits_until_it_cannot_be_taken_back(patient: tuple[Instance, Staff]) -> None:
    """It is recorded at once; the table changes ten seconds later, and not a moment before."""
    instance, staff = patient
    receipt = suggest(instance, "p2", PHONE)
    verdict = accept(instance, staff.moderator, receipt.id, now=NOON)
    assert (verdict.state, verdict.carry_out_at) == (State.SCHEDULED, NOON + in_seconds(10))
    assert carry_out_due(instance, now=NOON + in_seconds(9)) == 0
    assert "+33465710002" not in published_text(instance)
    assert carry_out_due(instance, now=NOON + in_seconds(10)) == 1
    assert record(instance, receipt.id).state == State.PUBLISHED


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_undo_takes_a_verdict_back(patient: tuple[Instance, Staff], verdict: str) -> None:
    """It waits as before, can be decided anew, and nothing was published or told meanwhile."""
    instance, staff = patient
    receipt = suggest(instance, "p2", PHONE, Contributor("Amine", "amine@example.org"))
    if verdict == "accept":
        accept(instance, staff.moderator, receipt.id, now=NOON)
    else:
        refuse(instance, staff.moderator, receipt.id, motive="spam", now=NOON)
    undo(instance, staff.moderator, receipt.id, now=NOON + in_seconds(5))
    assert carry_out_due(instance, now=NOON + in_seconds(60)) == 0
    found = record(instance, receipt.id)
    assert (found.state, found.verdict, found.reason, found.decided_by) == (
        State.OPEN,
        None,
        "",
        "",
    )
    assert git(instance, "rev-list", "--count", "main").strip() == "1"
    with pytest.raises(Conflict, match="too late"):
        undo(instance, staff.moderator, receipt.id, now=NOON + in_seconds(6))


def test_undo_comes_too_late_after_publication(instance: Instance, staff: Staff) -> None:
    """The sentence says what can be done instead."""
    receipt = suggest(instance, "p2", PHONE)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    with pytest.raises(Conflict, match="can be reverted"):
        undo(instance, staff.moderator, receipt.id, now=NOON)


def test_two_verdicts_within_the_moment(patient: tuple[Instance, Staff]) -> None:
    """The first one stands, the second moderator learns whose it is."""
    instance, staff = patient
    receipt = suggest(instance, "p2", PHONE)
    refuse(instance, staff.moderator, receipt.id, motive="spam", now=NOON)
    with pytest.raises(AlreadyDecided, match="Mo decided"):
        accept(instance, staff.administrator, receipt.id, now=NOON)


def test_the_table_moves_before_the_moment_is_over(patient: tuple[Instance, Staff]) -> None:
    """What clashes by then waits again and says why; nothing is overwritten."""
    instance, staff = patient
    first, second = suggest(instance, "p2", PHONE), suggest(instance, "p2", {"telephone": "+336"})
    accept(instance, staff.moderator, first.id, now=NOON)
    accept(instance, staff.moderator, second.id, now=NOON)
    carry_out_due(instance, now=NOON + in_seconds(10))
    states = [record(instance, receipt.id).state for receipt in (first, second)]
    assert states == [State.PUBLISHED, State.OPEN]
    (remark,) = remarks_of(instance, record(instance, second.id))
    assert "clashes" in remark.text


def test_a_ticked_cell_alone_is_published(instance: Instance, staff: Staff) -> None:
    """What was left out is not in the table, nor in any object that main reaches."""
    receipt = suggest(instance, "p2", BOTH, Contributor("Amine"))
    left = Choices(cells_left_out=frozenset({CellPlace(MO_ROW, "services")}))
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=left)
    assert "p2,Médiathèque du Lac,Montpellier,+33465710002,wifi\n" in published_text(instance)
    assert "+33465710002,cours" not in git(instance, "log", "-p", "-m", "main")
    assert git(instance, "log", "-1", "--format=%an", "main^2").strip() == "Amine"
    assert git(instance, "diff", "--numstat", "main^1", "main").split()[:2] == ["1", "1"]


def test_a_cell_is_corrected_then_accepted(instance: Instance, staff: Staff) -> None:
    """The corrected value is published, the contributor stays the author."""
    receipt = suggest(instance, "p2", {"telephone": "0465710002"}, Contributor("Amine"))
    mended = Choices(values={CellPlace(MO_ROW, "telephone"): "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=mended)
    assert ",+33465710002,wifi\n" in published_text(instance)
    assert ",0465710002," not in git(instance, "log", "-p", "-m", "main")
    assert git(instance, "log", "-1", "--format=%an|%cn", "main").strip() == "Amine|Mo"


def test_an_addition_is_corrected_and_loses_a_cell(instance: Instance, staff: Staff) -> None:
    """A new row can be mended like any other."""
    new = {"nom": "Le Phare", "commune": "Sete", "telephone": "call us"}
    receipt = suggest_addition(instance, new)
    place = RowPlace("places", "add", 0)
    choices = Choices(
        cells_left_out=frozenset({CellPlace(place, "telephone")}),
        values={CellPlace(place, "commune"): "Sète"},
    )
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=choices)
    assert published_text(instance).splitlines()[-1].endswith(",Le Phare,Sète,,")


def test_nothing_ticked_is_no_acceptance(instance: Instance, staff: Staff) -> None:
    """It says so and changes nothing."""
    receipt = suggest(instance, "p2", PHONE)
    none = Choices(rows_left_out=frozenset({MO_ROW}))
    with pytest.raises(NothingChanged, match="Nothing is ticked"):
        accept(instance, staff.moderator, receipt.id, now=NOON, choices=none)
    assert record(instance, receipt.id).state == State.OPEN


def test_choices_are_read_on_the_screen_that_was_shown(instance: Instance, staff: Staff) -> None:
    """Rows that moved since do not make a tick mean another row."""
    receipt = suggest(instance, "p3", BOTH)
    shown = Seen(record(instance, receipt.id).commit, record(instance, receipt.id).base)
    removal = suggest(instance, "p1", {"commune": "Agde"})
    accept(instance, staff.moderator, removal.id, now=NOON)
    left = Choices(
        cells_left_out=frozenset({CellPlace(RowPlace("places", "update", 2), "services")})
    )
    accept(instance, staff.moderator, receipt.id, now=NOON, seen=shown, choices=left)
    assert published_text(instance).splitlines()[3] == "p3,Cyber-base,Nîmes,+33465710002,cours"
    assert "Agde" in published_text(instance)


def test_several_moderators_must_agree(instance: Instance, staff: Staff) -> None:
    """One yes is noted; the second one decides; the same moderator counts once."""
    choose(instance, OPERATOR, PLACES, {"agreement": 2})
    receipt = suggest(instance, "p2", PHONE)
    for _ in range(2):
        noted = accept(instance, staff.moderator, receipt.id, now=NOON)
        assert (noted.state, noted.agreed, noted.needed) == (State.OPEN, 1, 2)
    other = Choices(values={CellPlace(MO_ROW, "telephone"): "+33465710009"})
    apart = accept(instance, staff.administrator, receipt.id, now=NOON, choices=other)
    assert (apart.agreed, apart.needed) == (1, 2)
    agreed = accept(instance, staff.administrator, receipt.id, now=NOON, choices=AS_IT_STANDS)
    assert (agreed.state, agreed.agreed) == (State.PUBLISHED, 2)


def test_a_refusal_needs_a_motive_or_words(instance: Instance, staff: Staff) -> None:
    """The contributor reads both, in the language of the contribution."""
    receipt = suggest(instance, "p2", PHONE)
    with pytest.raises(InvalidInput, match="Say why"):
        refuse(instance, staff.moderator, receipt.id, now=NOON)
    refuse(
        instance, staff.moderator, receipt.id, motive="unverifiable", words="No answer.", now=NOON
    )
    assert record(instance, receipt.id).reason == "We could not verify it. No answer."


def test_a_question_and_its_answer(instance: Instance, staff: Staff) -> None:
    """The contribution rests until the contributor answers; then it waits for a decision."""
    receipt = suggest(instance, "p2", PHONE)
    ask(instance, staff.moderator, receipt.id, "Since when?", now=NOON)
    assert record(instance, receipt.id).state == State.ASKED
    answer(instance, receipt.secret, "Since May.", now=NOON)
    found = record(instance, receipt.id)
    assert found.state == State.OPEN
    assert [remark.text for remark in remarks_of(instance, found)] == ["Since when?", "Since May."]


def test_silence_ends_a_question(instance: Instance, staff: Staff) -> None:
    """After fourteen days without an answer it is closed, and nothing of it stays in git."""
    receipt = suggest(instance, "p2", PHONE)
    ask(instance, staff.moderator, receipt.id, "Since when?", now=NOON)
    assert lapse_due(instance, now=NOON + timedelta(days=13)) == 0
    assert lapse_due(instance, now=NOON + timedelta(days=14)) == 1
    found = record(instance, receipt.id)
    assert (found.state, found.commit) == (State.EXPIRED, None)
    with pytest.raises(AlreadyDecided):
        answer(instance, receipt.secret, "Late", now=NOON + timedelta(days=15))


def test_a_publication_is_reverted(instance: Instance, staff: Staff) -> None:
    """A new revision undoes it alone: what was published later stays, the history grows."""
    first, later = suggest(instance, "p2", PHONE), suggest(instance, "p1", {"commune": "Agde"})
    for receipt in (first, later):
        accept(instance, staff.moderator, receipt.id, now=NOON)
    revert(instance, staff.moderator, first.id, now=NOON)
    text = published_text(instance)
    assert "p2,Médiathèque du Lac,Montpellier,,wifi\n" in text
    assert "Agde" in text
    assert git(instance, "log", "-1", "--format=%s", "main").startswith("Revert: ")
    assert git(instance, "rev-list", "--count", "--first-parent", "main").strip() == "4"
    with pytest.raises(Conflict, match="reverted already"):
        revert(instance, staff.moderator, first.id, now=NOON)


def test_what_changed_since_cannot_be_reverted(instance: Instance, staff: Staff) -> None:
    """The same cell was published anew: nobody's later work is undone."""
    first = suggest(instance, "p2", PHONE)
    accept(instance, staff.moderator, first.id, now=NOON)
    later = suggest(instance, "p2", {"telephone": "+33465710009"})
    accept(instance, staff.moderator, later.id, now=NOON)
    with pytest.raises(Conflict, match="clashes"):
        revert(instance, staff.moderator, first.id, now=NOON)
    assert "+33465710009" in published_text(instance)
    assert git(instance, "for-each-ref", "--format=%(refname)", review=True).split() == [
        "refs/heads/main"
    ]


@pytest.mark.parametrize(
    ("resolution", "phone"),
    [
        (Resolution("published"), "+33465710002"),
        (Resolution("proposed"), "+33465710099"),
        (Resolution("base"), ""),
        (Resolution("value", "+33465710055"), "+33465710055"),
    ],
    ids=lambda value: getattr(value, "side", ""),
)
def test_only_the_clashing_cell_asks(
    instance: Instance, staff: Staff, resolution: Resolution, phone: str
) -> None:
    """Whatever is chosen stands; the contribution's other cell is published with it."""
    first = suggest(instance, "p2", PHONE)
    second = suggest(instance, "p2", {"telephone": "+33465710099", "services": "cours"})
    accept(instance, staff.moderator, first.id, now=NOON)
    choices = Choices(resolutions={ConflictPlace("places", 0): resolution})
    accept(instance, staff.moderator, second.id, now=NOON, choices=choices)
    assert f"p2,Médiathèque du Lac,Montpellier,{phone},cours\n" in published_text(instance)


@pytest.mark.parametrize("side", ["published", "proposed"])
def test_a_row_removed_meanwhile_stays_away_or_comes_back(
    instance: Instance, staff: Staff, side: Side
) -> None:
    """A moderator chooses between the removal and the edited row."""
    removal, edit = suggest_removal(instance, "p3"), suggest(instance, "p3", BOTH)
    other = suggest(instance, "p1", {"commune": "Agde"})
    for receipt in (removal, other):
        accept(instance, staff.moderator, receipt.id, now=NOON)
    choices = Choices(resolutions={ConflictPlace("places", 0): Resolution(side)})
    if side == "published":
        with pytest.raises(NothingChanged):
            accept(instance, staff.moderator, edit.id, now=NOON, choices=choices)
    else:
        accept(instance, staff.moderator, edit.id, now=NOON, choices=choices)
        assert published_text(instance).endswith("p3,Cyber-base,Nîmes,+33465710002,cours\n")


def test_a_clash_without_a_choice_is_refused(instance: Instance, staff: Staff) -> None:
    """Ticking other cells does not decide about the one that clashes."""
    first = suggest(instance, "p2", PHONE)
    second = suggest(instance, "p2", {"telephone": "+33465710099", "services": "cours"})
    accept(instance, staff.moderator, first.id, now=NOON)
    left = Choices(cells_left_out=frozenset({CellPlace(MO_ROW, "services")}))
    with pytest.raises(InvalidInput, match="Choose a value"):
        accept(instance, staff.moderator, second.id, now=NOON, choices=left)
    assert record(instance, second.id).state == State.OPEN
