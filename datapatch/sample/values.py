"""What the sample is made of: tables as bytes, and what people did to them, as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from datapatch.types import Key

Operation = Literal["add", "update", "remove"]


@dataclass(frozen=True, slots=True)
class SampleCell:
    """One cell before and after; ``None`` where the row does not exist on that side."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class SampleChange:
    """One row added, updated (its changed cells) or removed (all cells, as for an addition).

    ``key`` is ``None`` in a table without primary key; there, ``rows`` holds the data rows
    (from 0) before and after the revision. An added row stands at the end of its table.
    """

    op: Operation
    key: Key | None
    cells: tuple[SampleCell, ...]
    rows: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody with an account: the name that is shown, and a login address at example.org."""

    public_name: str
    email: str


@dataclass(frozen=True, slots=True)
class SampleRevision:
    """One contribution that was accepted; ``at`` is when it was made, in working hours.

    ``public_name`` is empty when the contributor stayed anonymous; ``moderator`` is one of the
    workspace's people by public name; ``schema`` is a Table Schema as JSON when it changes.
    """

    at: datetime
    public_name: str
    moderator: str
    message: str
    source: str
    changes: tuple[SampleChange, ...]
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class SampleContribution:
    """A contribution that still waits.

    ``base`` counts the revisions that were published when it was made (0: the imported table);
    its old values are those of that table. ``about`` says in English what it is there to show.
    """

    about: str
    at: datetime
    public_name: str
    email: str
    message: str
    source: str
    base: int
    changes: tuple[SampleChange, ...]


@dataclass(frozen=True, slots=True)
class SampleDataset:
    """One dataset as it is imported (``data``, ``schema``), then its revisions, oldest first."""

    name: str
    title: str
    description: str
    readme: str
    resource: str
    data: bytes
    delimiter: str
    line_terminator: str
    bom: bool
    schema: str
    key: tuple[str, ...]
    imported_at: datetime
    revisions: tuple[SampleRevision, ...]
    contributions: tuple[SampleContribution, ...]


@dataclass(frozen=True, slots=True)
class SampleWorkspace:
    """Everything that is loaded into an empty instance."""

    slug: str
    title: str
    description: str
    licence: str
    contact: str
    administrator: SamplePerson
    moderators: tuple[SamplePerson, ...]
    datasets: tuple[SampleDataset, ...]
