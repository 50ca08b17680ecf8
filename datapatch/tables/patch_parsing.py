"""Patches read from their JSON form, strictly: nothing is guessed, nothing left aside."""

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from datapatch.errors import InvalidInput
from datapatch.tables.changes import CellChange, FieldChanges, Moves, Operation, Patch, RowChange
from datapatch.tables.patch_form import is_ragged
from datapatch.translation import N_
from datapatch.types import Key

_NOT_OBJECT = N_("The patch needs an object at {place}.")
_NOT_LIST = N_("The patch needs a list at {place}.")
_NOT_TEXT = N_("The patch needs a text at {place}. Write numbers and dates between quotes.")
_NOT_CELL = N_("The patch needs [old, new] at {place}: two texts, or null where nothing is.")
_NOT_ROW = N_("The patch needs [old, new] at {place}: row numbers from 1, or null.")
_NOT_MOVE = N_("The patch needs [old, new] at {place}: two row numbers from 1.")
_NOT_OPERATION = N_("The patch needs “add”, “update” or “remove” at {place}.")
_UNKNOWN = N_("The patch has an unknown property at {place}. The known ones are: {known}.")
_MISSING = N_("The patch lacks the property {place}.")
_ONE_SIDED = N_("At {place}, an added row has no old cells, and a removed one no new cells.")
_OTHER_KEY = N_("At {place}, the key needs these fields, as in the other changes: {fields}.")
_KEY_TWICE = N_("At {place}, a field of the key stands among the cells too. Write it in one place.")
_NO_CELLS = N_("At {place}, an update changes no cell. Name at least one, or leave it out.")
_NOT_FOUND = N_("At {place}, nothing says which row is meant. Give its key, or its row and cells.")

_CHANGE = ("op", "key", "row", "cells")


def parse_patch(document: object, resource: str = "", *, beside: Collection[str] = ()) -> Patch:
    """The patch in ``document``, a decoded JSON value.

    ``beside`` names properties that may stand beside those of a patch. Raises InvalidInput with the
    place of what is wrong.
    """
    top = _object(document, "/")
    _known(top, ("fields", "changes", "order", *beside), "")
    if "changes" not in top:
        raise InvalidInput(_MISSING, place="/changes")
    forms = _list(top["changes"], "/changes")
    key = _key_fields(forms)
    changes = tuple(_change(form, key, f"/changes/{n}") for n, form in enumerate(forms))
    order = _object(top.get("order", {}), "/order")
    _known(order, ("fields", "rows"), "/order")
    fields = _fields(top.get("fields", {}), order.get("fields"))
    return Patch(resource, key, changes, fields, _moves(order.get("rows")))


def _key_fields(forms: Sequence[object]) -> tuple[str, ...]:
    """The fields of the first key that a change has."""
    for number, form in enumerate(forms):
        place = f"/changes/{number}"
        key = _object(form, place).get("key")
        if key is not None:
            return tuple(_object(key, f"{place}/key"))
    return ()


def _change(form: object, key_fields: Sequence[str], place: str) -> RowChange:
    properties = _object(form, place)
    _known(properties, _CHANGE, place)
    op = _operation(properties.get("op"), f"{place}/op")
    key = _key(properties.get("key"), key_fields, f"{place}/key")
    rows = _rows(properties.get("row"), f"{place}/row")
    cells = _cells(properties.get("cells", {}), op, f"{place}/cells")
    if key is None:
        if op != "add" and (rows[0] is None and not cells):
            raise InvalidInput(_NOT_FOUND, place=place)
        changed = tuple(cell for cell in cells if not _is_kept(cell, op))
        kept = tuple(cell for cell in cells if _is_kept(cell, op))
    else:
        told = [cell for cell in cells if cell.field in key_fields]
        if not all(is_ragged(op, cell) for cell in told):
            raise InvalidInput(_KEY_TWICE, place=place)
        lacking = {cell.field for cell in told}
        own = (cell for cell in _key_cells(key, key_fields, op) if cell.field not in lacking)
        changed, kept = (*own, *cells), ()
    if op == "update" and not changed:
        raise InvalidInput(_NO_CELLS, place=place)
    return RowChange(op, key, rows, changed, kept)


