"""The logbook of a dataset: its published revisions in order, with what is kept of them.

Each revision has a number, counted by first parents from 0. Whatever the branch does, the book
follows it: it is kept by commits.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from datapatch.gitstore.repository import Repository
from datapatch.gitstore.revision import Revision
from datapatch.index.blame import ToldStory
from datapatch.index.checked_rows import keep_checked
from datapatch.index.history_file import HistoryFile, writing
from datapatch.index.reading import forget_from, revisions_read
from datapatch.index.revision_log import (
    LoggedRevision,
    commit_of,
    extend,
    last_revision,
    number_of,
    rename_authors,
    unname_reviewers,
)
from datapatch.index.told_stories import Histories
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributors.withdrawn_names import withdrawn_names, withdrawn_reviewers
from datapatch.workflow.datasets import head_of, open_published, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.pairing import TableVersion, is_untouched
from datapatch.workflow.signing import ANONYMOUS, CONTRIBUTION, REVIEWED_BY
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.upkeep.check_trailers import checked_rows

STEPS = 100
"""Revisions that are looked at one by one before the whole line is read at once."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Contributions whose author withdrew their name, and what stands in its place.

    Of those in ``reviewed`` the reviewer did.
    """

    contributions: frozenset[str] = frozenset()
    name: str = ""
    reviewed: frozenset[str] = frozenset()


class Logbook:
    """The revisions up to ``head``, and the file in which they are kept."""

    def __init__(
        self,
        head: Snapshot,
        file: HistoryFile,
        histories: Histories,
        unnamed: Unnamed | None = None,
    ) -> None:
        self.head = head
        self.unnamed = unnamed or Unnamed()
        self.file = file
        self._histories = histories
        self._described = (0, 0, head)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """What is kept, its log brought up to the head."""
        with self.file.open() as log:
            _follow(log, self.head.repository, self.head.commit)
            if self.unnamed.contributions:
                rename_authors(log, self.unnamed.contributions, self.unnamed.name)
            if self.unnamed.reviewed:
                unname_reviewers(log, self.unnamed.reviewed)
            yield log

    def told(self, log: sqlite3.Connection, resource: str) -> ToldStory | None:
        """The story of the head's table ``resource``; None while it is not read to its end."""
        if not self._is_told(log, resource):
            return None
        return self._histories.told(self.file, log, resource)

    def snapshot(self, log: sqlite3.Connection, number: int) -> Snapshot | None:
        """The dataset at revision ``number``; None before the first.

        One that lacks a readable descriptor is described by the next one that has it.
        """
        commit = commit_of(log, number)
        if commit is None:
            return None
        own = self.head.at(commit)
        return own if own.describes_itself else self._describing(log, number).at(commit)

    def _describing(self, log: sqlite3.Connection, number: int) -> Snapshot:
        first, end, found = self._described
        if first <= number < end:
            return found
        following = number + 1
        found = self.head
        while (commit := commit_of(log, following)) is not None:
            if (later := self.head.at(commit)).describes_itself:
                found = later
                break
            following += 1
        # What lies between lacks a descriptor as well: it is described by the same one.
        self._described = (number, following, found)
        return found

    def _is_told(self, log: sqlite3.Connection, resource: str) -> bool:
        """Whether the table is at the head what it was in the last revision that was read."""
        read = revisions_read(log)
        if commit_of(log, read - 1) == self.head.commit:
            return True
        last = self.snapshot(log, read - 1)
        if (
            last is None
            or resource not in last.table_files
            or resource not in self.head.table_files
        ):
            return False
        sides = (TableVersion(s, s.table_files[resource]) for s in (last, self.head))
        return is_untouched(*sides)


@contextmanager
def open_logbook(instance: Instance, name: DatasetName) -> Iterator[Logbook]:
    """The logbook of a published dataset; raises `NotFound`. The caller has asked the policy."""
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        unnamed = Unnamed(
            withdrawn_names(instance, name),
            instance.translate(ANONYMOUS),
            withdrawn_reviewers(instance, name),
        )
        yield Logbook(head, instance.histories.file(name), instance.histories, unnamed)


def _follow(log: sqlite3.Connection, repository: Repository, head: CommitId) -> None:
    """Bring the log up to ``head``, whatever happened since."""
    last = last_revision(log)
    if last is not None and last[1] == head:
        return
    with writing(log):
        new: list[Revision] = []
        known = None
        for revision in _line(repository, head):
            known = number_of(log, revision.id)
            if known is not None:
                break
            new.append(revision)
        first = 0 if known is None else known + 1
        if (last := last_revision(log)) is not None and last[0] >= first:
            forget_from(log, first)
        new.reverse()
        extend(log, first, map(logged, new))
        keep_checked(log, first, [checked_rows(revision.trailers) for revision in new])


def _line(repository: Repository, head: CommitId) -> Iterator[Revision]:
    """The head, its first parent, and so on."""
    some = list(islice(repository.first_parents(head), STEPS))
    yield from some
    if len(some) == STEPS and some[-1].parents:
        yield from repository.first_parents_at_once(some[-1].parents[0])


def logged_alone(logbook: Logbook, revision: Revision) -> LoggedRevision:
    """What is told of a revision that is in no log."""
    told = logged(revision)
    if told.contribution in logbook.unnamed.reviewed:
        told = replace(told, reviewer="")
    if told.contribution in logbook.unnamed.contributions:
        return replace(told, author=logbook.unnamed.name)
    return told


def logged(revision: Revision) -> LoggedRevision:
    """What a logbook says of a revision."""
    trailers = dict(revision.trailers)
    return LoggedRevision(
        commit=revision.id,
        at=revision.committer.at,
        author=revision.author.name,
        reviewer=trailers.get(REVIEWED_BY, "").split(" <")[0],
        contribution=trailers.get(CONTRIBUTION, ""),
        subject=revision.subject,
    )
