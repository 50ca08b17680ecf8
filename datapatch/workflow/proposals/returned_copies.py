"""A copy that somebody edited, compared with the revision that it is a copy of.

A copy from here says which one that is, in its name or in a property of the workbook; of any other
file, it is the newest revision whose rows explain it best.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from datapatch.errors import DataPatchError, InvalidInput
from datapatch.formats.delimited import EXCEL_FR
from datapatch.formats.reading import chosen, format_of, read_tables
from datapatch.formats.xlsx import origin_of
from datapatch.tables.changes import Patch, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.field import Field
from datapatch.tables.notes import Note
from datapatch.tables.returning import Returned, returned
from datapatch.tables.sniffing import find_delimiter
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.types import BlobId
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.preferences import Preferences
from datapatch.workflow.proposals.explaining import Explaining
from datapatch.workflow.proposals.locked_fields import named_columns
from datapatch.workflow.proposals.new_keys import new_key, sample
from datapatch.workflow.snapshot import Snapshot

STEPS = 100
"""Revisions among which the one is looked for that a file is a copy of."""
_ORIGIN = re.compile(r"(?P<resource>.+)@(?P<commit>[0-9a-f]{7,40})\b")
_BEGINNING = 65_536

ABSENT = N_("These columns are not in your file, and stay as they are: {columns}.")
UNKNOWN = N_("These columns of your file are not in the table, and are left aside: {columns}.")
REWRITTEN = N_(
    "In {count} cells a spreadsheet program wrote a number or a date in its own way (without a "
    "leading zero, for example). They stay as they were."
)
REPEATED = N_("Several rows of your file have the same identifier; look at them: {keys}.")
LOCKED = N_("The producer locked these columns; your changes in them are left out: {columns}.")
OLD_BASE = N_(
    "Your file was compared with the version that it is a copy of. The table changed since; what "
    "others changed stays."
)
_SEVERAL = N_("Say which table your file is a copy of: {tables}.")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a file proposes for one table of a revision, and what to know of it.

    ``missing`` are the removals that its lack of rows would mean (the first of ``missing_count``).
    """

    base: Snapshot
    patch: Patch
    missing: tuple[RowChange, ...] = ()
    missing_count: int = 0
    notes: tuple[Note, ...] = ()
    author: str = ""
    message: str = ""


def read_copy(
    head: Snapshot, file: SourceFile, preferences: Preferences, *, resource: str = "", most: int
) -> Proposed:
    """What an edited table proposes; of rows that it lacks, at most so many are told.

    ``resource`` is the table that it is a copy of, if that was said. Raises what reading raises,
    and InvalidInput for a copy of nothing that is here.
    """
    copy, (named, commit) = _table(file), _origin(file)
    resource = _resource(head, copy, named if named in head.table_files else resource)
    base = _named(head, commit, resource) or _explaining(head, copy, resource)
    found = returned(base.table(resource), copy, base.key(resource), most=most)
    locked = named_columns(base, resource, preferences.locked_fields)
    changes, touched = _without(found.changes, locked, base.key(resource))
    patch = Patch(resource, found.key, _with_keys(base, resource, changes))
    notes = [*_notes(found), *([_columns(LOCKED, touched)] if touched else [])]
    if base.table_file(resource).content_id != head.table_file(resource).content_id:
        notes.append(Note(OLD_BASE))
    return Proposed(base, patch, found.missing, found.missing_count, tuple(notes))


def earlier(head: Snapshot, resource: str) -> Iterator[Snapshot]:
    """The head and earlier revisions in which the table was another one, newest first."""
    seen: BlobId | None = None
    for revision in head.repository.first_parents(head.commit, STEPS):
        snapshot = head if revision.id == head.commit else head.at(revision.id)
        try:
            content = BlobId(snapshot.table_file(resource).content_id)
            snapshot.parted(resource)
        except DataPatchError:
            continue
        if content != seen:
            yield snapshot
        seen = content


def _table(file: SourceFile) -> Table:
    kind = format_of(file.name)
    french = kind == "csv" and _separated_by_semicolons(file.data)
    found = read_tables(file.data, file.name, kind, dialect=EXCEL_FR if french else "")
    return chosen(found, file.name).table


def _separated_by_semicolons(data: bytes) -> bool:
    """Whether it may be a copy for a French spreadsheet program, whose cells are neutralised."""
    return find_delimiter(data[:_BEGINNING].decode("utf-8", "ignore")) == ";"


