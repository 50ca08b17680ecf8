"""A repository and its record come into being together, or not at all."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor, WorkspaceFacts, require
from datapatch.db.models import Dataset, Workspace
from datapatch.errors import AlreadyExists
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.naming import check_slug
from datapatch.workflow.people.joining import ensure_workspace

NOT_IMPORTED = N_(
    "{name} could not be written: {reason}. Nothing of it was kept. "
    "Make room or give Data Patch the right to write, then import again."
)

Fill = Callable[[DatasetRepositories], None]
"""Writes the first revisions into new, empty repositories."""


def register(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    fill: Fill,
    *,
    public: bool,
    now: datetime,
) -> None:
    """Make the repositories aside, fill them, and put them in place together with their record.

    Raises `BadName`, `Forbidden`, `AlreadyExists`, `Unavailable` when the disk does not take it,
    and whatever ``fill`` raises; nothing is left then. A process killed between repository and
    record leaves a folder that nobody sees, and that the next import of that name sets aside.
    """
    check_slug(name.workspace)
    check_slug(name.name)
    require(actor, Action.IMPORT, WorkspaceFacts(name.workspace))
    with instance.decision_lock(name), instance.repositories(name) as repositories:
        if _is_recorded(instance, name):
            raise AlreadyExists(name=name)
        with writable(name, NOT_IMPORTED):
            _set_aside(repositories)
            with repositories.creating() as fresh:
                fill(fresh)
            try:
                with instance.database.transaction() as session:
                    _add_record(session, name, public=public, now=now)
            except BaseException:
                repositories.remove()
                raise


def _is_recorded(instance: Instance, name: DatasetName) -> bool:
    query = (
        select(Dataset.id)
        .join(Dataset.workspace)
        .where(Workspace.slug == name.workspace, Dataset.name == name.name)
    )
    with instance.database.transaction() as session:
        return session.scalar(query) is not None


def _set_aside(repositories: DatasetRepositories) -> None:
    """Move away repositories that no record names: a process was killed before it wrote one.

    They are kept, under another name, since a database restored from an old copy looks the same.
    """
    mark = secrets.token_hex(4)
    for path in (repositories.published_path, repositories.review_path):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.{mark}.orphan"))


def _add_record(session: Session, name: DatasetName, *, public: bool, now: datetime) -> None:
    workspace = ensure_workspace(session, name.workspace, now)
    session.add(Dataset(workspace_id=workspace.id, name=name.name, public=public, created_at=now))
    try:
        session.flush()
    except IntegrityError:
        raise AlreadyExists(name=name) from None
