"""A mail about contributions: composed in its reader's language, written to the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from datapatch.outbound.letters import Item, Letter, Line, Link, Sign, as_html, as_text
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import enqueue
from datapatch.tables.changes import CellChange
from datapatch.tables.field import Field
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.tables.words import changed_words
from datapatch.translation import N_, Translate, translator
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.silencing import is_silenced
from datapatch.workflow.mails.unsubscribing import (
    Subscription,
    unsubscribe_address,
    unsubscribe_headers,
)
from datapatch.workflow.rows.cell_words import plain_words

SHOWN_CELLS = 20
LONG_TEXT = 300
"""Longer texts are cut in a mail: the screen shows them whole."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a mail: where, in which language, why, and what ends such mails."""

    address: str
    language: str
    why: str
    subscription: Subscription

    @property
    def translate(self) -> Translate:
        """The translation into the reader's language."""
        return translator(self.language)

    def day(self, moment: datetime) -> str:
        """A date in words: "3 mai 2026"."""
        return format_date(moment, format="long", locale=self.language)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail before it is addressed; ``contribution`` is the one that it is about."""

    subject: str
    letter: Letter
    contribution: str | None = None


def send(
    instance: Instance, session: Session, reader: Reader, written: Written, *, now: datetime
) -> bool:
    """Write the mail to the outbox; whether its reader's address is still written to."""
    if is_silenced(session, instance.secret, reader.address):
        return False
    enqueue(
        session,
        _mail(instance, reader, written),
        domain=instance.config.noreply_domain,
        now=now,
        contribution_id=written.contribution,
    )
    return True


def _mail(instance: Instance, reader: Reader, written: Written) -> MailMessage:
    translate = reader.translate
    end = unsubscribe_address(instance, reader.subscription)
    stop = Link(translate(N_("No more of these mails")), end)
    letter = replace(written.letter, why=reader.why, links=(*written.letter.links, stop))
    return MailMessage(
        recipient=reader.address,
        subject=written.subject,
        text=as_text(letter, translate),
        html=as_html(letter, translate, reader.language),
        headers=unsubscribe_headers(end),
    )


def item(
    label: str,
    patches: Sequence[Patch],
    schemas: Mapping[str, TableSchema],
    most: int = SHOWN_CELLS,
) -> Item:
    """What a contribution changes, for a letter; at most so many cells."""
    lines = change_lines(patches, schemas)
    return Item(title=label, lines=lines[:most], more=max(0, len(lines) - most))


def change_lines(patches: Sequence[Patch], schemas: Mapping[str, TableSchema]) -> list[Line]:
    """The changed cells, each with the name that people give its field.

    Where several rows change, the key of each stands before the field.
    """
    several = sum(len(patch.changes) for patch in patches) > 1
    return [
        _line(
            cell,
            _field(schemas.get(patch.resource), cell.field),
            f"{', '.join(change.key)} · " if several and change.key else "",
        )
        for patch in patches
        for change in patch.changes
        for cell in change.cells
        if (cell.old or "") != (cell.new or "")
    ]


def _line(cell: CellChange, described: Field | None, before: str) -> Line:
    field = before + (described.label if described else cell.field)
    old, new = _told(described, cell.old or ""), _told(described, cell.new or "")
    if old == new:  # only the way of writing it differs
        old, new = cell.old or "", cell.new or ""
    sign: Sign = "changed" if old and new else "added" if new else "removed"
    if max(len(old), len(new)) > LONG_TEXT:
        return Line(field, _cut(old), _cut(new), sign)
    return Line(field, old, new, sign, changed_words(old, new) if old and new else ())


def _cut(text: str) -> str:
    return text if len(text) <= LONG_TEXT else text[:LONG_TEXT].rsplit(" ", 1)[0] + " …"


def _told(field: Field | None, text: str) -> str:
    return plain_words(field, text) if field else text


def _field(schema: TableSchema | None, name: str) -> Field | None:
    return schema.field(name) if schema else None


@dataclass(frozen=True, slots=True)
class Known:
    """What mails say of a dataset: its title and what its fields are called."""

    title: str
    schemas: Mapping[str, TableSchema]


def known_of(instance: Instance, name: DatasetName) -> Known:
    """The published title and schemas of a dataset; raises `NotFound`."""
    with published(instance, name) as snapshot:
        schemas = {file.name: file.schema for file in snapshot.table_files.values()}
        return Known(snapshot.package.title or str(name), schemas)
