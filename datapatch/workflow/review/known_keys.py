"""What the index knows of the keys of a table, for comparing and merging it in parts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from datapatch.tables.row_hashes import NOTHING, TextReading
from datapatch.types import Key
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True)
class IndexedKeys:
    """The keys of one table at one revision; see `datapatch.tables.part_diff.KnownKeys`."""

    snapshot: Snapshot
    resource: str
    key: tuple[str, ...]

    def doubtful(self, keys: Collection[Key]) -> bool:
        """Whether one of these is empty, or may stand in several rows."""
        numbers = self._numbers(keys)
        return not numbers.isdisjoint(
            (NOTHING, *self.snapshot.repeated_keys(self.resource, self.key))
        )

    def holds(self, keys: Collection[Key]) -> bool:
        """Whether a row may have one of these."""
        if not keys:
            return False
        rows = self.snapshot.keyed_rows(self.resource, self.key)
        return bool(rows.occurring(self._numbers(keys)))

    def _numbers(self, keys: Collection[Key]) -> set[int]:
        return {self._reading.hash(key) for key in keys}

    @cached_property
    def _reading(self) -> TextReading:
        return self.snapshot.key_reading(self.resource, self.key)


def known_keys(snapshot: Snapshot, resource: str, key: Sequence[str]) -> IndexedKeys | None:
    """What is known of the values of ``key``; None where there is no key."""
    return IndexedKeys(snapshot, resource, tuple(key)) if key else None