def _origin(file: SourceFile) -> tuple[str, str]:
    """The table and the revision that a copy from here names, empty for another file."""
    told = origin_of(file.data) if file.name.lower().endswith(".xlsx") else ""
    found = _ORIGIN.match(told) or _ORIGIN.match(PurePosixPath(file.name).stem)
    return (found["resource"], found["commit"]) if found else ("", "")


def _resource(head: Snapshot, copy: Table, said: str) -> str:
    """The table that is meant: as said, the only one, else the one with the most common columns."""
    if said:
        return head.table_file(said).name
    given = set(labels(copy.fields))
    shares = {
        name: len(given.intersection(labels(head.parted(name).fields))) for name in head.table_files
    }
    best = [name for name, share in shares.items() if share == max(shares.values())]
    if len(best) != 1:
        raise InvalidInput(_SEVERAL, tables=", ".join(shares))
    return best[0]


def _named(head: Snapshot, commit: str, resource: str) -> Snapshot | None:
    """The published revision of that name, if it has the table."""
    if not commit:
        return None
    try:
        found = head.repository.resolve(commit)
        if not head.repository.is_ancestor(found, head.commit):
            return None
        base = head if found == head.commit else head.at(found)
        base.parted(resource)
    except DataPatchError:
        return None
    return base


def _explaining(head: Snapshot, copy: Table, resource: str) -> Snapshot:
    """The newest revision that holds most of the copy's rows."""
    if len(head.table_file(resource).parts) > 1:
        return head  # reading a hundred versions of a large table takes too long
    best, fewest, comparing = head, copy.row_count + 1, Explaining(copy)
    for snapshot in earlier(head, resource):
        strange = comparing.strange(snapshot.table(resource))
        if strange < fewest:
            best, fewest = snapshot, strange
        if not strange:
            break
    return best


def _without(
    changes: Sequence[RowChange], locked: Sequence[str], key: Sequence[str]
) -> tuple[tuple[RowChange, ...], tuple[str, ...]]:
    """The changes without cells of locked columns, and the columns that are concerned."""
    held, touched, left = set(locked).difference(key), dict[str, None](), []
    for change in changes:
        barred = {c.field for c in change.cells if c.field in held and (c.old or "") != c.new}
        touched |= dict.fromkeys(barred)
        cells = tuple(cell for cell in change.cells if cell.field not in barred)
        if cells:
            left.append(replace(change, cells=cells) if barred else change)
    return tuple(left), tuple(touched)


def _with_keys(
    snapshot: Snapshot, resource: str, changes: Sequence[RowChange]
) -> tuple[RowChange, ...]:
    """The changes with keys for new rows that lack one, where keys can be made."""
    fields = snapshot.key(resource)
    bare = [change for change in changes if change.op == "add" and _lacks(change, fields)]
    if not bare or len(fields) != 1:
        return tuple(changes)
    table, field = sample(snapshot.parted(resource)), _field(snapshot, resource, fields[0])
    made = set[str]()

    def is_taken(key: str) -> bool:
        return key in made or bool(snapshot.find(resource, (key,)))

    def keyed(change: RowChange) -> RowChange:
        key = new_key(table, field, is_taken) if _lacks(change, fields) else ""
        if change.op != "add" or not key:
            return change
        made.add(key)
        cells = (replace(c, new=key) if c.field == fields[0] else c for c in change.cells)
        return replace(change, key=(key,), cells=tuple(cells))

    return tuple(map(keyed, changes))


def _lacks(change: RowChange, fields: Sequence[str]) -> bool:
    return not any((cell.new or "").strip() for cell in change.cells if cell.field in fields)


def _field(snapshot: Snapshot, resource: str, name: str) -> Field:
    return snapshot.table_file(resource).schema.field(name) or Field(name)


def _notes(found: Returned) -> Iterator[Note]:
    if found.absent:
        yield _columns(ABSENT, found.absent)
    if found.unknown:
        yield _columns(UNKNOWN, found.unknown)
    if found.rewritten:
        yield Note(REWRITTEN, {"count": found.rewritten})
    if found.repeated:
        shown = [" ".join(key) for key in found.repeated[:_SHOWN]]
        rest = ["…"] if len(found.repeated) > _SHOWN else []
        yield Note(REPEATED, {"keys": ", ".join([*shown, *rest])})


def _columns(template: str, names: Sequence[str]) -> Note:
    return Note(template, {"columns": ", ".join(names)})
