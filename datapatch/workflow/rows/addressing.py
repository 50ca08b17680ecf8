"""The address of a row: its key, or, without one, a revision and a position.

Keys are written with tilde-encoding, as Datasette does
(https://docs.datasette.io/en/stable/internals.html#tilde-encoding): percent signs do not survive
every proxy, tildes do.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from datapatch.errors import DataPatchError, NotFound
from datapatch.tables.alignment import align
from datapatch.tables.patch import Patch
from datapatch.tables.row_numbers import new_numbers
from datapatch.types import Key
from datapatch.workflow.past.pairing import TableVersion, difference
from datapatch.workflow.snapshot import Snapshot

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_PLAIN = re.compile("[A-Za-z0-9_-]*")
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
    if _PLAIN.fullmatch(text):
        return text
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


def key_of_address(address: str) -> Key:
    """The key that an address writes; raises `NotFound` when it was not made from one."""
    return tuple(decode(part) for part in address.split(","))


def position_address(snapshot: Snapshot, row: int) -> str:
    """The address of data row ``row`` of this revision, for rows that no key tells apart."""
    return f"@{snapshot.commit[:REVISION_LENGTH]}.{row + 1}"


def addresses(snapshot: Snapshot, resource: str, rows: Sequence[int]) -> list[RowPlace]:
    """The place of each of these data rows of the snapshot."""
    table = snapshot.parted(resource)
    positions = [table.position(field) for field in snapshot.key(resource)]
    tells_apart = _telling(snapshot, resource)
    found = []
    for row, cells in zip(rows, table.each_values(rows), strict=True):
        key = tuple([cells[position] for position in positions])
        found.append(_place(snapshot, row, key if any(key) and tells_apart(key, row) else None))
    return found


def _telling(snapshot: Snapshot, resource: str) -> Callable[[Key, int], bool]:
    """Whether a key, of which some cell is filled, means the row that has it and no other."""
    if not snapshot.key(resource):
        return lambda _key, _row: False
    if len(snapshot.table_file(resource).parts) == 1:
        rows = snapshot.rows_by_key(resource)
        return lambda key, row: rows.get(key) == row
    reading, repeated = snapshot.key_reading(resource), snapshot.repeated_keys(resource)
    return lambda key, _row: not repeated or reading.hash(key) not in repeated


def address_of(snapshot: Snapshot, patch: Patch) -> str:
    """The address of the one row of the snapshot that ``patch`` is about; "" for any other."""
    if len(patch.changes) != 1 or patch.changes[0].op == "add":
        return ""
    key, row = patch.changes[0].key, patch.changes[0].rows[0]
    if key is not None:
        return key_address(key)
    return "" if row is None else position_address(snapshot, row)


def locate(snapshot: Snapshot, resource: str, address: str) -> RowPlace:
    """The row that ``address`` means in this snapshot; raises `NotFound` when it is gone.

    The address of a row without key names an earlier revision: the row is followed from there, so
    that the returned address may differ from the asked one.
    """
    found = POSITION.fullmatch(address)
    row = _followed(snapshot, resource, found) if found else _by_key(snapshot, resource, address)
    return addresses(snapshot, resource, [row])[0]


def _by_key(snapshot: Snapshot, resource: str, address: str) -> int:
    key = key_of_address(address)
    if len(snapshot.table_file(resource).parts) == 1:
        row = snapshot.rows_by_key(resource).get(key)
    else:
        has_key = any(key) and len(key) == len(snapshot.key(resource))
        rows = snapshot.find(resource, key) if has_key else []
        row = rows[0] if len(rows) == 1 else None
    if row is None:
        raise NotFound
    return row


def _followed(snapshot: Snapshot, resource: str, found: re.Match[str]) -> int:
    earlier = _earlier(snapshot, resource, found[1])
    old = TableVersion(earlier, earlier.table_file(resource))
    new = TableVersion(snapshot, snapshot.table_file(resource))
    row = int(found[2]) - 1
    if not 0 <= row < old.parted.row_count:
        raise NotFound
    if old.file.content_id == new.file.content_id:
        return row
    after: int | None
    if len(new.file.parts) == 1:
        after = align(old.table, new.table, snapshot.key(resource)).old_to_new[row]
    else:
        after = new_numbers(difference(old, new)).of(row)
    if after is None or after < 0:
        raise NotFound
    return after


def _earlier(snapshot: Snapshot, resource: str, revision: str) -> Snapshot:
    """The dataset at an earlier published revision that has the table; raises `NotFound`."""
    repository = snapshot.repository
    commit = repository.resolve(revision)
    if commit == snapshot.commit:
        return snapshot
    if not repository.is_ancestor(commit, snapshot.commit):
        raise NotFound
    earlier = snapshot.at(commit)
    try:
        earlier.parted(resource)
    except DataPatchError:
        raise NotFound from None
    return earlier


def _place(snapshot: Snapshot, row: int, key: Key | None) -> RowPlace:
    address = position_address(snapshot, row) if key is None else key_address(key)
    return RowPlace(row, address, key)


def _encode_character(character: str) -> str:
    if character in PLAIN:
        return character
    if character == " ":
        return "+"
    return "".join(f"~{byte:02X}" for byte in character.encode())
