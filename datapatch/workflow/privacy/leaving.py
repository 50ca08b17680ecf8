"""Somebody deletes their account: what they sent goes on, what is held about them is erased.

The row of the person stays with its number alone: numbers are never given twice, so that no
session, feed or signed address of who left can ever open what is somebody else's, and two verdicts
of one moderator stay verdicts of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from datapatch.accounts.memberships import administrators, give_role, members_of, owners_among
from datapatch.accounts.people import end_sessions
from datapatch.db.models import (
    AccessToken,
    Contribution,
    LoginLink,
    Membership,
    Notice,
    OutboxEntry,
    OutboxState,
    Person,
    Presence,
    Rhythm,
    Role,
    SavedFilter,
    Workspace,
)
from datapatch.errors import Conflict, InvalidInput, NotFound
from datapatch.translation import N_
from datapatch.workflow.instance import Instance
from datapatch.workflow.privacy.forgetting import erase_address

NOBODY = "~{id}"
"""The login of who left: nobody can choose such a one."""

_NO_MEMBER = N_("{login} works in {workspace} no more, or never did. Choose somebody else.")


class LastOwner(Conflict):
    """Nobody else would answer for ``workspaces``."""

    template = N_("Nobody else answers for {workspaces}. Hand it over to somebody first.")


class LastAdministrator(Conflict):
    """Nobody else would answer for the whole site."""

    template = N_(
        "You are the only administrator of this site. Whoever runs the server names another one "
        "first: datapatch user add LOGIN --name NAME --administrator"
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could answer for a workspace."""

    login: str
    public_name: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """A workspace that only this person owns, and the members who could take it over."""

    workspace: str
    title: str
    heirs: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What stands between a person and the end of their account.

    ``has_password``: it is asked for once more. ``orphans`` are handed over, or left to
    ``administrators`` where no other member is there.
    """

    login: str
    public_name: str
    has_password: bool
    orphans: tuple[Orphan, ...]
    administrators: tuple[Colleague, ...]
    is_last_administrator: bool


def before_leaving(instance: Instance, login: str) -> Leaving:
    """What is to be settled before this person leaves; raises `NotFound`."""
    with instance.database.reading() as session:
        return _leaving(session, _known(session, login))


def leave(
    instance: Instance,
    login: str,
    *,
    keep_name: bool,
    heirs: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Erase what is held about a person. ``heirs`` own what was theirs: a login for a workspace.

    What they sent goes on without them. With ``keep_name`` their public name stays where it gives
    credit; without, it is shown and kept nowhere but in git. Raises `NotFound`, `LastOwner`,
    `LastAdministrator`, or `InvalidInput` for an heir who does not work there.
    """
    with instance.database.transaction() as session:
        person = _known(session, login)
        _hand_over(session, person, heirs or {})
        _check(session, person)
        _let_contributions_go(session, person, keep_name=keep_name)
        _erase_all(session, person)
        _blank(instance, person, keep_name=keep_name, now=now)


def _known(session: Session, login: str) -> Person:
    wanted = Person.login == login.strip().lower()
    person = session.scalar(select(Person).where(wanted, Person.disabled_at.is_(None)))
    if person is None:
        raise NotFound(N_("Nobody here is called “{login}”."), login=login)
    return person


def _leaving(session: Session, person: Person) -> Leaving:
    others = [one for one in administrators(session) if one.id != person.id]
    return Leaving(
        login=person.login,
        public_name=person.public_name,
        has_password=person.password_hash is not None,
        orphans=tuple(_orphans(session, person)),
        administrators=_colleagues(others),
        is_last_administrator=person.is_administrator and not others,
    )


def _orphans(session: Session, person: Person) -> list[Orphan]:
    owned = select(Workspace).join(Membership, Membership.workspace_id == Workspace.id)
    mine = owned.where(Membership.person_id == person.id, Membership.role == Role.OWNER)
    found = []
    for workspace in session.scalars(mine.order_by(Workspace.slug)):
        others = [one for one in members_of(session, workspace) if one.id != person.id]
        if not owners_among(session, workspace, others):
            found.append(Orphan(workspace.slug, workspace.title, _colleagues(others)))
    return found


def _colleagues(people: Sequence[Person]) -> tuple[Colleague, ...]:
    return tuple(Colleague(one.login, one.public_name) for one in people)


def _hand_over(session: Session, person: Person, heirs: Mapping[str, str]) -> None:
    for orphan in _orphans(session, person):
        login = heirs.get(orphan.workspace, "").strip().lower()
        if not login:
            continue
        if login not in {heir.login for heir in orphan.heirs}:
            raise InvalidInput(_NO_MEMBER, login=login, workspace=orphan.title)
        workspace = session.scalars(
            select(Workspace).where(Workspace.slug == orphan.workspace)
        ).one()
        give_role(session, _known(session, login), workspace, Role.OWNER)


def _check(session: Session, person: Person) -> None:
    """Nothing when somebody answers for everything afterwards; else raise."""
    told = _leaving(session, person)
    if told.is_last_administrator:
        raise LastAdministrator
    # A workspace without other members falls to the administrators of the site.
    left = [orphan for orphan in told.orphans if orphan.heirs or not told.administrators]
    if left:
        raise LastOwner(workspaces=", ".join(orphan.title for orphan in left))


def _let_contributions_go(session: Session, person: Person, *, keep_name: bool) -> None:
    """Nobody is told of what they sent any more, and nobody knows by whom it came."""
    sent = Contribution.person_id == person.id
    mine = or_(sent, Contribution.email == person.email) if person.email else sent
    for row in session.scalars(select(Contribution).where(mine)):
        erase_address(session, row)
        if row.person_id == person.id and not keep_name:
            _withdraw_name(session, row)
        if row.person_id == person.id:
            row.person_id = row.pushed_ref = None


def _withdraw_name(session: Session, row: Contribution) -> None:
    row.author_name, row.credit_withdrawn = "", True
    # Mails that have left, and told moderators by whom it was.
    told = delete(OutboxEntry).where(OutboxEntry.contribution_id == row.id)
    session.execute(told.where(OutboxEntry.state == OutboxState.SENT))


def _erase_all(session: Session, person: Person) -> None:
    for model in (AccessToken, LoginLink, Membership, Notice, Presence, SavedFilter):
        session.execute(delete(model).where(model.person_id == person.id))
    if person.email:
        session.execute(delete(OutboxEntry).where(OutboxEntry.recipient == person.email))


def _blank(instance: Instance, person: Person, *, keep_name: bool, now: datetime) -> None:
    person.login = NOBODY.format(id=person.id)
    if not keep_name:
        person.public_name = ""
    person.email = person.password_hash = None
    person.is_administrator = False
    person.language = instance.config.language
    person.rhythm = Rhythm.NEVER
    person.created_at = person.disabled_at = now
    person.digest_sent_at = person.email_bounced_at = None
    end_sessions(person)
