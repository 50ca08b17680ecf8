"""Who decides in a workspace, and for which rows each moderator cares, as owners choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.memberships import limit_to_rows, name_deputy
from datapatch.accounts.policy import Action, Actor
from datapatch.db.models import Membership, Person, Role, Workspace
from datapatch.errors import InvalidInput, NotFound
from datapatch.index.folding import fold
from datapatch.index.querying import Query
from datapatch.index.rows import Facet
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.counting import read_facets
from datapatch.workflow.versions import read_version

MOST = 100_000
"""Different values of one field that are looked through."""

NO_VALUES = N_("Say which values these rows hold, or choose “every row”.")


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A moderator: ``field`` and ``values`` tell the rows they care for; no field: every row."""

    person_id: int
    name: str
    login: str
    field: str
    values: tuple[str, ...]
    is_deputy: bool


@dataclass(frozen=True, slots=True)
class Team:
    """The moderators of a workspace, and the names of its owners, who see every row."""

    moderators: tuple[TeamMember, ...]
    owners: tuple[str, ...]


def read_team(instance: Instance, actor: Actor, name: DatasetName) -> Team:
    """Who decides on the contributions to a dataset, by name.

    Raises `NotFound`, or `Forbidden` for who does not administer it.
    """
    find_dataset(instance, actor, name, Action.ADMINISTER)
    with instance.database.reading() as session:
        members = _members(session, name.workspace)
    return Team(
        tuple(_moderator(member) for member in members if member.role == Role.MODERATOR),
        tuple(member.person.public_name for member in members if member.role == Role.OWNER),
    )


def find_moderator(
    instance: Instance, actor: Actor, name: DatasetName, person_id: int
) -> TeamMember:
    """One of them; raises as `read_team` does."""
    team = read_team(instance, actor, name)
    found = next((m for m in team.moderators if m.person_id == person_id), None)
    if found is None:
        raise NotFound
    return found


def look_after(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    person_id: int,
    *,
    field: str,
    values: Sequence[str],
    deputy: bool,
) -> None:
    """Let a moderator care for the rows whose ``field`` holds one of ``values``; all without one.

    Raises as `find_moderator` does, and `InvalidInput` for a field without values.
    """
    find_moderator(instance, actor, name, person_id)
    kept = [value.strip() for value in values if value.strip()]
    if field and not kept:
        raise InvalidInput(NO_VALUES)
    with instance.database.transaction() as session:
        person = session.get_one(Person, person_id)
        workspace = session.scalars(select(Workspace).where(Workspace.slug == name.workspace)).one()
        limit_to_rows(session, person, workspace, field, list(dict.fromkeys(kept)))
        name_deputy(session, person, workspace, is_deputy=deputy)


def values_of(
    instance: Instance, actor: Actor, name: DatasetName, field: str, *, most: int = MOST
) -> Facet:
    """The values of a field of the first table, with their rows; none for an unknown field."""
    with published(instance, name) as snapshot:
        resource, file = next(iter(snapshot.table_files.items()), ("", None))
        known = file is not None and file.schema.field(field) is not None
    if not known:
        return Facet(field, (), 0)
    version = read_version(instance, actor, name)
    return read_facets(instance, version, resource, [field], Query(), most=most)[0]


def rows_held(facet: Facet, values: Sequence[str]) -> int:
    """How many rows hold one of ``values``, as it is compared for moderators."""
    wanted = {fold(value.strip()) for value in values}
    return sum(count for value, count in facet.values if fold(value.strip()) in wanted)


def _members(session: Session, workspace: str) -> Sequence[Membership]:
    query = (
        select(Membership)
        .join(Membership.workspace)
        .join(Membership.person)
        .where(Workspace.slug == workspace, Person.disabled_at.is_(None))
        .order_by(Person.public_name, Person.id)
    )
    return session.scalars(query).all()


def _moderator(member: Membership) -> TeamMember:
    return TeamMember(
        member.person_id,
        member.person.public_name,
        member.person.login,
        member.condition_field,
        tuple(member.condition_values),
        member.is_deputy,
    )