def _is_kept(cell: CellChange, op: Operation) -> bool:
    return op == "update" and cell.old is not None and cell.old == cell.new


def _key_cells(key: Key, fields: Sequence[str], op: Operation) -> list[CellChange]:
    """The cells of the key in an addition or removal, which holds all cells."""
    if op == "update":
        return []
    pairs = zip(fields, key, strict=True)
    if op == "add":
        return [CellChange(field, None, text) for field, text in pairs]
    return [CellChange(field, text, None) for field, text in pairs]


def _operation(value: object, place: str) -> Operation:
    operations: tuple[Operation, ...] = get_args(Operation)
    for operation in operations:
        if value == operation:
            return operation
    raise InvalidInput(_NOT_OPERATION, place=place)


def _key(value: object, fields: Sequence[str], place: str) -> Key | None:
    if value is None:
        return None
    found = _object(value, place)
    if not found or set(found) != set(fields):
        raise InvalidInput(_OTHER_KEY, place=place, fields=", ".join(fields))
    return tuple(_text(found[field], f"{place}/{field}") for field in fields)


def _rows(value: object, place: str) -> tuple[int | None, int | None]:
    if value is None:
        return None, None
    found = _list(value, place)
    if len(found) != 2 or not all(row is None or _is_row(row) for row in found):
        raise InvalidInput(_NOT_ROW, place=place)
    old, new = (row - 1 if isinstance(row, int) else None for row in found)
    return old, new


def _is_row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _cells(value: object, op: Operation, place: str) -> list[CellChange]:
    cells = []
    for field, pair in _object(value, place).items():
        here = f"{place}/{field}"
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise InvalidInput(_NOT_CELL, place=here)
        old, new = pair
        if not all(text is None or isinstance(text, str) for text in pair):
            raise InvalidInput(_NOT_CELL, place=here)
        if (op == "add" and old is not None) or (op == "remove" and new is not None):
            raise InvalidInput(_ONE_SIDED, place=here)
        cells.append(CellChange(field, old, new))
    return cells


def _fields(value: object, order: object) -> FieldChanges:
    found = _object(value, "/fields")
    _known(found, ("added", "removed", "renamed"), "/fields")
    renamed = []
    for number, form in enumerate(_list(found.get("renamed", []), "/fields/renamed")):
        place = f"/fields/renamed/{number}"
        names = _object(form, place)
        _known(names, ("from", "to"), place)
        renamed.append(tuple(_text(names.get(end), f"{place}/{end}") for end in ("from", "to")))
    removed = _texts(found.get("removed", []), "/fields/removed")
    return FieldChanges(
        added=_texts(found.get("added", []), "/fields/added"),
        removed=removed,
        renamed=tuple((old, new) for old, new in renamed),
        order=None if order is None else _texts(order, "/order/fields"),
        before=() if removed or order is not None else None,  # the form does not tell it
    )


def _moves(value: object) -> Moves | None:
    if value is None:
        return None
    moves = []
    for number, pair in enumerate(_list(value, "/order/rows")):
        place = f"/order/rows/{number}"
        old, new = _rows(pair, place)
        if old is None or new is None:
            raise InvalidInput(_NOT_MOVE, place=place)
        moves.append((old, new))
    return tuple(moves) or None


def _known(found: Mapping[str, object], known: Collection[str], place: str) -> None:
    for name in found:
        if name not in known:
            raise InvalidInput(_UNKNOWN, place=f"{place}/{name}", known=", ".join(known))


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise InvalidInput(_NOT_OBJECT, place=place)
    return value


def _list(value: object, place: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise InvalidInput(_NOT_LIST, place=place)
    return value


def _texts(value: object, place: str) -> tuple[str, ...]:
    return tuple(_text(text, f"{place}/{n}") for n, text in enumerate(_list(value, place)))


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(_NOT_TEXT, place=place)
    return value
