"""From a suggestion to the published branch: one decision, one merge, every byte accounted for."""

import subprocess
from threading import Thread

import pytest
from sqlalchemy import select

from datapatch.db.models import Contribution, OutboxEntry, State
from datapatch.errors import AlreadyDecided, Conflict, InvalidInput, NotFound
from datapatch.workflow.contributions import (
    ContributionRecord,
    count_waiting,
    find_contribution,
    read_receipt,
    waiting_contributions,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.publication.publishing import recover
from datapatch.workflow.review.accepting import AS_IT_STANDS, Choices
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts import deciding
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import withdraw
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV, Staff
from tests.workflow.walking import published_text, suggest, suggest_addition, suggest_removal


def git(instance: Instance, *words: str, review: bool = False) -> str:
    """What stock git prints about the published (or the review) repository."""
    pair = instance.repositories(PLACES)
    repository = pair.review_path if review else pair.published_path
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=True)
    return done.stdout.decode(errors="backslashreplace")


def test_a_correction_is_a_one_line_diff(instance: Instance, staff: Staff) -> None:
    """The commit that was accepted changes the touched line and no other byte."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    diff = git(instance, "diff", "--numstat", "main^1", "main")
    assert diff.split() == ["1", "1", "data/places.csv"]
    assert published_text(instance) == PLACES_CSV.decode().replace(
        "Montpellier,,wifi", "Montpellier,+33465710002,wifi"
    )


def test_the_merge_names_contribution_and_reviewer(instance: Instance, staff: Staff) -> None:
    """Author, committer and trailers of the merge hold public names and noreply addresses."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine"))
    accept(instance, staff.moderator, receipt.id, now=NOON)
    message = git(instance, "log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%B", "main")
    assert message.splitlines()[:2] == [
        "Amine <amine@noreply.127.0.0.1>",
        "Mo <mo@noreply.127.0.0.1>",
    ]
    assert f"Contribution: {receipt.id}" in message
    assert "Reviewed-by: Mo <mo@noreply.127.0.0.1>" in message
    assert git(instance, "rev-list", "--count", "--first-parent", "main").strip() == "2"


def test_an_addition_and_a_removal_touch_their_own_lines(instance: Instance, staff: Staff) -> None:
    """A new row goes to the end; a removed one takes its line along."""
    added = suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Sète"})
    gone = suggest_removal(instance, "p3")
    for receipt in (added, gone):
        accept(instance, staff.moderator, receipt.id, now=NOON)
    lines = published_text(instance).splitlines()
    assert lines[:3] == PLACES_CSV.decode().splitlines()[:3]
    assert lines[3].endswith(",Tiers-lieu,Sète,,")
    assert len(lines) == 4


def test_two_people_may_change_different_cells_of_a_row(instance: Instance, staff: Staff) -> None:
    """The second contribution was made on the older table, and still merges."""
    first = suggest(instance, "p2", {"telephone": "+33465710002"})
    second = suggest(instance, "p2", {"services": "wifi|cours"})
    accept(instance, staff.moderator, first.id, now=NOON)
    accept(instance, staff.moderator, second.id, now=NOON)
    assert "p2,Médiathèque du Lac,Montpellier,+33465710002,wifi|cours" in published_text(instance)


def test_a_clash_is_shown_and_not_published(instance: Instance, staff: Staff) -> None:
    """The same cell with another value: base, published and proposed are named."""
    first = suggest(instance, "p2", {"telephone": "+33465710002"})
    second = suggest(instance, "p2", {"telephone": "+33465710099"})
    accept(instance, staff.moderator, first.id, now=NOON)
    record = find_contribution(instance, staff.moderator.actor, second.id)
    (conflict,) = examine(instance, record).tables[0].conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("", "+33465710002", "+33465710099")
    with pytest.raises(Conflict, match="published meanwhile"):
        accept(instance, staff.moderator, second.id, now=NOON)
    assert find_contribution(instance, staff.moderator.actor, second.id).state == State.OPEN


def test_what_is_published_already_closes_by_itself(instance: Instance, staff: Staff) -> None:
    """The same correction sent twice is published once."""
    first = suggest(instance, "p2", {"telephone": "+33465710002"})
    second = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, first.id, now=NOON)
    assert find_contribution(instance, OPERATOR, second.id).state == State.ALREADY_SO
    assert git(instance, "rev-list", "--count", "--first-parent", "main").strip() == "2"


