"""The derived values of histories: kept under the ids of the blobs or commits they come from."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from datapatch.index.changes import TableChanges
from datapatch.index.derived import DerivedStore
from datapatch.index.heat import TableHeat
from datapatch.index.packing import (
    pack_changes,
    pack_heat,
    pack_revision,
    unpack_changes,
    unpack_heat,
    unpack_revision,
)
from datapatch.index.revisions import RevisionChanges
from datapatch.types import BlobId

FORMAT = 2
"""Part of each id: raised when the shape of a value changes, so that old ones are unused."""


def changes_address(old: BlobId | None, new: BlobId | None, reading: str) -> str:
    """Where the changes between two blobs lie; ``reading`` says how they are read."""
    return f"changes:{FORMAT}:{old or '-'}:{new or '-'}:{reading}"


class ChangeStore:
    """What revisions changed, on disk; each value can be made again from git."""

    def __init__(self, path: Path) -> None:
        self._derived = DerivedStore(path)

    def changes(self, address: str, compute: Callable[[], TableChanges]) -> TableChanges:
        """The changes at ``address``, computed when they are not there."""
        body = self._derived.read([address]).get(address)
        if body is not None:
            return unpack_changes(body)
        made = compute()
        self._derived.write({address: pack_changes(made)})
        return made

    def known_changes(self, addresses: Sequence[str]) -> Mapping[str, TableChanges]:
        """The changes at those of ``addresses`` where there are any."""
        found = self._derived.read(addresses)
        return {address: unpack_changes(body) for address, body in found.items()}

    def known_revisions(self, names: Sequence[str]) -> Mapping[str, RevisionChanges]:
        """What revisions did, by the names under which `keep_revision` was told of them."""
        found = self._derived.read([_revision_id(name) for name in names])
        return {name.split(":", 2)[2]: unpack_revision(body) for name, body in found.items()}

    def keep_revision(self, name: str, changes: RevisionChanges) -> None:
        """Keep what the revision ``name`` did."""
        self._derived.write({_revision_id(name): pack_revision(changes)})

    def known_heat(self, names: Sequence[str]) -> tuple[str, TableHeat] | None:
        """The first of ``names`` whose heat is kept, and that heat."""
        ids = [_heat_id(name) for name in names]
        found = self._derived.read(ids)
        for name, address in zip(names, ids, strict=True):
            if address in found:
                return name, unpack_heat(found[address])
        return None

    def keep_heat(self, name: str, heat: TableHeat, *, instead_of: str | None = None) -> None:
        """Keep the heat of a table at one revision, in place of an earlier one."""
        drop = () if instead_of is None else (_heat_id(instead_of),)
        self._derived.write({_heat_id(name): pack_heat(heat)}, drop=drop)


def _revision_id(name: str) -> str:
    return f"revision:{FORMAT}:{name}"


def _heat_id(name: str) -> str:
    return f"heat:{FORMAT}:{name}"
