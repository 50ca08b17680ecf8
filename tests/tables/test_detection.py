"""Encodings: guessed, told, converted or refused."""

import codecs

import pytest

from datapatch.errors import UnreadableTable
from datapatch.tables.infer import Guess, guess


def told(found: Guess) -> str:
    """All notes."""
    return " ".join(note.sentence() for note in found.notes)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "utf-8"), ("cp1252", "cp1252"), ("cp1250", "cp1250"), ("koi8-r", "koi8-r")],
)
def test_encodings(encoding: str, expected: str) -> None:
    """UTF-8 when it decodes, then Western, then whatever the letters tell; bytes are kept."""
    words = {
        "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl starý muž",
        "koi8-r": "Съешь же ещё этих мягких французских булок, да выпей чаю",
    }.get(encoding, "Médiathèque à l’Œuvre, café — déjà prêté")
    data = f'id,name\n1,"{words}"\n2,"{words}"\n'.encode(encoding)
    found = guess(data)
    assert found.dialect.encoding == expected
    assert found.data == data
    assert found.table.row(0)[1] == words


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_becomes_utf8(encoding: str, mark: bool) -> None:
    """UTF-16, with or without its mark, is turned into UTF-8, and the note says so."""
    text = "id,name\n1,Médiathèque\n2,Cyber-base\n"
    found = guess((("\ufeff" if mark else "") + text).encode(encoding))
    assert found.data == text.encode()
    assert "UTF-16" in told(found)


def test_a_mark_is_kept() -> None:
    """A UTF-8 byte order mark stays in the data and out of the first name."""
    found = guess(codecs.BOM_UTF8 + b"id,name\n1,a\n")
    assert found.data.startswith(codecs.BOM_UTF8)
    assert found.dialect.bom
    assert found.table.fields == ("id", "name")


DATA = "id,é\n1,a".encode()


@pytest.mark.parametrize("encoding", ["klingon", "ascii", "rot13", "utf-16", "base64", "idna"])
def test_wrong_encodings_are_refused(encoding: str) -> None:
    """An encoding that is none, or not that of the data, is refused in one sentence."""
    with pytest.raises(UnreadableTable):
        guess(DATA, encoding=encoding)
