"""Copying history from one repository's objects to another's, what points last."""

from collections.abc import Iterator

from datapatch.gitstore.objects import Batch, Objects
from datapatch.gitstore.revision import parse_revision
from datapatch.gitstore.trees import entries
from datapatch.types import CommitId, ObjectId


def copy_history(source: Objects, into: Objects, commit: CommitId) -> None:
    """Store in ``into`` every object reachable from ``commit`` that it does not hold.

    An object that is held is taken to have all that it points at. Raises NotFound when
    ``source`` lacks something.
    """
    for missing in _missing_commits(source, into, commit):
        data = source.content(missing, "commit")
        batch = Batch()
        _put_tree(source, into, parse_revision(missing, data).tree, batch)
        batch.put("commit", data)
        into.write(batch)


def _missing_commits(source: Objects, into: Objects, commit: CommitId) -> Iterator[CommitId]:
    """Commits that ``into`` lacks, parents before children."""
    waiting, seen = [commit], set[CommitId]()
    while waiting:
        one = waiting[-1]
        if one in seen or into.holds(one):
            waiting.pop()
            continue
        parents = parse_revision(one, source.content(one, "commit")).parents
        missing = [parent for parent in parents if parent not in seen and not into.holds(parent)]
        if missing:
            waiting += missing
        else:
            seen.add(one)
            yield waiting.pop()


def _put_tree(source: Objects, into: Objects, tree: ObjectId, batch: Batch) -> None:
    if into.holds(tree) or tree in batch.framed:
        return
    for entry in entries(source, tree).values():
        if entry.is_folder:
            _put_tree(source, into, entry.oid, batch)
        elif entry.is_blob and not into.holds(entry.oid):
            batch.put("blob", source.content(entry.oid, "blob"))
    batch.put("tree", source.content(tree, "tree"))
