"""Revisions that no step of the walk made: what an adopted history may hold."""

from collections.abc import Mapping
from datetime import datetime

from datapatch.gitstore.repository import MAIN
from datapatch.types import CommitId, DatasetName, Signature
from datapatch.workflow.instance import Instance
from tests.builders import NOON, PLACES, PLACES_CSV

CSV = "data/places.csv"
LINES = PLACES_CSV.decode().splitlines(keepends=True)


def commit(
    instance: Instance,
    files: Mapping[str, bytes | None],
    *,
    at: datetime = NOON,
    author: str = "Zoé",
    name: DatasetName = PLACES,
) -> CommitId:
    """Publish ``files`` past the workflow."""
    signature = Signature(author, "zoe@example.org", at)
    with instance.repositories(name) as repositories:
        repository = repositories.published
        head = repository.tip(MAIN)
        made = repository.commit(
            head,
            files,
            parents=[head] if head else [],
            author=signature,
            committer=signature,
            message="A change",
        )
        repository.advance(MAIN, expected=head, to=made)
    return made


def table(*lines: str) -> bytes:
    """The table with these lines under its header."""
    return "".join((LINES[0], *lines)).encode()


def changed(text: str, old: str, new: str) -> str:
    """A text with one part replaced, which must be there."""
    assert old in text
    return text.replace(old, new)