def test_a_second_decision_says_who_was_first(instance: Instance, staff: Staff) -> None:
    """It writes nothing."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    commit = git(instance, "rev-parse", "main").strip()
    for decide in (
        lambda: accept(instance, staff.administrator, receipt.id, now=NOON),
        lambda: refuse(instance, staff.administrator, receipt.id, words="late", now=NOON),
    ):
        with pytest.raises(AlreadyDecided, match="Mo decided this contribution on 2026-05-04"):
            decide()
    assert git(instance, "rev-parse", "main").strip() == commit


def test_two_moderators_at_once_make_one_decision(instance: Instance, staff: Staff) -> None:
    """Whoever is second is told; the branch moves once."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    outcomes: list[str] = []

    def decide(moderator: object) -> None:
        try:
            accept(instance, moderator, receipt.id, now=NOON)  # type: ignore[arg-type]
            outcomes.append("accepted")
        except AlreadyDecided:
            outcomes.append("told")

    threads = [Thread(target=decide, args=[m]) for m in (staff.moderator, staff.administrator) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted"] + ["told"] * 5
    assert git(instance, "rev-list", "--count", "--first-parent", "main").strip() == "2"


@pytest.mark.parametrize("choices", [AS_IT_STANDS, Choices(files_left_out=frozenset({"x"}))])
def test_who_is_overtaken_while_looking_is_told(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch, choices: Choices
) -> None:
    """The branch that somebody is about to examine goes with the decision of who was faster."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    find = deciding.find_contribution

    def find_and_be_overtaken(*asked: object) -> ContributionRecord:
        record = find(*asked)  # type: ignore[arg-type] # handed on as it came
        monkeypatch.setattr(deciding, "find_contribution", find)
        refuse(instance, staff.administrator, receipt.id, words="No", now=NOON)
        return record

    monkeypatch.setattr(deciding, "find_contribution", find_and_be_overtaken)
    with pytest.raises(AlreadyDecided):
        accept(instance, staff.moderator, receipt.id, now=NOON, choices=choices)


def test_a_refusal_needs_words_and_drops_the_branch(instance: Instance, staff: Staff) -> None:
    """Nothing of a refused contribution stays in any repository; its text stays in the record."""
    receipt = suggest(instance, "p2", {"telephone": "0600000000"})
    with pytest.raises(InvalidInput, match="Say why"):
        refuse(instance, staff.moderator, receipt.id, words="  ", now=NOON)
    refuse(instance, staff.moderator, receipt.id, words="A fax number", now=NOON)
    for review in (False, True):
        objects = git(instance, "cat-file", "--batch-all-objects", "--batch", review=review)
        assert "0600000000" not in objects
    record = read_receipt(instance, receipt.secret)
    assert (record.state, record.reason, record.decided_by) == ("refused", "A fax number", "Mo")
    assert record.patches[0].changes[0].cells[0].new == "0600000000"


def test_a_contributor_may_withdraw(instance: Instance, staff: Staff) -> None:
    """What is withdrawn waits for nobody and cannot be decided."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    withdraw(instance, receipt.secret, now=NOON)
    assert waiting_contributions(instance, OPERATOR) == ()
    assert git(instance, "for-each-ref", "refs/heads/contributions", review=True) == ""
    with pytest.raises(AlreadyDecided):
        accept(instance, staff.moderator, receipt.id, now=NOON)


def test_a_receipt_needs_its_secret(instance: Instance) -> None:
    """The identifier of a contribution opens nothing."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    assert read_receipt(instance, receipt.secret).id == receipt.id
    with pytest.raises(NotFound):
        read_receipt(instance, receipt.id)


def test_moderators_and_contributor_are_told_in_time(instance: Instance, staff: Staff) -> None:
    """One mail to the moderator at once; thanks to the contributor only when it is published."""
    who = Contributor("Amine", "amine@example.org", "We moved", language="fr")
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, who)
    assert count_waiting(instance, staff.moderator.actor) == 1
    accept(instance, staff.moderator, receipt.id, now=NOON)
    with instance.database.reading() as session:
        mails = session.scalars(select(OutboxEntry).order_by(OutboxEntry.id)).all()
    assert [(mail.recipient, mail.subject.split(":")[0].strip()) for mail in mails] == [
        ("amine@example.org", "Nous avons votre proposition"),
        ("mo@example.org", "A contribution waits"),
        ("amine@example.org", "Publié"),
    ]
    commit = find_contribution(instance, OPERATOR, receipt.id).published_commit
    assert f"/contributions/{receipt.id}" in mails[1].text_body
    assert f"/hub/places/changes/{str(commit)[:12]}" in mails[2].text_body
    assert "04\xa065\xa071\xa000\xa002" in mails[2].text_body


def test_no_private_word_enters_git(instance: Instance, staff: Staff) -> None:
    """Neither address nor message nor source is in any object of either repository."""
    who = Contributor("Amine", "amine@example.org", "secret words", "secret source")
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, who)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    for review in (False, True):
        objects = git(instance, "cat-file", "--batch-all-objects", "--batch", review=review)
        assert "amine@example.org" not in objects
        assert "secret" not in objects


def leave_deciding(instance: Instance, contribution_id: str) -> None:
    """What a process leaves that was killed right after the first transaction."""
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, contribution_id)
        row.state, row.verdict, row.decided_at = State.DECIDING, "accept", NOON  # type: ignore[assignment]


def test_a_decision_killed_before_the_branch_moved_is_undone(
    instance: Instance, staff: Staff
) -> None:
    """The contribution waits again, and can be accepted."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    leave_deciding(instance, receipt.id)
    assert recover(instance, now=NOON) == 1
    assert find_contribution(instance, OPERATOR, receipt.id).state == State.OPEN
    accept(instance, staff.moderator, receipt.id, now=NOON)


def test_a_decision_killed_after_the_branch_moved_is_finished(
    instance: Instance, staff: Staff
) -> None:
    """The trailer on the published branch tells that it had happened."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    commit = git(instance, "rev-parse", "main").strip()
    leave_deciding(instance, receipt.id)
    recover(instance, now=NOON)
    record = find_contribution(instance, OPERATOR, receipt.id)
    assert (record.state, record.published_commit) == (State.PUBLISHED, commit)
