"""Verdicts and their undoing, conversations, notices, limits, freshness, purges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "invitation",
    "confirmation",
    "idempotency_key",
    "silenced_address",
    "solved_challenge",
    "sender_trace",
    "presence",
    "saved_filter",
    "notice",
    "remark",
    "decision",
    "purge",
    "row_redirect",
)
NEW_COLUMNS = {
    "contribution": (
        "row_address",
        "places",
        "flags",
        "score",
        "email_bounced",
        "credit_withdrawn",
        "reverted_commit",
        "bulk_id",
        "carry_out_at",
        "lapses_at",
    ),
    "dataset": ("settings",),
    "membership": ("condition_field", "condition_values", "is_deputy"),
    "person": ("rhythm", "digest_sent_at", "email_bounced_at"),
}
INDEXED = ("bulk_id", "carry_out_at", "lapses_at")


def upgrade() -> None:
    """Add tables and columns. Constraints are named by the convention of ``declarative.py``."""
    _bulk()
    _more_of_contributions()
    _more_of_the_others()
    _decisions()
    _notices()
    _senders()
    _freshness()
    _datasets()


def downgrade() -> None:
    """Drop them, those that point at others first."""
    for table in NEW_TABLES:
        op.drop_table(table)
    with op.batch_alter_table("contribution") as batch:
        batch.drop_constraint("fk_contribution_bulk_id_bulk", type_="foreignkey")
        batch.drop_index("ix_contribution_row")
        for column in INDEXED:
            batch.drop_index(f"ix_contribution_{column}")
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
    op.drop_table("bulk")


def _bulk() -> None:
    op.create_table(
        "bulk",
        _line("id", primary_key=True),
        _points_at("dataset", index=True),
        _may_point_at("person"),
        _word("verdict"),
        _line("motive"),
        _words("words"),
        _number("total"),
        _number("done"),
        _number("left_out"),
        _time("created_at"),
        _time("carry_out_at"),
        _time("stopped_at", nullable=True),
        _time("finished_at", nullable=True),
        _line("first_commit", nullable=True),
        _line("last_commit", nullable=True),
        _line("reverted_commit", nullable=True),
    )


def _more_of_contributions() -> None:
    with op.batch_alter_table("contribution") as batch:
        batch.add_column(_line("row_address", default=""))
        batch.add_column(sa.Column("places", sa.Text(), nullable=False, server_default=""))
        batch.add_column(_json("flags", default="[]"))
        batch.add_column(_number("score", default="0"))
        batch.add_column(_yes_or_no("email_bounced"))
        batch.add_column(_yes_or_no("credit_withdrawn"))
        batch.add_column(_line("reverted_commit", nullable=True))
        batch.add_column(_line("bulk_id", nullable=True))
        batch.add_column(_time("carry_out_at", nullable=True))
        batch.add_column(_time("lapses_at", nullable=True))
        batch.create_foreign_key(
            "fk_contribution_bulk_id_bulk", "bulk", ["bulk_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_contribution_row", ["dataset_id", "resource", "row_address"])
        for column in INDEXED:
            batch.create_index(f"ix_contribution_{column}", [column])


def _more_of_the_others() -> None:
    with op.batch_alter_table("dataset") as batch:
        batch.add_column(_json("settings", default="{}"))
    with op.batch_alter_table("membership") as batch:
        batch.add_column(_line("condition_field", default=""))
        batch.add_column(_json("condition_values", default="[]"))
        batch.add_column(_yes_or_no("is_deputy"))
    with op.batch_alter_table("person") as batch:
        batch.add_column(_word("rhythm", default="daily"))
        batch.add_column(_time("digest_sent_at", nullable=True))
        batch.add_column(_time("email_bounced_at", nullable=True))


def _decisions() -> None:
    op.create_table(
        "decision",
        _id(),
        _belongs_to_contribution(index=True),
        _may_point_at("person", index=True),
        _word("verdict"),
        _line("motive"),
        _words("words"),
        _words("patch", nullable=True),
        _line("base_commit", nullable=True),
        _line("seen_commit", nullable=True),
        _may_point_at("bulk", kind=sa.String()),
        _time("created_at"),
        _time("undone_at", nullable=True),
        _time("carried_out_at", nullable=True),
    )
    op.create_table(
        "remark",
        _id(),
        _belongs_to_contribution(index=True),
        _word("speaker"),
        _may_point_at("person"),
        _words("text"),
        _time("created_at"),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        _id(),
        _points_at("person"),
        _word("kind"),
        _points_at("dataset", index=True),
        _belongs_to_contribution(nullable=True, index=True),
        _words("text"),
        _time("created_at"),
        _time("seen_at", nullable=True),
        _time("handled_at", nullable=True),
        _time("mailed_at", nullable=True),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "handled_at", "created_at"])
    op.create_table(
        "saved_filter",
        _id(),
        _points_at("person"),
        _line("name"),
        _words("query"),
        _time("created_at"),
        sa.UniqueConstraint("person_id", "name"),
    )
    op.create_table(
        "presence",
        _belongs_to_contribution(primary_key=True),
        _points_at("person", primary_key=True),
        _time("seen_at"),
    )


def _senders() -> None:
    op.create_table(
        "sender_trace",
        _id(),
        _points_at("dataset", index=True),
        _line("sender_hash"),
        _time("at", index=True),
    )
    op.create_index("ix_sender_trace_sender", "sender_trace", ["sender_hash", "at"])
    op.create_table(
        "solved_challenge", _line("challenge", primary_key=True), _time("expires_at", index=True)
    )
    op.create_table(
        "silenced_address",
        _id(),
        _line("address_hash", index=True),
        sa.Column(
            "dataset_id", sa.Integer(), sa.ForeignKey("dataset.id", ondelete="CASCADE")
        ),
        _word("reason"),
        _time("at"),
        sa.UniqueConstraint("address_hash", "dataset_id"),
    )
    op.create_table(
        "idempotency_key",
        _id(),
        _points_at("dataset"),
        _line("key_hash"),
        _line("body_hash"),
        _belongs_to_contribution(),
        _time("created_at", index=True),
        sa.UniqueConstraint("dataset_id", "key_hash"),
    )


def _freshness() -> None:
    op.create_table(
        "confirmation",
        _id(),
        _points_at("dataset"),
        _line("resource"),
        _line("row_address"),
        _line("row_label"),
        _time("confirmed_at"),
        _line("commit", nullable=True, index=True),
    )
    op.create_table(
        "invitation",
        _id(),
        _points_at("dataset"),
        _line("resource"),
        _line("row_address"),
        _line("field"),
        _line("address_hash", index=True),
        _line("secret_hash", nullable=True, unique=True),
        _time("created_at"),
        _time("due_at", index=True),
        _time("sent_at", nullable=True),
        _time("answered_at", nullable=True),
    )
    for table in ("confirmation", "invitation"):
        op.create_index(f"ix_{table}_row", table, ["dataset_id", "resource", "row_address"])


def _datasets() -> None:
    op.create_table(
        "row_redirect",
        _id(),
        _points_at("dataset"),
        _line("resource"),
        _line("old_address"),
        _line("new_address"),
        _time("created_at"),
        sa.UniqueConstraint("dataset_id", "resource", "old_address"),
    )
    op.create_table(
        "purge",
        _id(),
        _points_at("dataset"),
        _line("old_head"),
        _line("new_head"),
        _number("revisions"),
        _words("motive"),
        _time("created_at"),
    )
    op.create_index("ix_purge_dataset", "purge", ["dataset_id", "created_at"])


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _points_at(table: str, *, index: bool = False, primary_key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Integer(), target, nullable=False, index=index, primary_key=primary_key)


def _may_point_at(
    table: str, *, index: bool = False, kind: sa.String | None = None
) -> sa.Column[object]:
    target = sa.ForeignKey(f"{table}.id", ondelete="SET NULL")
    return sa.Column(f"{table}_id", kind or sa.Integer(), target, nullable=True, index=index)


def _belongs_to_contribution(
    *, nullable: bool = False, index: bool = False, primary_key: bool = False
) -> sa.Column[str]:
    target = sa.ForeignKey("contribution.id", ondelete="CASCADE")
    return sa.Column(
        "contribution_id", sa.String(), target, nullable=nullable, index=index, primary_key=primary_key
    )


def _line(
    name: str,
    *,
    nullable: bool = False,
    unique: bool = False,
    index: bool = False,
    primary_key: bool = False,
    default: str | None = None,
) -> sa.Column[str]:
    return sa.Column(
        name,
        sa.String(),
        nullable=nullable,
        unique=unique,
        index=index,
        server_default=default,
        primary_key=primary_key,
    )


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _word(name: str, *, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(20), nullable=False, server_default=default)


def _number(name: str, *, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _yes_or_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _json(name: str, *, default: str) -> sa.Column[object]:
    # Rows that are there already get this value; new ones bring their own.
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _time(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)
