"""People come in: accounts, roles, tokens, one-time links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.actors import actor_of
from datapatch.accounts.login_links import LIFETIME, create_login_link
from datapatch.accounts.memberships import give_role, limit_to_rows, name_deputy, roles_of
from datapatch.accounts.people import NewPerson, add_person, find_person
from datapatch.accounts.tokens import create_token
from datapatch.db.models import Person, Role, Workspace
from datapatch.errors import NotFound
from datapatch.translation import N_
from datapatch.types import Signature
from datapatch.workflow.instance import Instance
from datapatch.workflow.naming import check_slug
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.signing import instance_signature, public_signature

_NO_MODERATOR = N_("{login} does not moderate in {workspace}. Give them that role first.")


@dataclass(frozen=True, slots=True)
class Joining:
    """A role that somebody gets in a workspace; the workspace is made when it does not exist."""

    workspace: str
    role: Role


def join(
    instance: Instance, new: NewPerson, joinings: Sequence[Joining] = (), *, now: datetime
) -> int:
    """Add a person with these roles; their id. Raises `InvalidInput` or `AlreadyExists`."""
    with instance.database.transaction() as session:
        person = add_person(session, new, now=now)
        for joining in joinings:
            give_role(
                session, person, ensure_workspace(session, joining.workspace, now), joining.role
            )
        return person.id


def ensure_workspace(session: Session, slug: str, now: datetime, title: str = "") -> Workspace:
    """The workspace of that name, made when absent."""
    found = session.scalar(select(Workspace).where(Workspace.slug == slug))
    if found is None:
        made = title or slug.replace("-", " ").capitalize()
        found = Workspace(slug=check_slug(slug), title=made, created_at=now)
        session.add(found)
        session.flush()
    return found


def login_address(
    instance: Instance, login: str, *, now: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """The address that logs this person in, once. Raises `NotFound`."""
    with instance.database.transaction() as session:
        person = known_person(session, login)
        secret = create_login_link(session, person, now=now, lifetime=lifetime)
    return f"{instance.config.base_url}/login/{secret}"


def new_token(instance: Instance, login: str, label: str, *, now: datetime) -> str:
    """A new access token of this person, in plain text. Raises `NotFound`."""
    with instance.database.transaction() as session:
        return create_token(session, known_person(session, login), label=label, now=now)


def first_administrator(instance: Instance) -> str | None:
    """The login of the administrator who came first; None when there is none."""
    query = select(Person.login).where(Person.is_administrator, Person.disabled_at.is_(None))
    with instance.database.reading() as session:
        return session.scalar(query.order_by(Person.id).limit(1))


def limit_moderator(
    instance: Instance,
    login: str,
    workspace: str,
    *,
    field: str,
    values: Sequence[str],
    deputy: bool,
) -> None:
    """Let a moderator care for the rows whose ``field`` holds one of ``values``; all without one.

    Raises `NotFound` when there is no such moderator there.
    """
    with instance.database.transaction() as session:
        person = known_person(session, login)
        place = session.scalar(select(Workspace).where(Workspace.slug == workspace))
        if place is None or Role.MODERATOR not in roles_of(session, person, place):
            raise NotFound(_NO_MODERATOR, login=login, workspace=workspace)
        limit_to_rows(session, person, place, field, values)
        name_deputy(session, person, place, is_deputy=deputy)


def moderator_called(instance: Instance, login: str | None) -> Moderator:
    """Who decides on the command line: this person, else the first administrator.

    Raises `NotFound` for nobody.
    """
    named = login or first_administrator(instance)
    with instance.database.reading() as session:
        person = known_person(session, named or "")
        return Moderator(actor_of(session, person), person.id, person.public_name)


def signature_of(instance: Instance, login: str | None, *, now: datetime) -> Signature:
    """How this person signs; the server itself without one. Raises `NotFound`."""
    if login is None:
        return instance_signature(instance, now)
    with instance.database.reading() as session:
        return public_signature(instance, known_person(session, login).public_name, now)


def known_person(session: Session, login: str) -> Person:
    """The person of that login or address; raises `NotFound` with a sentence."""
    person = find_person(session, login)
    if person is None:
        raise NotFound(N_("Nobody here is called “{login}”."), login=login)
    return person
