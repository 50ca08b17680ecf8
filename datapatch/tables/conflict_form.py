"""The JSON form of a merge's conflicts, in which people write what they choose.

A ``choice`` is ``"base"``, ``"ours"``, ``"theirs"``, or ``{"value": text}`` for anything else
(``null`` where a row or a field is to go). See ``schemas/conflicts.schema.json``.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict, get_args

from datapatch.errors import InvalidInput
from datapatch.tables.choosing import Choice, Choices, Written, conflict_ids
from datapatch.tables.three_ways import Cell, Conflict, ConflictKind, Side
from datapatch.translation import N_

_NOT_CONFLICTS = N_("The file of conflicts needs an object with a list of “conflicts”.")
_NOT_CONFLICT = N_("Conflict {number} of the file is not one as a merge writes it. Merge again.")
_NOT_CHOICE = N_(
    "Conflict {number} of the file: “choice” is base, ours, theirs or an object with a “value”."
)
_NOWHERE = (None, None, None)


class ValueForm(TypedDict):
    """A value that is none of the three."""

    value: Cell


class ConflictForm(TypedDict):
    """One conflict, and what was chosen."""

    id: NotRequired[str]
    kind: ConflictKind
    key: dict[str, str] | None
    field: Cell
    base: Cell
    ours: Cell
    theirs: Cell
    choice: NotRequired[Side | ValueForm]


class ConflictsForm(TypedDict):
    """All conflicts of one merge."""

    conflicts: list[ConflictForm]


def conflicts_json(conflicts: Sequence[Conflict], key: Sequence[str]) -> ConflictsForm:
    """The JSON form, with an identity for each; ``key`` names the fields of the keys."""
    ids = conflict_ids(conflicts)
    return {"conflicts": [_form(c, key, i) for c, i in zip(conflicts, ids, strict=True)]}


def parse_choices(document: object) -> Choices:
    """What was chosen in ``document``, a decoded JSON value; conflicts without a choice are left
    out. Raises InvalidInput with the number (from 1) of what is wrong.
    """
    forms = document.get("conflicts") if isinstance(document, Mapping) else None
    if not isinstance(forms, list | tuple):
        raise InvalidInput(_NOT_CONFLICTS)
    conflicts = [_conflict(form, number) for number, form in enumerate(forms, 1)]
    ids = conflict_ids(conflicts)
    return {
        str(form.get("id", identity)): _choice(form["choice"], number)
        for number, (form, identity) in enumerate(zip(forms, ids, strict=True), 1)
        if form.get("choice") is not None
    }


def _form(conflict: Conflict, key: Sequence[str], identity: str) -> ConflictForm:
    return {
        "id": identity,
        "kind": conflict.kind,
        "key": None if conflict.key is None else dict(zip(key, conflict.key, strict=True)),
        "field": conflict.field,
        "base": conflict.base,
        "ours": conflict.ours,
        "theirs": conflict.theirs,
    }


def _conflict(form: object, number: int) -> Conflict:
    properties = form if isinstance(form, Mapping) else {}
    kinds: tuple[ConflictKind, ...] = get_args(ConflictKind)
    kind = next((kind for kind in kinds if kind == properties.get("kind")), None)
    key = properties.get("key")
    if kind is None or not (key is None or isinstance(key, Mapping)):
        raise InvalidInput(_NOT_CONFLICT, number=number)
    values = (properties.get(name) for name in ("field", "base", "ours", "theirs"))
    field, *texts = (_cell(value, number) for value in values)
    cells = None if key is None else tuple(str(value) for value in key.values())
    return Conflict(kind, cells, _NOWHERE, field, *texts)


def _choice(value: object, number: int) -> Choice:
    sides: tuple[Side, ...] = get_args(Side)
    for side in sides:
        if value == side:
            return side
    if isinstance(value, Mapping) and set(value) == {"value"}:
        written = value["value"]
        if written is None or isinstance(written, str):
            return Written(written)
    raise InvalidInput(_NOT_CHOICE, number=number)


def _cell(value: object, number: int) -> Cell:
    if value is None or isinstance(value, str):
        return value
    raise InvalidInput(_NOT_CONFLICT, number=number)
