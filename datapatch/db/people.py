"""People, the workspaces that they belong to, and what lets them in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from datapatch.db.declarative import Base


class Role(StrEnum):
    """What a member is in a workspace; one person may hold several."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"


class Rhythm(StrEnum):
    """How often somebody wants to be mailed about what waits."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Person(Base, kw_only=True, repr=False, eq=False):
    """Somebody with an account. ``login`` and ``email`` are kept in lower case.

    Without ``password_hash`` nobody logs in by password. Raising ``session_version`` ends every
    session of this person.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login: Mapped[str] = mapped_column(unique=True)
    public_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    session_version: Mapped[int] = mapped_column(default=1)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.DAILY)
    digest_sent_at: Mapped[datetime | None] = mapped_column(default=None)
    email_bounced_at: Mapped[datetime | None] = mapped_column(default=None)


class Workspace(Base, kw_only=True, repr=False, eq=False):
    """Who publishes: an association, a town, a regional hub."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    created_at: Mapped[datetime]


class Membership(Base, kw_only=True, repr=False, eq=False):
    """One role of one person in one workspace.

    A moderator may be limited to rows whose ``condition_field`` holds one of ``condition_values``
    (no field: every row). A deputy is told what has waited for long.
    """

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "workspace_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role]
    condition_field: Mapped[str] = mapped_column(default="")
    condition_values: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    is_deputy: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(init=False, lazy="joined", innerjoin=True)
    workspace: Mapped[Workspace] = relationship(init=False, lazy="joined", innerjoin=True)


class AccessToken(Base, kw_only=True, repr=False, eq=False):
    """What stands for a password in git and the API; only its SHA-256 is kept."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    person: Mapped[Person] = relationship(init=False, lazy="joined", innerjoin=True)


class LoginLink(Base, kw_only=True, repr=False, eq=False):
    """A link that logs one person in, once; only the SHA-256 of its secret is kept."""

    __tablename__ = "login_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    person: Mapped[Person] = relationship(init=False, lazy="joined", innerjoin=True)


class LoginFailure(Base, kw_only=True, repr=False, eq=False):
    """A wrong password, counted under a keyed hash of what was typed: no login is readable here."""

    __tablename__ = "login_failure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login_hash: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
