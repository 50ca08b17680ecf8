"""A push by stock git enters the line here: judged in quarantine, then a contribution."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from datapatch.accounts.policy import Action, may
from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.pushes import RefAnswer, RefUpdate, Verdict
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.gitstore.tree_faults import tree_faults
from datapatch.translation import N_, Translate
from datapatch.types import CommitId
from datapatch.workflow.datasets import DatasetRecord, head_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.visiting import Visitor
from datapatch.workflow.pushes.admitting import check_pushed_locked, check_pushed_taking
from datapatch.workflow.pushes.pushed import Arrival, keep_pushed, publish_pushed
from datapatch.workflow.review.reviewing import Examination, examine_commit
from datapatch.workflow.snapshot import DESCRIPTOR

SHOWN = 20
"""Faults that a terminal shows; the rest is counted."""

LONGEST_NAME = 200
"""Characters in the name of a branch."""

DESCRIPTOR_BYTES = 2_000_000
"""What a pushed descriptor may hold: it is read as a whole, many times."""

RESERVED_BRANCHES = "contributions/"

MORE = N_("… and {count} more.")
NOTHING_KEPT = N_("Nothing of this push was kept. Correct it, then push again.")
NO_DELETION = N_("{branch}: a contribution is withdrawn on its page, not deleted by a push.")
MAIN_STAYS = N_("{branch} is what is published: it cannot be deleted.")
BAD_NAME = N_(
    "The name of a branch is too long or not written in UTF-8. Push it under another name: "
    "git push origin HEAD:my-change"
)
RESERVED = N_("{branch}: names that start with contributions/ are kept for the server.")
NO_COMMIT = N_("{branch} is no commit. Push a branch: git push origin HEAD:my-change")
STRANGER = N_("{branch} shares no history with this dataset. Clone it, then change the clone.")
NOT_EDITOR = N_(
    "{branch} is published by the editors of this dataset. To suggest your change, push it under "
    "another name: git push origin HEAD:my-change"
)
MOVED = N_("{branch} moved meanwhile. Fetch it, merge it into yours, then push again.")
NO_CHANGE = N_("{branch} changes nothing: what it holds is published already.")


@dataclass(frozen=True, slots=True)
class Push:
    """Judges one push to one dataset, then turns it into contributions."""

    instance: Instance
    dataset: DatasetRecord
    pusher: Visitor
    translate: Translate
    now: datetime
    examined: dict[CommitId, Examination] = field(default_factory=dict)

    def judge(self, updates: Sequence[RefUpdate], quarantine: Path) -> Verdict:
        """Whether all of it may come in. One fault refuses the whole push: nothing of it stays."""
        with self.instance.repositories(self.dataset.name) as pair:
            head = head_of(pair.published)
            with Repository.open(pair.review_path, quarantine=quarantine) as review:
                lines = [line for u in updates for line in self._told_faults(review, head, u)]
        if not lines:
            return Verdict(accepted=True)
        more = len(lines) - SHOWN
        if more > 0:
            lines = [*lines[:SHOWN], self.translate(MORE).format(count=more)]
        lines.append(self.translate(NOTHING_KEPT))
        return Verdict(accepted=False, lines=tuple(map(_printable, lines)))

    def receive(self, updates: Sequence[RefUpdate]) -> Sequence[RefAnswer]:
        """Publish ``main``, open or amend a contribution for any other branch."""
        return [self._received(update) for update in updates]

    def _received(self, update: RefUpdate) -> RefAnswer:
        act = publish_pushed if update.branch == MAIN else keep_pushed
        arrival = Arrival(self.instance, self.dataset, self.pusher, self.translate, self.now)
        try:
            lines = act(arrival, update.branch or "", self._examination(_pushed(update)))
        except DataPatchError as error:
            return RefAnswer(update.ref, ok=False, reason=error.sentence(self.translate))
        return RefAnswer(update.ref, ok=True, lines=tuple(lines))

    def _examination(self, new: CommitId) -> Examination:
        """What was judged a moment ago, unless something was published since."""
        with self.instance.repositories(self.dataset.name) as pair:
            head, known = head_of(pair.published), self.examined.get(new)
            if known is not None and known.published == head:
                return known
            return examine_commit(self.instance, pair.review, new, head)

    def _told_faults(self, review: Repository, head: CommitId, update: RefUpdate) -> Iterator[str]:
        try:
            yield from self._faults(review, head, update)
        except DataPatchError as error:
            yield error.sentence(self.translate)

    def _faults(self, review: Repository, head: CommitId, update: RefUpdate) -> Iterator[str]:
        refusal = self._refusal(review, head, update)
        if refusal is not None:
            yield self.translate(refusal).format(branch=update.branch)
            return
        if update.branch != MAIN:
            check_pushed_taking(self.instance, self.pusher.who, self.dataset, update.branch or "")
        new, base = _pushed(update), review.merge_base(_pushed(update), head)
        limits = {DESCRIPTOR: DESCRIPTOR_BYTES}
        most = self.instance.config.limits.file_bytes
        faults = tree_faults(review, new, base, file_bytes=most, by_name=limits)
        yield from (fault.sentence(self.translate) for fault in faults)
        if faults:
            return
        examination = examine_commit(self.instance, review, new, head)
        self.examined[new] = examination
        if examination.already_so:
            yield self.translate(NO_CHANGE).format(branch=update.branch)
        if not self._publishes():
            check_pushed_locked(self.instance, self.dataset, examination)
        yield from violation_lines(examination, self.translate)

    def _refusal(self, review: Repository, head: CommitId, update: RefUpdate) -> str | None:
        """Why this ref cannot be pushed at all, as a template; None when it can."""
        branch = update.branch or ""
        if update.new is None:
            return MAIN_STAYS if branch == MAIN else NO_DELETION
        if len(branch) > LONGEST_NAME or not branch.isprintable():
            return BAD_NAME
        if branch.startswith(RESERVED_BRANCHES):
            return RESERVED
        if not _is_commit(review, update.new):
            return NO_COMMIT
        if review.merge_base(update.new, head) is None:
            return STRANGER
        if branch != MAIN:
            return None
        if not self._publishes():
            return NOT_EDITOR
        return None if review.is_ancestor(head, update.new) else MOVED

    def _publishes(self) -> bool:
        return may(self.pusher.who.actor, Action.PUBLISH_DIRECTLY, self.dataset.facts)


def violation_lines(examination: Examination, translate: Translate) -> Iterator[str]:
    """Each violation that the merge would add, with the file that it is in."""
    tables = [(table.path, table.violations) for table in examination.tables]
    files = [(file.path, file.violations) for file in examination.files]
    for path, violations in (*tables, *files):
        for violation in violations:
            told = violation.sentence(translate)
            yield told if violation.data.get("file") == path else f"{path}: {told}"


def _is_commit(review: Repository, name: CommitId) -> bool:
    try:
        review.revision(name)
    except NotFound:
        return False
    return True


def _pushed(update: RefUpdate) -> CommitId:
    if update.new is None:
        raise NotFound
    return update.new


def _printable(line: str) -> str:
    """A line that does nothing to a terminal but stand there, whatever a cell or a path holds."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line
    )
