"""Roles of people in workspaces."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Membership, Person, Role, Workspace

MODERATORS = (Role.MODERATOR, Role.OWNER)


def give_role(session: Session, person: Person, workspace: Workspace, role: Role) -> None:
    """Make ``person`` a ``role`` of ``workspace``; nothing happens when that is so already."""
    if role not in roles_of(session, person, workspace):
        session.add(Membership(person_id=person.id, workspace_id=workspace.id, role=role))
        session.flush()


def take_role(session: Session, person: Person, workspace: Workspace, role: Role) -> None:
    """End that ``person`` is a ``role`` of ``workspace``."""
    session.execute(
        delete(Membership).where(
            Membership.person_id == person.id,
            Membership.workspace_id == workspace.id,
            Membership.role == role,
        )
    )


def limit_to_rows(
    session: Session, person: Person, workspace: Workspace, field: str, values: Sequence[str]
) -> None:
    """Let a moderator care for the rows whose ``field`` holds one of ``values``, and no others.

    Without a field, for every row again.
    """
    session.execute(
        update(Membership)
        .where(
            Membership.person_id == person.id,
            Membership.workspace_id == workspace.id,
            Membership.role == Role.MODERATOR,
        )
        .values(condition_field=field, condition_values=list(values) if field else [])
    )


def roles_of(session: Session, person: Person, workspace: Workspace) -> frozenset[Role]:
    """The roles that were given to ``person`` in ``workspace``."""
    found = select(Membership.role).where(
        Membership.person_id == person.id, Membership.workspace_id == workspace.id
    )
    return frozenset(session.scalars(found))


def moderators_of(session: Session, workspace: Workspace) -> tuple[Person, ...]:
    """Who is to be told about a contribution: the workspace's moderators and owners, by login.

    The administrators where there are none, so that no contribution waits unseen.
    """
    return _people(session, workspace, MODERATORS)


def owners_of(session: Session, workspace: Workspace) -> tuple[Person, ...]:
    """Who answers for the workspace: its owners, by login; the administrators without any."""
    return _people(session, workspace, (Role.OWNER,))


def members_of(session: Session, workspace: Workspace) -> tuple[Person, ...]:
    """Everybody with a role in the workspace, by login."""
    members = select(Membership.person_id).where(Membership.workspace_id == workspace.id)
    return tuple(session.scalars(_ACTIVE.where(Person.id.in_(members))))


def owners_among(
    session: Session, workspace: Workspace, people: Sequence[Person]
) -> tuple[Person, ...]:
    """Those of ``people`` who own the workspace."""
    return tuple(one for one in people if Role.OWNER in roles_of(session, one, workspace))


def deputies_of(session: Session, workspace: Workspace) -> tuple[Person, ...]:
    """The moderators of the workspace who are told what waits for long, by login."""
    members = select(Membership.person_id).where(
        Membership.workspace_id == workspace.id, Membership.is_deputy
    )
    return tuple(session.scalars(_ACTIVE.where(Person.id.in_(members))))


def name_deputy(
    session: Session, person: Person, workspace: Workspace, *, is_deputy: bool = True
) -> None:
    """Let a moderator be told what waits for long, or no more."""
    session.execute(
        update(Membership)
        .where(
            Membership.person_id == person.id,
            Membership.workspace_id == workspace.id,
            Membership.role == Role.MODERATOR,
        )
        .values(is_deputy=is_deputy)
    )


def administrators(session: Session) -> tuple[Person, ...]:
    """Who answers for the whole instance, by login."""
    return tuple(session.scalars(_ACTIVE.where(Person.is_administrator)))


def _people(session: Session, workspace: Workspace, roles: Sequence[Role]) -> tuple[Person, ...]:
    members = select(Membership.person_id).where(
        Membership.workspace_id == workspace.id, Membership.role.in_(roles)
    )
    return tuple(session.scalars(_ACTIVE.where(Person.id.in_(members)))) or administrators(session)


_ACTIVE = select(Person).where(Person.disabled_at.is_(None)).order_by(Person.login)
