"""A patch that a program sends, made into a proposal, or told place by place what is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapatch.errors import InvalidInput, NotFound, PatchMismatch
from datapatch.tables.changes import Patch, RowChange
from datapatch.tables.notes import Told
from datapatch.tables.patch import parse_patch
from datapatch.tables.violation import Violation
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import check_size, proposed_files
from datapatch.workflow.proposals.proposing import Proposal, added_violations
from datapatch.workflow.rows.labelling import patch_label
from datapatch.workflow.snapshot import Snapshot

BESIDE = ("resource", "base", "message", "name", "email", "source", "language", "proof")
"""What stands beside the properties of a patch."""
_RESOURCE = N_("Say in “resource” which table the patch changes: {tables}.")
_BASE = N_("“base” is no published version of this dataset. Name the one you read.")
_FIELDS = N_("A patch that is sent here changes rows. Send changes of columns by git, as a branch.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of what was sent; ``pointer`` is a JSON Pointer (RFC 6901)."""

    pointer: str
    said: Told


class Unfit(InvalidInput):
    """A patch that cannot be taken: each ``faults`` says where and why.

    ``moved``: the table does not hold what the patch expects.
    """

    template = N_("The patch does not fit. Nothing was sent; the places that are wrong are listed.")

    def __init__(self, faults: Sequence[Fault], *, moved: bool = False) -> None:
        super().__init__()
        self.faults = tuple(faults)
        self.moved = moved


def proposal_of(
    instance: Instance, name: DatasetName, document: Mapping[str, object], seen: CommitId
) -> Proposal:
    """What a decoded body proposes, for its ``base``, else for the version that the caller saw.

    Raises `Unfit`, or `NothingChanged` and `LimitExceeded`. The caller has asked the policy.
    """
    with at_revision(instance, name, _base(instance, name, document.get("base"), seen)) as base:
        return _proposal(instance, base, document)


def _base(instance: Instance, name: DatasetName, given: object, seen: CommitId) -> CommitId:
    """The published version that a patch starts from."""
    if given is None:
        return seen
    try:
        with at_revision(instance, name, str(given)) as snapshot:
            return snapshot.commit
    except NotFound:
        raise Unfit([Fault("/base", InvalidInput(_BASE))]) from None


def _proposal(instance: Instance, base: Snapshot, document: Mapping[str, object]) -> Proposal:
    resource = _resource(base, document.get("resource"))
    try:
        patch = parse_patch(document, resource, beside=BESIDE)
    except InvalidInput as error:
        raise Unfit([Fault(_pointer(error), error)]) from error
    if patch.fields:
        raise Unfit([Fault("/fields", InvalidInput(_FIELDS))])
    proposal = Proposal(base.commit, patch, patch_label(base.parted(resource), patch))
    check_size(instance, proposal)
    try:
        proposed_files(instance, base, proposal)
    except PatchMismatch as error:
        fault = Fault(_place_of(patch, error), error)
        raise Unfit([fault], moved=True) from error
    if found := added_violations(instance, base, patch):
        columns = base.parted(resource).fields
        raise Unfit([Fault(_place(patch, columns, v), v) for v in found])
    return proposal


def _resource(base: Snapshot, given: object) -> str:
    names = list(base.table_files)
    if given is None and len(names) == 1:
        return names[0]
    if isinstance(given, str) and given in names:
        return given
    error = InvalidInput(_RESOURCE, tables=", ".join(names))
    raise Unfit([Fault("/resource", error)])


def _pointer(error: InvalidInput) -> str:
    """The place that the reader of patches names."""
    place = str(error.data.get("place", ""))
    return place if re.match(r"/\w", place) else ""


def _place_of(patch: Patch, error: PatchMismatch) -> str:
    """The cell whose old value is not in the table, as far as the failure tells."""
    field, expected = error.data.get("field"), error.data.get("expected")
    for number, change in enumerate(patch.changes):
        for cell in change.cells:
            if cell.field == field and (cell.old or "") == expected:
                return _cell(number, cell.field)
    key = str(error.data.get("key", ""))
    named = (n for n, c in enumerate(patch.changes) if key and c.key and ", ".join(c.key) in key)
    found = next(named, 0 if len(patch.changes) == 1 else None)
    return "/changes" if found is None else f"/changes/{found}"


def _place(patch: Patch, columns: Sequence[str], violation: Violation) -> str:
    """The change, and the cell, that a violation is about."""
    record = dict(zip(columns, violation.record, strict=False))
    for number, change in enumerate(patch.changes):
        if change.op != "remove" and record and _becomes(patch, change, record):
            named = {cell.field for cell in change.cells}
            field = violation.field
            return _cell(number, field) if field in named else f"/changes/{number}"
    return "/changes"


def _becomes(patch: Patch, change: RowChange, record: Mapping[str, str]) -> bool:
    """Whether a row of these cells is what the change makes."""
    keyed = dict(zip(patch.key, change.key or (), strict=False))
    return all(record.get(n) == text for n, text in _written(change, keyed))


def _written(change: RowChange, keyed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from keyed.items()
    yield from ((cell.field, cell.new or "") for cell in change.cells)


def _cell(number: int, field: str | None) -> str:
    name = (field or "").replace("~", "~0").replace("/", "~1")
    return f"/changes/{number}/cells/{name}"
