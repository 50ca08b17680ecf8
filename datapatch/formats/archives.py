"""Spreadsheets are zip archives: opened only where they are one, and not too large inside."""

import io
import zipfile

from datapatch.errors import LimitExceeded, UnreadableTable
from datapatch.translation import N_

DAMAGED = N_("{file} is damaged or no {kind} file. Open it in a spreadsheet program and save it.")
LOCKED = N_("{file} asks for a password. Save it without one, then try again.")
TOO_LARGE = N_("{file} holds more than {limit} bytes once unpacked. Send it in parts.")

MAX_BYTES = 2_000_000_000
"""What an archive may hold once unpacked, when the caller sets no limit."""
_OLE = b"\xd0\xcf\x11\xe0"


def check_archive(data: bytes, file: str, kind: str, max_bytes: int = MAX_BYTES) -> None:
    """Raise UnreadableTable for what is no archive, LimitExceeded for one that is too large."""
    if data.startswith(_OLE):
        raise UnreadableTable(LOCKED, file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            locked = any(member.flag_bits & 1 for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(file, kind) from error
    if locked:
        raise UnreadableTable(LOCKED, file=file)
    if size > max_bytes:
        raise LimitExceeded(TOO_LARGE, file=file, what="bytes", size=size, limit=max_bytes)


def damaged(file: str, kind: str) -> UnreadableTable:
    """What is raised when a file is not what its name says."""
    return UnreadableTable(DAMAGED, file=file, kind=kind)
