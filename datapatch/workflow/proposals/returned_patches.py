"""A patch in a file: our JSON, a unified diff, or the mails that ``git format-patch`` writes.

Sources: https://git-scm.com/docs/git-format-patch and its mailbox format.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from datapatch.errors import DataPatchError, InvalidInput, NotFound, PatchMismatch
from datapatch.tables.line_patches import apply_lines, patched_paths
from datapatch.tables.notes import Note
from datapatch.tables.patch import parse_patch, patch_of
from datapatch.translation import N_
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.past.pairing import TableVersion, difference
from datapatch.workflow.proposals.returned_copies import OLD_BASE, Proposed, earlier
from datapatch.workflow.shell.patch_files import BESIDE, decoded
from datapatch.workflow.snapshot import Snapshot

ENDINGS = (".patch", ".diff", ".mbox", ".eml", ".json")

_MAIL = re.compile(rb"^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\r?$", re.MULTILINE)
_SUBJECT = re.compile(r"^\s*\[[^]]*\bPATCH\b[^]]*\]\s*")
_NO_TABLE = N_(
    "{file} changes files that are no tables: {paths}. Send such changes by git, as a branch."
)
_TABLES = N_("{file} changes several tables: {tables}. Send one file for each of them.")
_FIELDS = N_("{file} changes the columns of the table. Send such changes by git, as a branch.")


@dataclass(frozen=True, slots=True)
class _Diffs:
    """Unified diffs to be carried out one after the other, and who wrote them, about what."""

    diffs: tuple[bytes, ...]
    author: str = ""
    message: str = ""


def is_patch(file: SourceFile) -> bool:
    """Whether a file is a patch, by its name; JSON that holds rows is none."""
    name = file.name.lower()
    if name.endswith(".json"):
        return b'"changes"' in file.data[:100_000] or b'"op"' in file.data[:100_000]
    return name.endswith(ENDINGS)


def read_patch(head: Snapshot, file: SourceFile, *, resource: str = "") -> Proposed:
    """What a patch proposes, for the newest revision that it fits.

    Raises InvalidInput for what is no patch for one table, PatchMismatch where it fits nowhere.
    """
    if file.name.lower().endswith(".json"):
        return _from_json(head, file, resource)
    found = _diffs(file.data)
    name = _resource(head, file.name, found.diffs)
    first: DataPatchError | None = None
    for base in earlier(head, name):
        try:
            return _carried_out(head, base, name, found, file.name)
        except (PatchMismatch, NotFound) as error:
            first = first or error
    raise first or NotFound


def _from_json(head: Snapshot, file: SourceFile, resource: str) -> Proposed:
    document = decoded(file.data, file.name)
    told = document if isinstance(document, dict) else {}
    name = resource or str(told.get("resource") or next(iter(head.table_files), ""))
    patch = parse_patch(document, head.table_file(name).name, beside=BESIDE)
    at, base = str(told.get("base") or ""), head
    if at and (commit := head.repository.resolve(at)) != head.commit:
        base = head.at(commit)
    return Proposed(base, patch, message=str(told.get("message") or ""))


def _carried_out(head: Snapshot, base: Snapshot, name: str, found: _Diffs, file: str) -> Proposed:
    written: dict[str, bytes] = {}
    for diff in found.diffs:
        for path in patched_paths(diff, file):
            data = written.get(path) or base.read(path)
            written[path] = apply_lines(data, diff, table=path, file=file)
    after = base.with_files(written)
    old, new = (TableVersion(side, side.table_file(name)) for side in (base, after))
    diff_found = difference(old, new)
    if diff_found.fields:
        raise InvalidInput(_FIELDS, file=file)
    is_old = old.file.content_id != head.table_file(name).content_id
    return Proposed(
        base,
        patch_of(diff_found, name),
        notes=(Note(OLD_BASE),) if is_old else (),
        author=found.author,
        message=found.message,
    )


def _resource(head: Snapshot, file: str, diffs: Sequence[bytes]) -> str:
    """The only table among the files that a patch changes."""
    paths = dict.fromkeys(path for diff in diffs for path in patched_paths(diff, file))
    tables = {path: head.resource_at(path) for path in paths}
    strange = [path for path, name in tables.items() if name is None]
    if strange:
        raise InvalidInput(_NO_TABLE, file=file, paths=", ".join(strange))
    names = dict.fromkeys(name for name in tables.values() if name)
    if len(names) != 1:
        raise InvalidInput(_TABLES, file=file, tables=", ".join(names))
    return next(iter(names))


def _diffs(data: bytes) -> _Diffs:
    """The diffs of a file; of mails, with the author and the subject of the first."""
    mails = list(_mails(data))
    if not mails:
        return _Diffs((data,))
    first = mails[0]
    name, _ = parseaddr(_header(first, "From"))
    subject = _SUBJECT.sub("", " ".join(_header(first, "Subject").split()))
    return _Diffs(tuple(map(_text, mails)), name, subject)


def _mails(data: bytes) -> Iterator[Message]:
    begins = [found.end() for found in _MAIL.finditer(data)]
    if not begins and not re.match(rb"(?:From|Subject|Date|Message-I[dD]|Received):", data):
        return
    ends = [*(found.start() for found in _MAIL.finditer(data)), len(data)][1:]
    for begin, end in zip(begins or [0], ends or [len(data)], strict=True):
        yield message_from_bytes(data[begin:end].lstrip(b"\r\n"))


def _text(mail: Message) -> bytes:
    """The text of a mail with what is attached to it, as bytes."""
    found = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return b"\n".join(part for part in found if isinstance(part, bytes))


def _header(mail: Message, name: str) -> str:
    return str(make_header(decode_header(str(mail.get(name, "")))))
