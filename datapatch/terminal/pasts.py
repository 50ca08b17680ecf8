"""A table whose past is asked for: in a repository of this machine, or in a dataset of the
instance.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from datapatch.environment import read_configuration
from datapatch.errors import BadName, NotFound
from datapatch.gitstore.repository import MAIN
from datapatch.index.history_file import HistoryFile
from datapatch.index.told_stories import Histories
from datapatch.opening import open_ready
from datapatch.terminal.progress import ProgressLine
from datapatch.translation import N_
from datapatch.workflow.naming import dataset_name
from datapatch.workflow.past.indexing import read_on
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.rows.addressing import key_address, locate
from datapatch.workflow.shell.revision_addresses import (
    RevisionAddress,
    opened,
    parse_address,
    table_file,
)

NOTHING = N_("There is neither a repository nor a dataset “{target}” here.")
NO_ROW = N_("There is no row “{row}” in {table}. Write its key; values with commas between them.")
NO_ROW_NUMBER = N_(
    "There is no row “{row}” in {table}, which has no key: write a number from 1 to {count}."
)


@dataclass(frozen=True, slots=True)
class Past:
    """A table at the head of a logbook that has been read."""

    logbook: Logbook
    log: sqlite3.Connection
    resource: str

    @property
    def key(self) -> tuple[str, ...]:
        """The fields of its key."""
        return self.logbook.head.key(self.resource)

    def row(self, text: str) -> int:
        """The data row that a person means by its key, or by its number where there is no key.

        Raises NotFound.
        """
        head = self.logbook.head
        if not self.key:
            return _numbered(text, head.parted(self.resource).row_count, self.resource)
        values = (text,) if len(self.key) == 1 else tuple(text.split(","))
        try:
            return locate(head, self.resource, key_address(values)).row
        except NotFound:
            raise NotFound(NO_ROW, row=text, table=self.resource) from None


@contextmanager
def past_of(text: str) -> Iterator[Past]:
    """The past of what a command names: REPO:REVISION:RESOURCE, the folder of a repository, or
    WORKSPACE/DATASET[:RESOURCE] of the instance. Raises NotFound.
    """
    address = parse_address(text)
    if address is None and Path(text).is_dir():
        address = RevisionAddress(Path(text), "HEAD", "")
    with _of_dataset(text) if address is None else _of_repository(address) as past:
        yield past


@contextmanager
def _of_repository(address: RevisionAddress) -> Iterator[Past]:
    """Read in memory: a clone holds nothing of ours."""
    with opened(address) as head:
        resource = table_file(head, address).name
        with _read(Logbook(head, HistoryFile(), Histories(Path())), str(address), resource) as past:
            yield past


@contextmanager
def _of_dataset(text: str) -> Iterator[Past]:
    address, _, resource = text.partition(":")
    instance = open_ready(read_configuration())
    try:
        name = dataset_name(*address.partition("/")[::2])
        with instance.repositories(name) as pair:
            pair.published.tip(MAIN)
    except (BadName, NotFound):
        raise NotFound(NOTHING, target=text) from None
    with open_logbook(instance, name) as logbook:
        asked = RevisionAddress(Path(address), "main", resource)
        table = table_file(logbook.head, asked).name
        with _read(logbook, address, table) as past:
            yield past


@contextmanager
def _read(logbook: Logbook, name: str, resource: str) -> Iterator[Past]:
    with ProgressLine(name) as progress:
        read_on(logbook, progress)
    with logbook.open() as log:
        yield Past(logbook, log, resource)


def _numbered(text: str, count: int, table: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= number <= count:
        raise NotFound(NO_ROW_NUMBER, row=text, table=table, count=count)
    return number - 1
