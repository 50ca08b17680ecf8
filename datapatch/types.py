"""Words that every room shares: identifiers and small values, without behaviour of their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

ObjectId = NewType("ObjectId", str)
"""The full hexadecimal name of a git object (40 characters for SHA-1)."""

CommitId = NewType("CommitId", ObjectId)
BlobId = NewType("BlobId", ObjectId)

Key = tuple[str, ...]
"""One row's values of the primary key, in the order of the key's fields."""


@dataclass(frozen=True, slots=True)
class DatasetName:
    """The address of a dataset: ``workspace/name``, both lower-case slugs."""

    workspace: str
    name: str

    def __str__(self) -> str:
        return f"{self.workspace}/{self.name}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a commit, and when (an aware datetime)."""

    name: str
    email: str
    at: datetime
