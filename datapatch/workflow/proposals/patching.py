"""A patch carried out on one revision: the files that it changes."""

from functools import partial

from datapatch.config import PartSizes
from datapatch.errors import InvalidInput
from datapatch.tables.cutting import can_be_cut
from datapatch.tables.part_patches import apply_to_parts
from datapatch.tables.patch import Patch, apply
from datapatch.translation import N_
from datapatch.workflow.review.parted_review import refitted
from datapatch.workflow.snapshot import Snapshot

_HEADER = N_(
    "A large table is kept in several files, which repeat its header on one line: the name of a "
    "field cannot hold a line break. Choose another name."
)


def patched_files(snapshot: Snapshot, patch: Patch, sizes: PartSizes) -> dict[str, bytes]:
    """The files that differ once ``patch`` is applied, by path; of a large table, a few parts.

    Raises `PatchMismatch` where the patch does not fit, `InvalidInput` for what cannot be written.
    """
    file = snapshot.table_file(patch.resource)
    if len(file.parts) == 1:
        return {file.path: apply(snapshot.table(file.name), patch).data}
    find = partial(snapshot.find, file.name, fields=patch.key)
    found = apply_to_parts(snapshot.parted(file.name), patch, find)
    if found is not None:
        return {file.parts[number].path: part.data for number, part in found.items()}
    made = apply(snapshot.table(file.name), patch)
    if not can_be_cut(made):
        raise InvalidInput(_HEADER)
    old = {part.path: snapshot.read_blob(part.blob) for part in file.parts}
    new = refitted(made, snapshot.key(file.name), sizes, old)
    return {path: data for path, data in new.items() if data != old[path]}
