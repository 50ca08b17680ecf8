"""The rows of a file that the schema newly objects to, and what can be sent without them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from datapatch.errors import InvalidInput
from datapatch.tables.changes import Patch, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.violation import Violation
from datapatch.translation import N_
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.proposing import added_violations
from datapatch.workflow.snapshot import Snapshot

KEPT = 5_000
"""Objections that are kept in words; of further rows it is known that they have some."""

_ROUNDS = 5
"""How often rows are left out before it is given up: leaving one out may make another one wrong."""


class FaultyRows(InvalidInput):
    """A file whose rows the schema objects to is not sent whole; ``count`` of them."""

    template = N_(
        "{count} rows cannot be published as they are. Correct them in your file, "
        "or send the file without them."
    )


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A change of a patch, by its place in it, and what is wrong with the row that it makes.

    Without ``change`` it is a fault of the whole table, or of a row that nobody can tell.
    """

    change: int | None
    violations: tuple[Violation, ...]


def faulty_rows(instance: Instance, base: Snapshot, patch: Patch) -> tuple[FaultyRow, ...]:
    """The rows that the schema newly objects to once ``patch`` is applied, in its order."""
    found: dict[int | None, list[Violation]] = defaultdict(list)
    places = _Places(patch, labels(base.parted(patch.resource).fields))
    violations = added_violations(instance, base, patch)
    for number, violation in enumerate(violations):
        told = found[places.of(violation)]
        if number < KEPT:
            told.append(violation)
    ordered = sorted(found, key=lambda place: -1 if place is None else place)
    return tuple(FaultyRow(place, tuple(found[place])) for place in ordered)


def to_leave_out(
    instance: Instance, base: Snapshot, patch: Patch, faulty: Sequence[FaultyRow]
) -> tuple[int, ...]:
    """The places of changes without which the rest has no fault; () when nothing good is left."""
    out: set[int] = set()
    for _round in range(_ROUNDS):
        if any(row.change is None for row in faulty):
            return ()
        left = [place for place in range(len(patch.changes)) if place not in out]
        out |= {left[row.change] for row in faulty if row.change is not None}
        rest = without(patch, out)
        if not rest.changes:
            return ()
        faulty = faulty_rows(instance, base, rest)
        if not faulty:
            return tuple(sorted(out))
    return ()


def without(patch: Patch, places: Collection[int]) -> Patch:
    """``patch`` without the changes at these places."""
    out = set(places)
    kept = (change for place, change in enumerate(patch.changes) if place not in out)
    return replace(patch, changes=tuple(kept), row_order=None)


class _Places:
    """Where in a patch the change is that makes a row."""

    def __init__(self, patch: Patch, columns: Sequence[str]) -> None:
        self.columns = columns
        self.key = patch.key
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, change in enumerate(patch.changes):
            if change.op != "remove":
                places[self._identity(change)].append(place)
        self.last = {identity: found[-1] for identity, found in places.items()}

    def of(self, violation: Violation) -> int | None:
        """The place; of equal rows the last one."""
        record = dict(zip(self.columns, violation.record, strict=False))
        if not record:
            return None
        by_key = ("key", *(record.get(name, "") for name in self.key)) if self.key else ()
        return self.last.get(by_key, self.last.get(self._whole(record)))

    def _identity(self, change: RowChange) -> tuple[str, ...]:
        if change.key is not None:
            return ("key", *change.key)
        return self._whole({c.field: c.new or "" for c in (*change.kept, *change.cells)})

    def _whole(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        return ("row", *(cells.get(name, "") for name in self.columns))
