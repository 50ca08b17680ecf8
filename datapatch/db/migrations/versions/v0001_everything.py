"""People, workspaces, datasets, contributions, the outbox, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table. Constraints are named by the convention of ``declarative.py``."""
    _people()
    _ways_in()
    _datasets()
    _contributions()
    _outbox()


def downgrade() -> None:
    """Drop every table, those that point at others first."""
    op.drop_table("outbox")
    op.drop_table("contribution")
    op.drop_table("setting")
    op.drop_table("dataset")
    op.drop_table("login_failure")
    op.drop_table("login_link")
    op.drop_table("access_token")
    op.drop_table("membership")
    op.drop_table("workspace")
    op.drop_table("person")


def _people() -> None:
    op.create_table(
        "person",
        _id(),
        _line("login", unique=True),
        _line("public_name"),
        _line("email", unique=True, nullable=True),
        _line("password_hash", nullable=True),
        _yes_or_no("is_administrator"),
        _line("language"),
        _time("created_at"),
        _time("disabled_at", nullable=True),
        _number("session_version"),
        sa.CheckConstraint("login = lower(login)", name="login_is_lower_case"),
    )
    op.create_table(
        "workspace", _id(), _line("slug", unique=True), _line("title"), _time("created_at")
    )
    op.create_table(
        "membership",
        _id(),
        _points_at("person"),
        _points_at("workspace", index=True),
        _word("role"),
        sa.UniqueConstraint("person_id", "workspace_id", "role"),
    )


def _ways_in() -> None:
    op.create_table(
        "access_token",
        _id(),
        _points_at("person", index=True),
        _line("label"),
        _line("token_hash", unique=True),
        _time("created_at"),
        _time("expires_at", nullable=True),
        _time("last_used_at", nullable=True),
        _time("revoked_at", nullable=True),
    )
    op.create_table(
        "login_link",
        sa.Column("token_hash", sa.String(), primary_key=True),
        _points_at("person", index=True),
        _time("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
    )
    op.create_table(
        "login_failure", _id(), _line("login_hash", index=True), _time("at", index=True)
    )


def _datasets() -> None:
    op.create_table(
        "dataset",
        _id(),
        _points_at("workspace"),
        _line("name"),
        _yes_or_no("public"),
        _yes_or_no("show_pending"),
        _time("created_at"),
        sa.UniqueConstraint("workspace_id", "name"),
    )
    op.create_table("setting", sa.Column("key", sa.String(), primary_key=True), _words("value"))


def _contributions() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.String(), primary_key=True),
        _points_at("dataset"),
        _word("kind"),
        _word("origin"),
        _word("state", index=True),
        _line("resource"),
        _words("row_label"),
        _line("base_commit"),
        _line("branch_commit", nullable=True),
        _line("pushed_ref", nullable=True),
        _words("patch"),
        _line("author_name"),
        _may_point_at_person("person_id", index=True),
        _line("email", nullable=True),
        _line("language"),
        _words("message"),
        _words("source"),
        _line("receipt_hash", unique=True),
        _time("created_at"),
        _time("updated_at"),
        _word("verdict", nullable=True),
        _words("reason"),
        _may_point_at_person("decided_by"),
        _time("decided_at", nullable=True),
        _line("accepted_commit", nullable=True),
        _line("published_commit", nullable=True),
        _time("erase_contact_after", nullable=True),
    )
    queue, pushed = ["dataset_id", "state", "created_at"], ["dataset_id", "person_id", "pushed_ref"]
    op.create_index("ix_contribution_queue", "contribution", queue)
    op.create_index("ix_contribution_pushed", "contribution", pushed)


def _outbox() -> None:
    op.create_table(
        "outbox",
        _id(),
        _word("kind"),
        _line("message_id", unique=True),
        _line("recipient"),
        _line("subject"),
        _words("text_body"),
        _words("html_body", nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        _time("created_at"),
        _time("not_before"),
        sa.Column(
            "contribution_id",
            sa.String(),
            sa.ForeignKey("contribution.id", ondelete="CASCADE"),
            nullable=True,
            index=True,
        ),
        _word("state"),
        _number("attempts"),
        _time("sending_since", nullable=True),
        _words("last_error"),
        _time("sent_at", nullable=True),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before"])


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _points_at(table: str, *, index: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Integer(), target, nullable=False, index=index)


def _may_point_at_person(name: str, *, index: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey("person.id", ondelete="SET NULL")
    return sa.Column(name, sa.Integer(), target, nullable=True, index=index)


def _line(
    name: str, *, nullable: bool = False, unique: bool = False, index: bool = False
) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, unique=unique, index=index)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _word(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(20), nullable=nullable, index=index)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _yes_or_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)
