"""Copying history from one repository's objects to another's, what points last."""

from collections.abc import Iterator

from datapatch.gitstore.objects import Batch, Objects
from datapatch.gitstore.revision import Revision, parse_revision
from datapatch.gitstore.trees import differing
from datapatch.types import CommitId, ObjectId


def copy_history(source: Objects, into: Objects, commit: CommitId) -> None:
    """Store in ``into`` every object reachable from ``commit`` that it does not hold.

    An object that is held is taken to have all that it points at. Raises NotFound when
    ``source`` lacks something.
    """
    for missing in _missing_commits(source, into, commit):
        data = source.content(missing, "commit")
        revision, batch = parse_revision(missing, data), Batch()
        known = _tree_of_parent(source, into, revision)
        _put_tree(source, into, revision.tree, batch, known)
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


def _tree_of_parent(source: Objects, into: Objects, revision: Revision) -> ObjectId | None:
    """A tree that ``into`` holds and that is much like the revision's: what they share is there."""
    for parent in revision.parents:
        if into.holds(parent):
            return parse_revision(parent, source.content(parent, "commit")).tree
    return None


def _put_tree(
    source: Objects, into: Objects, tree: ObjectId, batch: Batch, known: ObjectId | None
) -> None:
    """Put what ``into`` lacks of ``tree``; it holds all of ``known``, an earlier form of it."""
    if tree == known or into.holds(tree) or tree in batch.framed:
        return
    for entry, earlier in differing(source, tree, known):
        if entry.is_folder:
            inner = earlier.oid if earlier is not None and earlier.is_folder else None
            _put_tree(source, into, entry.oid, batch, inner)
        elif entry.is_blob and not into.holds(entry.oid):
            batch.put("blob", source.content(entry.oid, "blob"))
    batch.put("tree", source.content(tree, "tree"))
