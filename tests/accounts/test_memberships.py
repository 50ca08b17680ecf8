"""Roles of people in workspaces, and what the policy is told."""

from sqlalchemy import func, select

from datapatch.accounts.actors import actor_of, dataset_facts, workspace_facts
from datapatch.accounts.memberships import give_role, moderators_of, roles_of, take_role
from datapatch.accounts.people import disable
from datapatch.accounts.policy import ANONYMOUS, Actor, DatasetFacts, WorkspaceFacts
from datapatch.db.models import Membership, Role
from datapatch.db.session import Database
from tests.db.rows import NOW, dataset_row, person_row, workspace_row


def test_roles_are_given_and_taken(database: Database) -> None:
    """One person may hold several; giving twice is giving once."""
    with database.transaction() as session:
        lea, hub = person_row(session), workspace_row(session)
        for role in (Role.EDITOR, Role.MODERATOR, Role.EDITOR):
            give_role(session, lea, hub, role)
        assert roles_of(session, lea, hub) == {Role.EDITOR, Role.MODERATOR}
        take_role(session, lea, hub, Role.EDITOR)
        assert roles_of(session, lea, hub) == {Role.MODERATOR}
        assert session.scalar(select(func.count()).select_from(Membership)) == 1


def test_an_actor_has_the_roles_of_every_workspace(database: Database) -> None:
    """What the policy is told about a person is what was given, workspace by workspace."""
    with database.transaction() as session:
        lea, hub, town = person_row(session), workspace_row(session), workspace_row(session, "v")
        give_role(session, lea, hub, Role.EDITOR)
        give_role(session, lea, hub, Role.MODERATOR)
        give_role(session, lea, town, Role.OWNER)
        give_role(session, person_row(session, "eve"), town, Role.EDITOR)
        expected = {"hub": {Role.EDITOR, Role.MODERATOR}, "v": {Role.OWNER}}
        assert actor_of(session, lea) == Actor(
            lea.id, roles={slug: frozenset(roles) for slug, roles in expected.items()}
        )


def test_nobody_and_closed_accounts_are_anonymous(database: Database) -> None:
    """A closed account keeps no right, an administrator's neither."""
    with database.transaction() as session:
        lea = person_row(session, administrator=True)
        assert actor_of(session, lea).is_administrator
        disable(lea, now=NOW)
        assert actor_of(session, lea) == actor_of(session, None) == ANONYMOUS


def test_the_policy_is_told_about_places(database: Database) -> None:
    """A workspace is public as soon as one of its datasets is."""
    with database.transaction() as session:
        shown, hidden = dataset_row(session), dataset_row(session, "prive", public=False)
        assert dataset_facts(shown) == DatasetFacts("hub-lieux", public=True, show_pending=False)
        assert dataset_facts(hidden).public is False
        public = workspace_facts(session, shown.workspace)
        assert public == WorkspaceFacts("hub-lieux", public=True)
        assert workspace_facts(session, hidden.workspace).public is False


def test_moderators_are_told(database: Database) -> None:
    """Moderators and owners of that workspace, without closed accounts, each once."""
    with database.transaction() as session:
        hub = workspace_row(session)
        people = {name: person_row(session, name) for name in ("zoe", "lea", "eve", "bob")}
        person_row(session, "admin", administrator=True)
        give_role(session, people["zoe"], hub, Role.MODERATOR)
        give_role(session, people["zoe"], hub, Role.OWNER)
        give_role(session, people["lea"], hub, Role.OWNER)
        give_role(session, people["eve"], hub, Role.EDITOR)
        give_role(session, people["bob"], hub, Role.MODERATOR)
        disable(people["bob"], now=NOW)
        session.flush()
        assert [person.login for person in moderators_of(session, hub)] == ["lea", "zoe"]


def test_administrators_are_told_where_nobody_moderates(database: Database) -> None:
    """No contribution waits unseen."""
    with database.transaction() as session:
        hub = workspace_row(session)
        person_row(session, "admin", administrator=True)
        give_role(session, person_row(session), hub, Role.EDITOR)
        assert [person.login for person in moderators_of(session, hub)] == ["admin"]
