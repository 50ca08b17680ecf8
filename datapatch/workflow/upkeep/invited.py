"""The mails that ask places about their rows."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Dataset, Invitation
from datapatch.errors import NotFound
from datapatch.outbound.letters import Item, Letter, Link, as_html, as_text
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import enqueue
from datapatch.translation import LANGUAGES, N_, translator
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.mailing import known_of
from datapatch.workflow.mails.silencing import address_hash
from datapatch.workflow.mails.unsubscribing import unsubscribe_headers
from datapatch.workflow.rows.cell_words import plain_words
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.reading import RowView, read_row
from datapatch.workflow.upkeep.inviting import Plan, invitation_secret, is_silent, usable

AT_ONCE = 50
"""Mails that one sweep hands over at most."""
_LANGUAGE_FIELDS = {"langue", "language", "lang"}
_FOR_PROGRAMS = {FieldKind.IDENTIFIER, FieldKind.LATITUDE, FieldKind.LONGITUDE}


def send_invitations(instance: Instance, *, now: datetime) -> int:
    """Hand over the mails whose moment has come; how many.

    Nobody is asked whose address left the row meanwhile, bounced, or wants no more mails.
    """
    due = select(Invitation.id).where(Invitation.sent_at.is_(None), Invitation.due_at <= now)
    with instance.database.reading() as session:
        found = list(session.scalars(due.order_by(Invitation.due_at).limit(AT_ONCE)))
    return sum(_send(instance, invitation_id, now) for invitation_id in found)


def preview_invitation(instance: Instance, name: DatasetName, planned: Plan) -> str:
    """The first mail that asking would send, as plain text with its subject; raises `NotFound`."""
    first = planned.asked[0]
    where = {"resource": planned.resource, "address": first.row_address}
    view = read_row(instance, ANONYMOUS, name, **where)
    mail = _mail(instance, name, view, first.email, "...")
    return f"{mail.subject}\n\n{mail.text}"


def _send(instance: Instance, invitation_id: int, now: datetime) -> bool:
    with instance.database.transaction() as session:
        row = session.get(Invitation, invitation_id)
        if row is None or not _take(session, row, now):
            return False
        name = session.get_one(Dataset, row.dataset_id).address
        try:
            view = read_row(
                instance, ANONYMOUS, name, resource=row.resource, address=row.row_address
            )
        except NotFound:
            view = None
        email = _email(view, row.field)
        hashed = address_hash(instance.secret, email) if email else ""
        if view is None or hashed != row.address_hash or is_silent(session, row.dataset_id, hashed):
            session.delete(row)
            return False
        secret = invitation_secret(instance, row.id)
        mail = _mail(instance, name, view, email, secret)
        enqueue(session, mail, domain=instance.config.noreply_domain, now=now)
        return True


def _take(session: Session, row: Invitation, now: datetime) -> bool:
    """Whether nobody else sends it."""
    taken = session.scalar(
        update(Invitation)
        .where(Invitation.id == row.id, Invitation.sent_at.is_(None))
        .values(sent_at=now)
        .returning(Invitation.id)
    )
    return taken is not None


def _email(view: RowView | None, field: str) -> str:
    if view is None or field not in view.columns:
        return ""
    return usable(view.content.cells[view.columns.index(field)])


def _mail(
    instance: Instance, name: DatasetName, view: RowView, email: str, secret: str
) -> MailMessage:
    language = _language(instance, view)
    translate = translator(language)
    base = f"{instance.config.base_url}/asked/{secret}"
    title = known_of(instance, name).title
    letter = Letter(
        opening=translate(N_("“{title}” says this about {label}. Is it still right?")).format(
            title=title, label=view.label
        ),
        items=[Item(title=view.label, facts=_facts(view))],
        closing=translate(N_("It takes a minute, without an account and without a password.")),
        button=Link(translate(N_("Look and answer")), f"{base}?lang={language}"),
        links=[Link(translate(N_("No more of these mails")), f"{base}/stop?lang={language}")],
        why=translate(N_("You get this mail because this address stands in the published table.")),
    )
    return MailMessage(
        recipient=email,
        subject=translate(N_("Is this still right? {label}")).format(label=view.label),
        text=as_text(letter, translate),
        html=as_html(letter, translate, language),
        headers=unsubscribe_headers(f"{base}/stop"),
    )


def _facts(view: RowView) -> list[tuple[str, str]]:
    """What the row says, without what is there for programs."""
    return [
        (field.label, plain_words(field, text))
        for field, text in zip(view.fields, view.content.cells, strict=True)
        if text.strip()
        and field_kind(field) not in _FOR_PROGRAMS
        and field.name.lower() not in _LANGUAGE_FIELDS
    ]


def _language(instance: Instance, view: RowView) -> str:
    """The row's own language where it says one, else that of the instance."""
    for field, text in zip(view.fields, view.content.cells, strict=True):
        if field.name.lower() in _LANGUAGE_FIELDS and text[:2].lower() in LANGUAGES:
            return text[:2].lower()
    return instance.config.language
