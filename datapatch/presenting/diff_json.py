"""A diff as JSON, in the form of ``schemas/diff.schema.json``: one change on a line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from datapatch.tables.changes import MovedRows, Moves, TableDiff
from datapatch.tables.patch_form import change_json, patch_json

_json = json.JSONEncoder(ensure_ascii=False).encode


def diff_json(diff: TableDiff) -> Iterator[str]:
    """The JSON document, ending with a line end."""
    head = patch_json(replace(diff, changes=(), row_order=None))
    yield f'{{"fields": {_json(head["fields"])},\n"changes": ['
    yield from _listed(_json(change_json(change, diff.key)) for change in diff.changes)
    yield "]"
    if diff.fields.order is not None or diff.row_order is not None:
        yield from _order(diff)
    yield "}\n"


def _order(diff: TableDiff) -> Iterator[str]:
    yield ',\n"order": {'
    if diff.fields.order is not None:
        yield f'"fields": {_json(list(diff.fields.order))}'
        yield ",\n" if diff.row_order is not None else ""
    if diff.row_order is not None:
        yield '"rows": ['
        yield from _moves(diff.row_order)
        yield "]"
    yield "}"


def _moves(moves: Moves) -> Iterator[str]:
    if isinstance(moves, MovedRows):
        # numpy costs more than to write few numbers
        from datapatch.tables.bulk.figures import listed_pairs

        yield "\n"
        yield from listed_pairs(moves.old, moves.new)
    else:
        yield from _listed(f"[{old + 1}, {new + 1}]" for old, new in moves)


def _listed(pieces: Iterable[str]) -> Iterator[str]:
    before = "\n"
    for piece in pieces:
        yield before + piece
        before = ",\n"
