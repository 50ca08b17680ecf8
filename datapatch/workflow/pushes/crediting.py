"""Under which names pushed work is kept: the pusher's own commits, or one that the server writes.

Whatever somebody's git was set up with, a private address never becomes part of what is published.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from datapatch.gitstore.repository import Repository
from datapatch.gitstore.revision import Revision
from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.signing import instance_signature, noreply_address, public_signature

LONGEST_SUBJECT = 200
_ADDRESS = re.compile(rb"[^\s<>()\[\]{},;:\"'|]+@[^\s<>()\[\]{},;:\"'|]+")


def keeps_own_commits(
    instance: Instance, review: Repository, examination: Examination, who: Moderator
) -> bool:
    """Whether the pushed commits can stay: no address in them but the pusher's public one.

    The whole commit counts, its message and what it quotes of signed tags as well. The last one's
    first line must do as the first line of a publication.
    """
    own = noreply_address(instance.config, who.public_name)
    pushed = review.new_revisions(examination.proposed, examination.published)
    return _is_title(review.revision(examination.proposed).subject) and all(
        _is_signed(revision, own) and _names_only(review, revision, own) for revision in pushed
    )


def rewritten_commit(
    instance: Instance,
    review: Repository,
    examination: Examination,
    *,
    author: str,
    message: str,
    now: datetime,
) -> CommitId:
    """One commit with the files of the pushed ones, signed with the public name ``author``."""
    return review.commit(
        examination.base,
        _changed_files(review, examination),
        parents=[examination.base],
        author=public_signature(instance, author, now),
        committer=instance_signature(instance, now),
        message=message,
    )


def _is_title(subject: str) -> bool:
    return 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable()


def _is_signed(revision: Revision, address: str) -> bool:
    return revision.author.email == address and revision.committer.email == address


def _names_only(review: Repository, revision: Revision, address: str) -> bool:
    found = _ADDRESS.findall(review.objects.content(revision.id, "commit"))
    return set(found) <= {address.encode()}


def _changed_files(review: Repository, examination: Examination) -> Mapping[str, bytes | None]:
    before, after = review.files(examination.base), review.files(examination.proposed)
    return {
        path: review.read_blob(after[path]) if path in after else None
        for path in {*before, *after}
        if before.get(path) != after.get(path)
    }
