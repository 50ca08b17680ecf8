"""The address of a row: its key, or, without one, a revision and a position.

Keys are written with tilde-encoding, as Datasette does
(https://docs.datasette.io/en/stable/internals.html#tilde-encoding): percent signs do not survive
every proxy, tildes do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from datapatch.errors import DataPatchError, NotFound
from datapatch.tables.alignment import align
from datapatch.tables.table import Table
from datapatch.types import Key
from datapatch.workflow.snapshot import Snapshot

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
POSITION = re.compile(r"@([0-9a-f]{7,40})\.(\d+)")
REVISION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row lies: the data row (from 0) in today's table, and its lasting address."""

    row: int
    address: str
    key: Key | None


def encode(text: str) -> str:
    """``text`` with every byte but letters, digits, "-" and "_" as ``~XX``; a space as "+"."""
    return "".join(_encode_character(c) for c in text)


def decode(text: str) -> str:
    """The reverse of `encode`; raises `NotFound` when ``text`` was not made by it."""
    raw = re.sub(
        rb"~([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), text.replace("+", " ").encode()
    )
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NotFound from None


def key_address(key: Key) -> str:
    """The address of the row with this key; values of a composite key are joined by commas."""
    return ",".join(encode(value) for value in key)


def position_address(snapshot: Snapshot, row: int) -> str:
    """The address of data row ``row`` of this revision, for rows that no key tells apart."""
    return f"@{snapshot.commit[:REVISION_LENGTH]}.{row + 1}"


def addresses(snapshot: Snapshot, resource: str, rows: Sequence[int]) -> list[RowPlace]:
    """The place of each of these data rows of the snapshot."""
    table, known = snapshot.table(resource), snapshot.rows_by_key(resource)
    positions = [table.position(field) for field in snapshot.key(resource)]
    found = []
    for row in rows:
        cells = table.values(row)
        key = tuple(cells[position] for position in positions)
        found.append(_place(snapshot, row, key if known.get(key) == row else None))
    return found


def locate(snapshot: Snapshot, resource: str, address: str) -> RowPlace:
    """The row that ``address`` means in this snapshot; raises `NotFound` when it is gone.

    The address of a row without key names an earlier revision: the row is followed from there, so
    that the returned address may differ from the asked one.
    """
    found = POSITION.fullmatch(address)
    row = _followed(snapshot, resource, found) if found else _by_key(snapshot, resource, address)
    return addresses(snapshot, resource, [row])[0]


def _by_key(snapshot: Snapshot, resource: str, address: str) -> int:
    row = snapshot.rows_by_key(resource).get(tuple(decode(part) for part in address.split(",")))
    if row is None:
        raise NotFound
    return row


def _followed(snapshot: Snapshot, resource: str, found: re.Match[str]) -> int:
    old = _table_at(snapshot, resource, found[1])
    row = int(found[2]) - 1
    if not 0 <= row < old.row_count:
        raise NotFound
    new = snapshot.table(resource)
    row = row if new is old else align(old, new, snapshot.key(resource)).old_to_new[row]
    if row < 0:
        raise NotFound
    return row


def _table_at(snapshot: Snapshot, resource: str, revision: str) -> Table:
    """The table at an earlier published revision; raises `NotFound`."""
    repository = snapshot.repository
    commit = repository.resolve(revision)
    if commit == snapshot.commit:
        return snapshot.table(resource)
    if not repository.is_ancestor(commit, snapshot.commit):
        raise NotFound
    earlier = snapshot.at(commit)
    try:
        return earlier.table(resource)
    except DataPatchError:
        raise NotFound from None


def _place(snapshot: Snapshot, row: int, key: Key | None) -> RowPlace:
    address = position_address(snapshot, row) if key is None else key_address(key)
    return RowPlace(row, address, key)


def _encode_character(character: str) -> str:
    if character in PLAIN:
        return character
    if character == " ":
        return "+"
    return "".join(f"~{byte:02X}" for byte in character.encode())
