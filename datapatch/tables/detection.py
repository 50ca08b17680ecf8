"""Guessing how the characters of a table are encoded.

UTF-8 when it decodes; UTF-16 and UTF-32 are turned into it; else cp1252 when the text it gives
looks Western, else what charset-normalizer finds.
"""

import codecs
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes

from datapatch.errors import UnreadableTable
from datapatch.tables.notes import Note
from datapatch.translation import N_

NUL = N_("{file} holds zero bytes: this is not a text table. Export it again as CSV.")
UNKNOWN_ENCODING = N_("“{encoding}” is not an encoding known here. Try utf-8 or cp1252.")
NOT_DECODED = N_("{file} is not written in {encoding}. Choose another encoding.")
CONVERTED = N_("The file was written in {encoding}; it was turned into UTF-8.")
GUESSED = N_("The file seems to be written in {encoding}. Check that accents look right.")

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")

_SAMPLE = 200_000
_WESTERN = frozenset("àâäáãåçéèêëíìîïñóòôöõøúùûüÿœæßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜŸŒÆ")
_WESTERN_SIGNS = frozenset("«»°€£§©®±²³µ·¿¡½¼‘’“”–—…•™ªº´×\xa0")
_ENOUGH = 0.9
"""Share of the characters beyond ASCII that must be Western for cp1252."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Bytes with the encoding to read them by, as Python names it."""

    data: bytes
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, file: str, encoding: str | None = None) -> Encoded:
    """``data`` with its encoding: the given one, else a guess.

    What is not a superset of ASCII becomes UTF-8. Raises UnreadableTable for zero bytes, an
    unknown encoding, or one in which the data does not decode.
    """
    if encoding:
        return _as_told(data, file, encoding)
    found = _by_mark(data) or _wide_without_mark(data)
    if found:
        return _converted(data, file, found)
    if b"\0" in data:
        raise UnreadableTable(NUL, file=file)
    if _decodes(data, "utf-8"):
        return Encoded(data, "utf-8")
    guess = _guess(data)
    return Encoded(data, guess, (Note(GUESSED, {"encoding": guess}),))


def _as_told(data: bytes, file: str, encoding: str) -> Encoded:
    try:
        name = codecs.lookup(encoding.strip()).name
        "a".encode(name)  # some codecs, such as rot13, are not of characters
    except (LookupError, UnicodeError) as error:
        raise UnreadableTable(UNKNOWN_ENCODING, encoding=encoding) from error
    if name.startswith(_WIDE):
        return _converted(data, file, name)
    name = "utf-8" if name == "utf-8-sig" else name
    if not _decodes(data, name):
        raise UnreadableTable(NOT_DECODED, file=file, encoding=encoding)
    if b"\0" in data:
        raise UnreadableTable(NUL, file=file)
    return Encoded(data, name)


def _converted(data: bytes, file: str, encoding: str) -> Encoded:
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise UnreadableTable(NOT_DECODED, file=file, encoding=encoding) from error
    if "\0" in text:
        raise UnreadableTable(NUL, file=file)
    note = Note(CONVERTED, {"encoding": encoding.upper()})
    return Encoded(text.encode("utf-8"), "utf-8", (note,))


def _by_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 shows as zero bytes in nearly every second place."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(data) < 4 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.8 and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.8 and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _guess(data: bytes) -> str:
    """An encoding of single bytes in which all of ``data`` decodes."""
    if _looks_western(data):
        return "cp1252"
    best = from_bytes(_telling(data)).best()
    if best and _is_plain(best.encoding) and _decodes(data, best.encoding):
        return codecs.lookup(best.encoding).name
    return "cp1252" if _decodes(data, "cp1252") else "iso8859-1"


def _telling(data: bytes) -> bytes:
    """The lines that hold more than ASCII: what a detector can learn from."""
    lines = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[:_SAMPLE]


def _looks_western(data: bytes) -> bool:
    try:
        text = data.decode("cp1252")
    except UnicodeError:
        return False
    beyond = [character for character in text if character > "\x7f"]
    letters = sum(character in _WESTERN for character in beyond)
    signs = sum(character in _WESTERN_SIGNS for character in beyond)
    return letters + signs >= _ENOUGH * len(beyond) and not _letters_side_by_side(text)


def _letters_side_by_side(text: str) -> bool:
    """Whether accented letters stand side by side, as other alphabets look in cp1252."""
    pairs = sum(a in _WESTERN and b in _WESTERN for a, b in pairwise(text))
    return pairs > 0.3 * sum(character in _WESTERN for character in text)


def _is_plain(encoding: str) -> bool:
    """Whether delimiters, quotes and line ends are the bytes that they are in ASCII."""
    signs = ",;|\t\"'\r\n"
    return encoding != "utf_8" and signs.encode(encoding, "replace") == signs.encode()
