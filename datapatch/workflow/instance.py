"""Where one instance keeps things: what every step of the workflow is handed first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapatch.config import Config
from datapatch.db.session import Database, connect
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.index.engine import QueryEngine
from datapatch.index.field_values import CountedValues
from datapatch.index.keyed_values import KeyedValues
from datapatch.index.parsed import ParsedTables
from datapatch.index.recent import Recent
from datapatch.index.reports import Reports
from datapatch.index.row_index import RowIndex
from datapatch.index.told_stories import Histories
from datapatch.tables.dialect import Dialect
from datapatch.translation import Translate, translator
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.keys import secret_key
from datapatch.workflow.snapshot import Snapshot

if TYPE_CHECKING:
    # The step that makes them is handed an instance.
    from datapatch.workflow.review.reviewing import Examination

SNAPSHOTS = 64
"""Revisions of which it is known which files and tables they have."""
NEIGHBOURS = 32
"""Tables of which the first rows are kept as values."""
EXAMINATIONS = 8
"""Merges with the published head that were made lately, of tables that are one file."""
SHARES = 256
"""Tables of which it is known which part was checked within a year."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Configuration, database, key, caches, and the way to a dataset's repositories."""

    config: Config
    database: Database
    secret: str = field(repr=False)
    tables: ParsedTables
    histories: Histories
    keyed: KeyedValues
    reports: Reports
    rows: RowIndex
    values: CountedValues = field(default_factory=CountedValues)
    snapshots: Recent[tuple[CommitId, CommitId], Snapshot] = field(
        default_factory=lambda: Recent(SNAPSHOTS)
    )
    """Revisions, each by the head that describes it and by its own name."""
    shares: Recent[tuple[str, CommitId, str, date], float] = field(
        default_factory=lambda: Recent(SHARES)
    )
    """Which part of a table was checked within a year: by dataset, head, table and day."""

    neighbours: Recent[tuple[str, Dialect], tuple[tuple[str, ...], ...]] = field(
        default_factory=lambda: Recent(NEIGHBOURS)
    )
    """The first rows of tables, which forms look at, by content."""
    examinations: "Recent[tuple[CommitId, CommitId], Examination]" = field(
        default_factory=lambda: Recent(EXAMINATIONS)
    )
    """What publishing a commit onto a head would do, by both: looked at, accepted, published."""

    def repositories(self, name: DatasetName) -> DatasetRepositories:
        """The published and the review repository of ``name``; they may not exist yet."""
        return DatasetRepositories(self.config.repos, name)

    @property
    def translate(self) -> Translate:
        """The language of what the instance itself writes: commit messages, mails to nobody."""
        return translator(self.config.language)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a lock of this instance; the kernel frees it when the holder dies."""
        with _locked(self.config.instance / "locks" / f"{name}.lock"):
            yield

    @contextmanager
    def decision_lock(self, name: DatasetName) -> Iterator[None]:
        """Hold the right to move the published branch of ``name``.

        The kernel frees the lock when the holder dies, so that whoever holds it knows that a
        contribution marked *deciding* has been left by a process that is gone.
        """
        with self.lock(f"{name.workspace}.{name.name}"):
            yield


def open_instance(config: Config) -> Instance:
    """The instance that ``config`` describes; its folders are made when absent."""
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    config.repos.mkdir(parents=True, exist_ok=True)
    return Instance(
        config=config,
        database=connect(config.database),
        secret=secret_key(config.instance),
        tables=ParsedTables(),
        histories=Histories(config.instance / "cache" / "history"),
        keyed=KeyedValues(config.instance / "cache" / "keys.sqlite"),
        reports=Reports(),
        rows=RowIndex(
            QueryEngine(
                config.instance / "cache" / "rows",
                memory=config.queries.memory,
                threads=config.queries.threads,
            )
        ),
    )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
