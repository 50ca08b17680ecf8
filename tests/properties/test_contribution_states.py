"""The ways of a contribution, as one machine: docs/contribution-states.md draws it.

Whatever people do and in whichever order, every contribution ends in one way, none is decided
twice, no text is lost, and database and repositories agree.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from sqlalchemy import func, select

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import ENDS, Contribution, Decision, State
from datapatch.errors import DataPatchError
from datapatch.workflow.abuse.vetting import Flag, Vetting
from datapatch.workflow.datasets import published
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, propose_update
from datapatch.workflow.publication.publishing import Moderator, recover
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.rows.labelling import patch_label
from datapatch.workflow.verdicts.asking import answer, ask
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept, refuse, undo
from datapatch.workflow.verdicts.ending import lapse_due, withdraw
from datapatch.workflow.verdicts.releasing import release
from tests.builders import NOON, PLACES, add_staff, import_places, make_instance
from tests.kill.dying import assert_sound
from tests.workflow.test_publishing import git

TRAILERS = ("log", "--first-parent", "--format=%(trailers:key=Contribution,valueonly)")
WORDS = "We open earlier since May."
SUSPICIOUS = Vetting((Flag("links", "3"),), 9, set_apart=True)


class Contributions(RuleBasedStateMachine):
    """Contributors, two moderators, the clock and the worker, in any order."""

    receipts = Bundle("receipts")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.instance = make_instance(Path(self.folder.name), undo_seconds=10)
        import_places(self.instance)
        self.staff = add_staff(self.instance)
        self.now = NOON
        self.sent: dict[str, Receipt] = {}
        self.ended: dict[str, State] = {}

    @rule(
        target=receipts,
        address=st.sampled_from(["p1", "p2", "p3"]),
        value=st.sampled_from(["Agde", "Sète", "Lunel", "Montpellier", "Nîmes"]),
        suspicious=st.booleans(),
    )
    def suggest(self, address: str, value: str, suspicious: bool) -> object:
        """Somebody changes the town of a place."""
        with published(self.instance, PLACES) as snapshot:
            place = locate(snapshot, "places", address)
            try:
                patch = propose_update(snapshot, "places", place, {"commune": value})
            except DataPatchError:
                return multiple()  # it is so already
            label = patch_label(snapshot.table("places"), patch)
            proposal = Proposal(snapshot.commit, patch, label)
        receipt = open_contribution(
            self.instance,
            ANONYMOUS,
            PLACES,
            proposal,
            Contributor("Amine", "amine@example.org", WORDS),
            now=self.now,
            vetting=SUSPICIOUS if suspicious else Vetting(),
        )
        self.sent[receipt.id] = receipt
        return receipt

    @rule(receipt=receipts, second=st.booleans())
    def accept(self, receipt: Receipt, second: bool) -> None:
        """A moderator accepts."""
        self._try(lambda: accept(self.instance, self._who(second), receipt.id, now=self.now))

    @rule(receipt=receipts, second=st.booleans())
    def refuse(self, receipt: Receipt, second: bool) -> None:
        """A moderator refuses."""
        who = self._who(second)
        self._try(lambda: refuse(self.instance, who, receipt.id, motive="fixed", now=self.now))

    @rule(receipt=receipts)
    def undo(self, receipt: Receipt) -> None:
        """A moderator takes the verdict back."""
        self._try(lambda: undo(self.instance, self.staff.moderator, receipt.id, now=self.now))

    @rule(receipt=receipts)
    def ask(self, receipt: Receipt) -> None:
        """A moderator asks back."""
        self._try(lambda: ask(self.instance, self._who(False), receipt.id, "Why?", now=self.now))

    @rule(receipt=receipts)
    def answer(self, receipt: Receipt) -> None:
        """The contributor answers."""
        self._try(lambda: answer(self.instance, receipt.secret, "So it is.", now=self.now))

    @rule(receipt=receipts)
    def withdraw(self, receipt: Receipt) -> None:
        """The contributor takes it back."""
        self._try(lambda: withdraw(self.instance, receipt.secret, now=self.now))

    @rule(receipt=receipts)
    def release(self, receipt: Receipt) -> None:
        """A moderator releases what was set apart."""
        self._try(lambda: release(self.instance, self._who(False), receipt.id, now=self.now))

    @rule(step=st.sampled_from([timedelta(seconds=4), timedelta(seconds=11), timedelta(days=15)]))
    def work(self, step: timedelta) -> None:
        """Time passes, and the worker comes by; the history holds each publication once."""
        self.now: datetime = self.now + step
        recover(self.instance, now=self.now)
        carry_out_due(self.instance, now=self.now)
        lapse_due(self.instance, now=self.now)
        listed = git(self.instance, *TRAILERS, "main").split()
        with self.instance.database.reading() as session:
            query = select(Contribution.id).where(Contribution.state == State.PUBLISHED)
            assert sorted(listed) == sorted(session.scalars(query))

    @invariant()
    def ends_are_ends(self) -> None:
        """What ended stays so."""
        with self.instance.database.reading() as session:
            rows = session.execute(select(Contribution.id, Contribution.state)).all()
        found = dict(rows)
        assert found.keys() == self.sent.keys()
        for contribution, state in self.ended.items():
            assert found[contribution] == state
        self.ended |= {name: state for name, state in found.items() if state in ENDS}

    @invariant()
    def nothing_is_lost(self) -> None:
        """The words stay until their retention is over; one verdict at most is carried out."""
        with self.instance.database.reading() as session:
            for row in session.scalars(select(Contribution)):
                lapsed = row.state == State.EXPIRED and not row.message
                assert lapsed or row.message == WORDS
                assert lapsed or "commune" in row.patch
                if row.state != State.SCHEDULED:
                    assert (row.branch_commit is None) == (row.state in ENDS | {State.QUARANTINED})
                carried = select(func.count()).where(
                    Decision.contribution_id == row.id,
                    Decision.carried_out_at.is_not(None),
                    Decision.verdict != "ask",
                )
                assert (session.scalar(carried) or 0) <= 1

    def teardown(self) -> None:
        """In the end everything can end, and the repositories are sound."""
        try:
            self._end()
        finally:
            self.instance.database.close()
            self.folder.cleanup()

    def _end(self) -> None:
        for receipt in self.sent.values():
            self._try(lambda receipt=receipt: withdraw(self.instance, receipt.secret, now=self.now))
        self.work(timedelta(days=100))
        with self.instance.database.reading() as session:
            left = session.scalars(select(Contribution.state)).all()
        assert set(left) <= ENDS
        assert_sound(self.instance, PLACES)

    def _who(self, second: bool) -> Moderator:
        return self.staff.administrator if second else self.staff.moderator

    @staticmethod
    def _try(step: Callable[[], object]) -> None:
        """Somebody tries; a sentence that says no is an answer too."""
        with suppress(DataPatchError):
            step()


TestContributions = Contributions.TestCase
TestContributions.settings = settings(
    max_examples=8,
    derandomize=True,
    stateful_step_count=20,
)
