"""Revision: one commit as the rest of the program sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from datapatch.gitstore.trailers import trailers
from datapatch.types import CommitId, ObjectId, Signature

_PERSON = re.compile(
    rb"(?P<name>[^<]*)<(?P<email>[^>]*)>?[^0-9+-]*(?P<at>-?\d+)?(?: (?P<zone>.*))?"
)
_ZONE = re.compile(rb"([+-])(\d\d)(\d\d)")
_UNWANTED = re.compile(r"[<>\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit. ``tree`` is the object that lists its files."""

    id: CommitId
    tree: ObjectId
    parents: tuple[CommitId, ...]
    author: Signature
    committer: Signature
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip().split("\n", 1)[0]

    @property
    def trailers(self) -> tuple[tuple[str, str], ...]:
        """Token and value of each trailer, in order."""
        return trailers(self.message)


def parse_revision(commit: CommitId, data: bytes) -> Revision:
    """The revision that the raw commit object ``data`` describes; odd bytes never raise."""
    head, _, message = data.partition(b"\n\n")
    headers: dict[bytes, list[bytes]] = {}
    for line in head.split(b"\n"):
        word, _, value = line.partition(b" ")
        headers.setdefault(word, []).append(value)
    encoding = _first(headers, b"encoding").decode("ascii", "replace") or "utf-8"
    return Revision(
        id=commit,
        tree=ObjectId(_first(headers, b"tree").decode("ascii", "replace")),
        parents=tuple(_commit_id(value) for value in headers.get(b"parent", ())),
        author=_parse_signature(_first(headers, b"author"), encoding),
        committer=_parse_signature(_first(headers, b"committer"), encoding),
        message=_decode(message, encoding),
    )


def commit_bytes(revision: Revision) -> bytes:
    """The raw commit object for ``revision``; its ``id`` is not looked at."""
    lines = [f"tree {revision.tree}"]
    lines += [f"parent {parent}" for parent in revision.parents]
    lines += [f"author {_signed(revision.author)}", f"committer {_signed(revision.committer)}"]
    message = revision.message.replace("\x00", "").strip("\n")
    return ("\n".join(lines) + f"\n\n{message}\n").encode("utf-8", "replace")


def tagged(data: bytes) -> ObjectId:
    """What the raw tag object ``data`` names."""
    line = data.split(b"\n", 1)[0]
    return ObjectId(line.removeprefix(b"object ").decode("ascii", "replace"))


def _first(headers: Mapping[bytes, list[bytes]], word: bytes) -> bytes:
    return headers.get(word, [b""])[0]


def _commit_id(value: bytes) -> CommitId:
    return CommitId(ObjectId(value.decode("ascii", "replace")))


def _decode(data: bytes, encoding: str) -> str:
    for name in (encoding, "utf-8"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _parse_signature(data: bytes, encoding: str) -> Signature:
    match = _PERSON.fullmatch(data)
    if match is None:
        return Signature(_decode(data, encoding), "", datetime.fromtimestamp(0, UTC))
    name, email = (_decode(match[part], encoding).strip() for part in ("name", "email"))
    return Signature(name, email, _moment(int(match["at"] or 0), match["zone"] or b""))


def _moment(seconds: int, zone: bytes) -> datetime:
    """The moment in its own zone; what no calendar holds becomes 1970."""
    offset = timedelta()
    if match := _ZONE.fullmatch(zone.strip()):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        offset = -offset if match[1] == b"-" else offset
    if abs(offset) >= timedelta(hours=24):
        offset = timedelta()
    try:
        return datetime.fromtimestamp(seconds, timezone(offset))
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _signed(signature: Signature) -> str:
    name = " ".join(_UNWANTED.sub(" ", signature.name).split())
    email = "".join(_UNWANTED.sub("", signature.email).split())
    minutes = int((signature.at.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    seconds = max(0, int(signature.at.timestamp()))
    return f"{name or email or '-'} <{email}> {seconds} {sign}{minutes // 60:02}{minutes % 60:02}"
