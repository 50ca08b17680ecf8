"""What each revision changed, in few words: made once, then kept under the revision's id."""

from collections.abc import Mapping, Sequence

from datapatch.gitstore.revision import Revision
from datapatch.index.change_store import changes_address
from datapatch.index.changes import TableChanges, summarise, whole_table
from datapatch.index.revisions import RevisionChanges, TableSummary, table_summary
from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.pairing import (
    TableVersion,
    VersionPair,
    difference,
    is_untouched,
    other_files,
    pair_tables,
)
from datapatch.workflow.snapshot import Snapshot

LOOK_BACK = 20
"""Revisions in a row that may hold no readable table before its rows count as new."""


def known_changes(
    instance: Instance, head: Snapshot, commits: Sequence[CommitId]
) -> Mapping[CommitId, RevisionChanges]:
    """What is known of ``commits``, all of them on the way to ``head``."""
    names = {name: commit for commit in commits for name in (commit, _borrowed(head, commit))}
    found = instance.changes.known_revisions(list(names))
    return {names[name]: changes for name, changes in found.items()}


def summarise_revision(instance: Instance, head: Snapshot, revision: Revision) -> RevisionChanges:
    """What ``revision`` changed against its first parent; kept from now on."""
    after = head.at(revision.id)
    before = head.at(revision.parents[0]) if revision.parents else None
    made = _compare(instance, before, after)
    own = after.describes_itself and (before is None or before.describes_itself)
    instance.changes.keep_revision(revision.id if own else _borrowed(head, revision.id), made)
    return made


def last_readable(version: TableVersion) -> TableVersion | None:
    """``version``, or the one before it that holds a table: a broken file may be mended later."""
    for _ in range(LOOK_BACK):
        if version.is_readable:
            return version
        parents = version.snapshot.repository.revision(version.snapshot.commit).parents
        earlier = version.snapshot.at(parents[0]) if parents else None
        if earlier is None or version.file.name not in earlier.table_files:
            return None
        version = TableVersion(earlier, earlier.table_files[version.file.name])
    return None


def _borrowed(head: Snapshot, commit: CommitId) -> str:
    """The id of what is known of a revision that ``head`` had to describe."""
    path = head.descriptor_path
    return f"{commit}:{head.commit if path is None else head.files[path]}"


def _compare(instance: Instance, before: Snapshot | None, after: Snapshot) -> RevisionChanges:
    tables: list[TableSummary] = []
    unreadable: list[str] = []
    for old, new in pair_tables(before, after):
        if is_untouched(old, new):
            continue
        if new is not None and not new.is_readable:
            unreadable.append(new.file.name)
        else:
            tables.append(_summary(instance, (old, new)))
    return RevisionChanges(tuple(tables), other_files(before, after), tuple(unreadable))


def _summary(instance: Instance, pair: VersionPair) -> TableSummary:
    old, new = pair
    base = None if old is None else last_readable(old)
    sides = [side.file for side in (base, new) if side is not None]
    address = changes_address(
        base.file.content_id if base else None,
        new.file.content_id if new else None,
        ";".join(file.reading for file in sides),
    )
    changes = instance.changes.changes(address, lambda: _changes(base, new))
    names = [side.file.name if side else "" for side in (new, old)]
    return table_summary(names[0], names[1], address, changes)


def _changes(old: TableVersion | None, new: TableVersion | None) -> TableChanges:
    if old is not None and new is not None:
        return summarise(difference(old, new))
    return whole_table(
        added=new.table.row_count if new else 0, removed=old.table.row_count if old else 0
    )
