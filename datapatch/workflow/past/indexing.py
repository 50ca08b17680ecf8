"""Reading a history, oldest revision first: what each changed, and the story of each table."""

import logging
import sqlite3
from collections.abc import Callable
from enum import Enum
from time import monotonic

from datapatch.errors import NotFound
from datapatch.index.history_file import writing
from datapatch.index.reading import ReadRevision, Slice, keep_slice, revisions_read
from datapatch.index.revision_log import length
from datapatch.index.stories import Story
from datapatch.index.story_store import load_story, next_story, story_ids
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.past.summarising import RevisionSteps, TableStep, read_steps
from datapatch.workflow.snapshot import Snapshot

journal = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Is told how many revisions are read, and of how many."""

JOB_SECONDS = 20.0
"""How long a job reads before others get their turn."""
SLICE_SECONDS = 2.0
SLICE_REVISIONS = 500
"""After so much, what was read is kept: whoever is stopped loses no more."""


class Outcome(Enum):
    """What came of a reading: everything is known now, time ran out, or somebody else reads."""

    ALL = "all"
    MORE = "more"
    TAKEN = "taken"


def index_history(
    instance: Instance,
    name: DatasetName,
    progress: Progress | None = None,
    *,
    seconds: float | None = None,
) -> Outcome:
    """Read what is not known yet of a dataset's history, for ``seconds`` at most if they are given.

    An interrupted run is taken up where it ended. Unless there is no time at all, one revision is
    read however long it takes.
    """
    with open_logbook(instance, name) as logbook:
        return read_on(logbook, progress, seconds=seconds)


def index_in_background(instance: Instance, name: DatasetName) -> Outcome:
    """`index_history` as a job does it: a part at a time, noted down until all is read.

    A dataset that is gone has nothing to read.
    """
    file = instance.histories.file(name)
    file.note_unread()
    try:
        outcome = index_history(instance, name, seconds=JOB_SECONDS)
    except NotFound:
        outcome = Outcome.ALL
    if outcome is Outcome.ALL:
        file.forget_note()
    return outcome


def reading_progress(instance: Instance, name: DatasetName) -> tuple[int, int]:
    """How many revisions are read, and how many there are. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook, logbook.open() as kept:
        return revisions_read(kept), length(kept)


def read_on(
    logbook: Logbook, progress: Progress | None = None, *, seconds: float | None = None
) -> Outcome:
    """`index_history` in a logbook that is open."""
    with logbook.open() as log:
        if _unread(log) == 0:
            return Outcome.ALL
        if seconds == 0:
            return Outcome.MORE
        with logbook.file.alone() as free:
            return _Reader(logbook, log, progress, seconds).read() if free else Outcome.TAKEN


def _unread(log: sqlite3.Connection) -> int:
    return length(log) - revisions_read(log)


class _Reader:
    """Carries the stories of a dataset from revision to revision."""

    def __init__(
        self,
        logbook: Logbook,
        log: sqlite3.Connection,
        progress: Progress | None,
        seconds: float | None,
    ) -> None:
        self._logbook, self._log, self._progress = logbook, log, progress
        self._end = None if seconds is None else monotonic() + seconds
        self._stories: dict[str, Story] = {
            resource: load_story(log, story) for resource, story in story_ids(log).items()
        }
        self._next = next_story(log)
        self._changed: dict[int, Story] = {}
        self._before: Snapshot | None = None

    def read(self) -> Outcome:
        """Read to the end of the log, or of the time."""
        begin = revisions_read(self._log)
        self._before = self._logbook.snapshot(self._log, begin - 1)
        while _unread(self._log):
            some = self._slice(revisions_read(self._log))
            with writing(self._log):
                if not keep_slice(self._log, some):
                    return Outcome.MORE  # the branch was rewritten: the next one begins anew
            self._changed = {}
            if self._end is not None and monotonic() >= self._end:
                break
        return Outcome.MORE if _unread(self._log) else Outcome.ALL

    def _slice(self, first: int) -> Slice:
        """What is read before it is kept."""
        begun, number, read = monotonic(), first, list[ReadRevision]()
        total = first + _unread(self._log)
        last: CommitId | None = None
        while number < total and len(read) < SLICE_REVISIONS:
            after = self._logbook.snapshot(self._log, number)
            if after is None:
                break
            read.append(self._revision(number, read_steps(self._before, after)))
            self._before, last, number = after, after.commit, number + 1
            if self._progress is not None:
                self._progress(number, total)
            now = monotonic()
            if now > begun + SLICE_SECONDS or (self._end is not None and now >= self._end):
                break
        return Slice(first, last or self._logbook.head.commit, read, tuple(self._changed.values()))

    def _revision(self, number: int, steps: RevisionSteps) -> ReadRevision:
        stories = dict(self._stories)
        for step in steps.tables:
            stories.pop(step.before, None)
        told = []
        for step in steps.tables:
            story = self._carry(number, step, self._stories.get(step.before))
            if step.resource and story is not None:
                stories[step.resource] = story
            if step.changes is not None:
                told.append(story.id if story else 0)
        self._end_stories(stories)
        self._stories = stories
        return ReadRevision(steps.changes, tuple(told))

    def _carry(self, number: int, step: TableStep, story: Story | None) -> Story | None:
        """The story of a table after one step; None when none is known."""
        changes = step.changes
        if story is not None and changes is not None and not changes.whole:
            try:
                story.advance(number, changes)
            except (ValueError, IndexError):
                story = None  # the file was read in another way meanwhile: its rows begin anew
            if story is None or len(story.order) != step.row_count:
                story = None
        if changes is not None and step.resource and (story is None or changes.whole):
            story = Story.begin(
                number, step.resource, step.row_count, step.fields, story=self._next
            )
            self._next += 1
        if story is not None:
            story.resource = step.resource or story.resource
            self._changed[story.id] = story
        return story

    def _end_stories(self, after: dict[str, Story]) -> None:
        """Stories that nobody carries on have no table any more."""
        alive = {story.id for story in after.values()}
        for story in self._stories.values():
            if story.id not in alive:
                story.resource = ""
                self._changed[story.id] = story
