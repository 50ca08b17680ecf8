"""Histories on disk, one file for each dataset, and the stories that were read from them lately."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from datapatch.index.blame import ToldStory
from datapatch.index.history_file import UNREAD, HistoryFile
from datapatch.index.reading import revisions_read
from datapatch.index.recent import Recent
from datapatch.index.revision_log import commit_of
from datapatch.index.story_store import load_renamings, load_story, load_touches, story_ids
from datapatch.types import CommitId, DatasetName

KEPT = 8
"""Stories that are kept in memory."""
KEPT_BYTES = 8_000_000
"""A story that takes more than this on disk is read anew each time."""

Place = tuple[Path, int, CommitId | None]


class Histories:
    """Where the histories of all datasets are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._recent: Recent[Place, ToldStory] = Recent(KEPT)

    def file(self, name: DatasetName) -> HistoryFile:
        """The history of one dataset; it may not exist yet."""
        return HistoryFile(self.folder / f"{name.workspace}.{name.name}.sqlite")

    def being_read(self) -> Iterator[DatasetName]:
        """The datasets whose histories are not read to their end."""
        for note in sorted(self.folder.glob(f"*{UNREAD}")):
            workspace, _, name = note.stem.partition(".")
            yield DatasetName(workspace, name)

    def told(self, file: HistoryFile, log: sqlite3.Connection, resource: str) -> ToldStory | None:
        """The story of a table as the last revision read has it; None when that lacks the table."""
        story = story_ids(log).get(resource)
        if story is None:
            return None
        place = (file.path, story, commit_of(log, revisions_read(log) - 1))
        if not file.is_kept or _size(log, story) > KEPT_BYTES:
            return _told(log, story)
        return self._recent.get(place, lambda: _told(log, story))


def _told(log: sqlite3.Connection, story: int) -> ToldStory:
    return ToldStory(
        load_story(log, story), load_touches(log, story), tuple(load_renamings(log, story))
    )


def _size(log: sqlite3.Connection, story: int) -> int:
    query = "SELECT total(length(body)) FROM touches WHERE story = ?"
    (size,) = log.execute(query, (story,)).fetchone()
    return int(size)
