"""From a file as it was sent to the bytes of a table: what is compressed is opened."""

import io
import json
import zipfile
import zlib

from datapatch.errors import LimitExceeded, UnreadableTable
from datapatch.tables.notes import Note
from datapatch.translation import N_

EMPTY = N_("{file} is empty. Choose a file that holds a header and rows.")
WORKBOOK = N_("{file} is a spreadsheet ({kind}). Export the sheet as CSV, then send that.")
NOT_A_TABLE = N_("{file} is not a table but {kind}. Export the data as CSV, then send that.")
PACKED = N_("{file} is compressed with {kind}. Unpack it, then send the CSV file inside.")
WEB_PAGE = N_("{file} is a web page. Download the data itself as CSV, then send that.")
JSON_FILE = N_("{file} holds JSON, not a table. Export the data as CSV, then send that.")
DAMAGED = N_("{file} is compressed but damaged. Send it again, or unpack it first.")
LOCKED = N_("{file} asks for a password. Unpack it, then send the CSV file inside.")
SEVERAL = N_("{file} holds {count} files. Send the one that is the table.")
TOO_LARGE = N_("{file} holds more than {limit} bytes once unpacked. Send it in parts.")
UNPACKED = N_("The file was compressed; what it holds was unpacked.")

MAX_BYTES = 200_000_000
"""What an unpacked file may hold when the caller sets no limit."""

_CHUNK = 1 << 20
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", WORKBOOK, "XLS"),
    (b"%PDF", NOT_A_TABLE, "PDF"),
    (b"\x89PNG", NOT_A_TABLE, "PNG"),
    (b"\xff\xd8\xff", NOT_A_TABLE, "JPEG"),
    (b"GIF8", NOT_A_TABLE, "GIF"),
    (b"SQLite format 3\0", NOT_A_TABLE, "SQLite"),
    (b"PAR1", NOT_A_TABLE, "Parquet"),
    (b"BZh", PACKED, "bzip2"),
    (b"\xfd7zXZ\0", PACKED, "xz"),
    (b"7z\xbc\xaf\x27\x1c", PACKED, "7-Zip"),
    (b"Rar!\x1a\x07", PACKED, "RAR"),
    (b"\x28\xb5\x2f\xfd", PACKED, "zstd"),
)


def unpack(data: bytes, file: str, max_bytes: int = MAX_BYTES) -> tuple[bytes, tuple[Note, ...]]:
    """The bytes of the table in ``data``, with a note when they were compressed (gzip, zip).

    Raises UnreadableTable for what cannot be a table, and LimitExceeded when more than
    ``max_bytes`` come out.
    """
    if not data.strip():
        raise UnreadableTable(EMPTY, file=file)
    if data.startswith(b"\x1f\x8b"):
        return _gunzip(data, file, max_bytes), (Note(UNPACKED),)
    if data.startswith(b"PK\x03\x04"):
        return _unzip(data, file, max_bytes), (Note(UNPACKED),)
    refuse_other_formats(data, file)
    return data, ()


def refuse_other_formats(data: bytes, file: str) -> None:
    """Raise UnreadableTable when ``data`` begins as a file that is no table does."""
    if not data.strip():
        raise UnreadableTable(EMPTY, file=file)
    for signature, template, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableTable(template, file=file, kind=kind)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise UnreadableTable(WEB_PAGE, file=file)
    if start.startswith((b"{", b"[")) and _is_json(data):
        raise UnreadableTable(JSON_FILE, file=file)


def _is_json(data: bytes) -> bool:
    if not data.rstrip().endswith((b"}", b"]")):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _gunzip(data: bytes, file: str, max_bytes: int) -> bytes:
    """All members of a gzip file, never more than ``max_bytes``."""
    found = bytearray()
    while data:
        member = zlib.decompressobj(wbits=31)
        try:
            found += member.decompress(data, max_bytes - len(found) + 1)
        except zlib.error as error:
            if found:  # what follows the last member is padding
                break
            raise UnreadableTable(DAMAGED, file=file) from error
        if len(found) > max_bytes:
            raise LimitExceeded(
                TOO_LARGE, file=file, what="bytes", size=len(found), limit=max_bytes
            )
        if not member.eof:
            raise UnreadableTable(DAMAGED, file=file)
        data = member.unused_data.lstrip(b"\0")
    refuse_other_formats(bytes(found), file)
    return bytes(found)


def _unzip(data: bytes, file: str, max_bytes: int) -> bytes:
    """The one file of a zip archive, never more than ``max_bytes``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_workbook(archive, file)
            found = _read_member(archive, _only_member(archive, file), file, max_bytes=max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableTable(DAMAGED, file=file) from error
    refuse_other_formats(found, file)
    return found


def _refuse_workbook(archive: zipfile.ZipFile, file: str) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        sheets = any(name.startswith("xl/") for name in names)
        template, kind = (WORKBOOK, "XLSX") if sheets else (NOT_A_TABLE, "Office")
        raise UnreadableTable(template, file=file, kind=kind)
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as mime:
            sheets = mime.read(len(_SPREADSHEET)) == _SPREADSHEET
        template, kind = (WORKBOOK, "ODS") if sheets else (NOT_A_TABLE, "OpenDocument")
        raise UnreadableTable(template, file=file, kind=kind)


def _only_member(archive: zipfile.ZipFile, file: str) -> zipfile.ZipInfo:
    members = [
        item
        for item in archive.infolist()
        if not item.is_dir() and not item.filename.startswith("__MACOSX/")
    ]
    if not members:
        raise UnreadableTable(EMPTY, file=file)
    if len(members) > 1:
        raise UnreadableTable(SEVERAL, file=file, count=len(members))
    if members[0].flag_bits & 0x1:
        raise UnreadableTable(LOCKED, file=file)
    return members[0]


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, *, max_bytes: int
) -> bytes:
    found = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            found += chunk
            if len(found) > max_bytes:
                raise LimitExceeded(
                    TOO_LARGE, file=file, what="bytes", size=len(found), limit=max_bytes
                )
    return bytes(found)
