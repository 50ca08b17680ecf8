"""From what a person or an address writes to the commit that is meant."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from datapatch.errors import NotFound
from datapatch.gitstore.objects import Objects
from datapatch.gitstore.refs import Refs
from datapatch.gitstore.revision import Revision, tagged
from datapatch.types import CommitId, ObjectId

_HEX = re.compile(r"[0-9a-f]{7,40}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def resolve(
    text: str, objects: Objects, refs: Refs, main: Callable[[], Iterator[Revision]]
) -> CommitId:
    """The commit that ``text`` means; raises NotFound.

    A tag, a branch, a full or abbreviated commit name (7 digits at least), or an ISO 8601 date
    or moment (UTC unless it says otherwise): the last revision of ``main()`` up to its end.
    """
    tagged = refs.tags().get(text)
    if tagged is not None:
        return _peel(objects, tagged)
    branch = refs.branch(text)
    if branch is not None:
        return branch
    if _HEX.fullmatch(text.lower()):
        return _abbreviated(objects, text.lower())
    if _DATE.match(text):
        return _at(text, main())
    raise NotFound


def commits_of_tags(objects: Objects, refs: Refs) -> dict[str, CommitId]:
    """Every tag that leads to a commit, and that commit."""
    found = {}
    for name, oid in refs.tags().items():
        with suppress(NotFound):
            found[name] = _peel(objects, oid)
    return found


def _peel(objects: Objects, oid: ObjectId) -> CommitId:
    kind, data = objects.read(oid)
    while kind == "tag":
        oid = tagged(data)
        kind, data = objects.read(oid)
    if kind != "commit":
        raise NotFound
    return CommitId(oid)


def _abbreviated(objects: Objects, prefix: str) -> CommitId:
    names = [ObjectId(prefix)] if len(prefix) == 40 else objects.starting_with(prefix)
    commits = [name for name in names if objects.read(name)[0] == "commit"]
    if len(commits) != 1:
        raise NotFound
    return CommitId(commits[0])


def _at(text: str, main: Iterator[Revision]) -> CommitId:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    if len(text) == len("2024-01-31"):
        moment += timedelta(days=1, microseconds=-1)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    for revision in main:
        if revision.committer.at <= moment:
            return revision.id
    raise NotFound
