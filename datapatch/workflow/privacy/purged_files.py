"""The files of one revision without what is to be removed."""

from dataclasses import dataclass

from datapatch.errors import DataPatchError
from datapatch.tables.table import Table
from datapatch.tables.withholding import without_rows, without_text
from datapatch.types import Key
from datapatch.workflow.rows.addressing import encode
from datapatch.workflow.snapshot import Snapshot, TableFile

GAP = "…"
"""What stands in names and messages where something was removed."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value (empty: none), or a row by its resource and key."""

    value: str
    row: tuple[str, Key] | None


def cleaned_files(snapshot: Snapshot, withheld: Withheld) -> dict[str, bytes | None]:
    """The files of ``snapshot`` that must hold something else."""
    found: dict[str, bytes | None] = {}
    tables = {path: file for file in _tables(snapshot) for path in file.paths}
    for path in snapshot.files:
        before = snapshot.read(path)
        file = tables.get(path)
        after = _cleaned_text(before, withheld) if file is None else None
        if file is not None:
            after = _cleaned_table(before, file, withheld)
        if after != before:
            found[path] = after
    return found


def cleaned_words(data: bytes, withheld: Withheld) -> bytes:
    """A name or a message without the value, as it is or as addresses write it."""
    if not withheld.value:
        return data
    for written in (withheld.value, encode(withheld.value)):
        data = data.replace(written.encode(), GAP.encode())
    return data


def _tables(snapshot: Snapshot) -> list[TableFile]:
    try:
        return list(snapshot.table_files.values())
    except DataPatchError:
        return []  # an old revision that describes no tables: its files are cleaned as texts


def _cleaned_table(data: bytes, file: TableFile, withheld: Withheld) -> bytes:
    try:
        table = Table.parse(data, file.resource.dialect)
    except DataPatchError:
        return _cleaned_text(data, withheld)
    if withheld.row is None:
        return without_text(table, withheld.value)
    resource, key = withheld.row
    return without_rows(table, file.key, key) if file.name == resource else data


def _cleaned_text(data: bytes, withheld: Withheld) -> bytes:
    """A file that is no table; a value in JSON may be written with escapes."""
    if not withheld.value:
        return data
    escaped = withheld.value.encode("ascii", "backslashreplace")
    for written in {withheld.value.encode(), escaped}:
        data = data.replace(written, GAP.encode())
    return data
