"""Compressed tables are opened within a limit; what is no table is refused by name."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from datapatch.errors import LimitExceeded, UnreadableTable
from datapatch.tables.infer import Guess, guess


def told(found: Guess) -> str:
    """All notes."""
    return " ".join(note.sentence() for note in found.notes)


def zipped(**files: bytes) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(places__csv=data)])
def test_compressed_tables_are_opened(pack: Callable[[bytes], bytes]) -> None:
    """A gzip or zip file with one table in it is that table."""
    found = guess(pack(b"id,name\n1,a\n"))
    assert found.data == b"id,name\n1,a\n"
    assert "compressed" in told(found)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a__csv=data)])
def test_bombs_are_refused(pack: Callable[[bytes], bytes]) -> None:
    """What becomes too large once unpacked is refused before the memory is full."""
    with pytest.raises(LimitExceeded) as caught:
        guess(pack(b"a" * 5_000_000), max_bytes=1_000_000, file="bomb.gz")
    assert "bomb.gz" in caught.value.sentence()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"a,b\n\0,1\n", "zero bytes"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (zipped(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "XLSX"),
        (
            zipped(
                mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b""}
            ),
            "ODS",
        ),
        (zipped(a=b"1", b=b"2"), "holds 2 files"),
        (b"PK\x03\x04 broken", "damaged"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-12], "damaged"),
        (gzip.compress(b"%PDF-1.7", mtime=0), "PDF"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'[{"a": 1}]', "JSON"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, words: str) -> None:
    """Anything else than a table is refused in one sentence that names the file and the kind."""
    with pytest.raises(UnreadableTable) as caught:
        guess(data, file="thing.csv")
    assert words in caught.value.sentence()
    assert "thing.csv" in caught.value.sentence()
