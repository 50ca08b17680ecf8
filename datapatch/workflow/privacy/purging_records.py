"""What the database and the caches must forget with a purge."""

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from datapatch.db.models import (
    Base,
    Bulk,
    Confirmation,
    Contribution,
    Decision,
    Notice,
    NoticeKind,
    OutboxEntry,
    OutboxState,
    Purge,
    Remark,
)
from datapatch.index.forgetting import forget_all
from datapatch.types import Key
from datapatch.workflow.abuse.vetting import read_flags, store_flags
from datapatch.workflow.contributions import read_patches, store_patches
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import notify_owners
from datapatch.workflow.rows.addressing import encode, key_address
from datapatch.workflow.rows.row_redirects import forget_redirects

COMMITS: Mapping[type[Base], tuple[str, ...]] = {
    Contribution: (
        *("base_commit", "branch_commit", "accepted_commit"),
        *("published_commit", "reverted_commit"),
    ),
    Decision: ("base_commit", "seen_commit"),
    Bulk: ("first_commit", "last_commit", "reverted_commit"),
    Confirmation: ("commit",),
}
"""The columns that name commits."""

TEXTS: Mapping[type[Base], tuple[str, ...]] = {
    Contribution: (
        "patch",
        "message",
        "source",
        "row_label",
        "row_address",
        "places",
        "author_name",
        "reason",
    ),
    Decision: ("patch", "words"),
    Remark: ("text",),
    Bulk: ("words",),
    Notice: ("text",),
    Confirmation: ("row_label", "row_address"),
    OutboxEntry: ("subject", "text_body", "html_body"),
}
"""The columns that may quote what was removed."""


def finish_in_database(
    instance: Instance, told: Mapping[str, Any], *, now: datetime | None
) -> None:
    """Let the database speak of the new history alone, and forget all that was derived."""
    at = now or datetime.fromtimestamp(0, UTC)
    with instance.database.transaction() as session:
        _forget_sent(session, told["dataset"])
        for row in _rows(session, told["dataset"]):
            _rename(row, told["names"])
            if told["value"]:
                _clean(row, told["value"])
        forget_redirects(session, told["dataset"], told["value"], told["row"])
        if told["row"]:
            _drop_row(session, told["dataset"], told["row"][0], tuple(told["row"][1]))
        _note(session, told, at)
    instance.database.compact()
    forget_all(instance.config.instance / "cache")


def _rows(session: Session, dataset_id: int) -> Iterator[Base]:
    """All that the database says about contributions to the dataset."""
    ids = select(Contribution.id).where(Contribution.dataset_id == dataset_id)
    for table in (Contribution, Bulk, Confirmation, Notice):
        yield from session.scalars(select(table).where(table.dataset_id == dataset_id))
    for child in (Decision, Remark, OutboxEntry):
        yield from session.scalars(select(child).where(child.contribution_id.in_(ids)))


def _forget_sent(session: Session, dataset_id: int) -> None:
    """Mails that have left: a value may be broken over their lines, where nobody finds it."""
    ids = select(Contribution.id).where(Contribution.dataset_id == dataset_id)
    gone = OutboxEntry.contribution_id.in_(ids), OutboxEntry.state == OutboxState.SENT
    session.execute(delete(OutboxEntry).where(*gone))


def _rename(row: Base, names: Mapping[str, str]) -> None:
    for column in COMMITS.get(type(row), ()):
        setattr(row, column, names.get(getattr(row, column), getattr(row, column)))


def _clean(row: Base, value: str) -> None:
    for column in TEXTS.get(type(row), ()):
        held = getattr(row, column)
        if held:
            setattr(row, column, _without(held, value, is_json=column == "patch"))
    if isinstance(row, Contribution):
        flags = read_flags(row.flags)
        row.flags = store_flags([replace(f, detail=_without(f.detail, value)) for f in flags])


def _without(held: str, value: str, *, is_json: bool = False) -> str:
    """``held`` without the value, however it is written there."""
    quoted = html.escape(value)
    in_templates = quoted.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    ways = {value, encode(value), quoted, html.escape(value, quote=False), in_templates}
    if is_json:
        ways = {json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(value)[1:-1]}
    for written in sorted(ways, key=len, reverse=True):
        held = held.replace(written, "" if is_json else "…")
    return held


def _drop_row(session: Session, dataset_id: int, resource: str, key: Key) -> None:
    """Contributions to the row keep that they were, and nothing of what they said of it."""
    query = select(Contribution).where(Contribution.dataset_id == dataset_id)
    for row in session.scalars(query):
        patches = read_patches(row.patch)
        touched = any(
            patch.resource == resource and any(change.key == key for change in patch.changes)
            for patch in patches
        )
        if touched or (row.resource, row.row_address) == (resource, key_address(key)):
            row.patch, row.flags = store_patches([]), []
            row.row_label, row.row_address, row.message, row.source = "", "", "", ""
            row.places = ""
            _forget_words(session, row)


def _forget_words(session: Session, row: Contribution) -> None:
    for decision in session.scalars(select(Decision).where(Decision.contribution_id == row.id)):
        decision.patch, decision.words = None, ""
    for remark in session.scalars(select(Remark).where(Remark.contribution_id == row.id)):
        remark.text = "…"
    for mail in session.scalars(select(OutboxEntry).where(OutboxEntry.contribution_id == row.id)):
        session.delete(mail)


def _note(session: Session, told: Mapping[str, Any], at: datetime) -> None:
    """The notice on the dataset's page, once however often this is done."""
    same = select(Purge).where(
        Purge.dataset_id == told["dataset"], Purge.new_head == told["new_head"]
    )
    if session.scalar(same) is None:
        purge = Purge(
            dataset_id=told["dataset"],
            old_head=told["old_head"],
            new_head=told["new_head"],
            revisions=told["revisions"],
            motive=told["motive"],
            created_at=at,
        )
        session.add(purge)
        notify_owners(session, told["dataset"], NoticeKind.PURGED, now=at)
