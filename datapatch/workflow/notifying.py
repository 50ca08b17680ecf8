"""Who is told what: mails, written to the outbox in the transaction of their cause."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from datapatch.accounts.memberships import moderators_of
from datapatch.db.models import Contribution, Kind, State
from datapatch.outbound.letters import Letter, Line, as_html, as_text
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import enqueue
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_, Translate, translator
from datapatch.workflow.contributions import read_patches
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret

SHOWN_CELLS = 20

# Words that the templates of letters print.
N_("(empty)")
N_("… and {count} more")
N_("Source: {source}")


_OPENINGS = MappingProxyType({Kind.REPORT: N_("{who} reports a problem in {dataset}:")})


def tell_moderators(instance: Instance, session: Session, row: Contribution) -> None:
    """A mail to each moderator of the dataset's workspace who has an address."""
    address = f"{instance.config.base_url}/contributions/{row.id}"
    for person in moderators_of(session, row.dataset.workspace):
        if not person.email:
            continue
        translate = translator(person.language)
        who = row.author_name or translate(N_("Somebody without a name"))
        opening = translate(_OPENINGS.get(row.kind, N_("{who} suggests a change in {dataset}:")))
        letter = _letter(
            instance,
            row,
            opening=opening.format(who=who, dataset=row.dataset.address),
            quoted=row.message,
            source=row.source,
            button=translate(N_("Look and decide")),
            address=address,
        )
        subject = translate(N_("A contribution waits: {label}")).format(label=row.row_label)
        mail = _mail(person.email, subject, letter, person.language)
        _send(instance, session, row, mail, held=False, now=row.created_at)


def tell_contributor(
    instance: Instance, session: Session, row: Contribution, *, held: bool
) -> None:
    """How it ended, to a contributor who left an address; ``held`` until it is published."""
    if not row.email:
        return
    translate = translator(row.language)
    subject, letter = _ENDINGS[row.state](instance, row, translate)
    mail = _mail(row.email, subject.format(label=row.row_label), letter, row.language)
    _send(instance, session, row, mail, held=held, now=row.updated_at)


def tell_question(
    instance: Instance, session: Session, row: Contribution, question: str, *, now: datetime
) -> None:
    """A moderator's question to a contributor who left an address, with the way to answer."""
    if not row.email:
        return
    translate = translator(row.language)
    opening = translate(N_("About your contribution on {label}, the moderators ask you:"))
    letter = _letter(
        instance,
        row,
        opening=opening.format(label=row.row_label),
        quoted=question,
        button=translate(N_("Answer")),
        address=receipt_address(instance, row),
    )
    subject = translate(N_("A question about {label}")).format(label=row.row_label)
    mail = _mail(row.email, subject, letter, row.language)
    _send(instance, session, row, mail, held=False, now=now)


def receipt_address(instance: Instance, row: Contribution) -> str:
    """The secret link to the contributor's receipt."""
    return f"{instance.config.base_url}/receipts/{receipt_secret(instance.secret, row.id)}"


def _thanks(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = translate(N_("Thank you. Your contribution about {label} is published."))
    letter = _letter(
        instance,
        row,
        opening=opening.format(label=row.row_label),
        button=translate(N_("See the published data")),
        address=f"{instance.config.base_url}/{row.dataset.address}",
    )
    return translate(N_("Published: {label}")), letter


def _refusal(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = translate(N_("Thank you for your contribution about {label}. It was not published."))
    letter = _letter(
        instance,
        row,
        opening=opening.format(label=row.row_label),
        quoted=row.reason,
        closing=translate(N_("You may suggest it again, with a source for instance.")),
    )
    return translate(N_("Not published: {label}")), letter


def _already_so(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = translate(N_("Thank you. What you suggested about {label} is published already."))
    subject = translate(N_("Already so: {label}"))
    if row.kind == Kind.REPORT:
        opening = translate(N_("Thank you. What you reported about {label} was taken care of."))
        subject = translate(N_("Taken care of: {label}"))
    letter = _letter(
        instance,
        row,
        opening=opening.format(label=row.row_label),
        button=translate(N_("See the published data")),
        address=f"{instance.config.base_url}/{row.dataset.address}",
    )
    return subject, letter


def _expiry(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = translate(
        N_("We asked you about your contribution on {label} and had no answer. It is closed now.")
    )
    letter = _letter(
        instance,
        row,
        opening=opening.format(label=row.row_label),
        closing=translate(N_("You may suggest it again, with a source for instance.")),
    )
    return translate(N_("Closed without an answer: {label}")), letter


_ENDINGS: Mapping[State, Callable[[Instance, Contribution, Translate], tuple[str, Letter]]]
_ENDINGS = MappingProxyType(
    {
        State.DECIDING: _thanks,
        State.REFUSED: _refusal,
        State.ALREADY_SO: _already_so,
        State.EXPIRED: _expiry,
    }
)
"""The letter for each end; that of a publication is written while it is being carried out."""


def _letter(instance: Instance, row: Contribution, **parts: str) -> Letter:
    """A letter about ``row`` with its changed cells."""
    lines = change_lines(read_patches(row.patch), schemas_of(instance, row.dataset.address))
    shown = lines[:SHOWN_CELLS]
    return Letter(about=row.row_label, lines=shown, more=len(lines) - len(shown), **parts)


def change_lines(patches: Sequence[Patch], schemas: Mapping[str, TableSchema]) -> list[Line]:
    """The changed cells, each with the name that people give its field."""
    return [
        Line(_label(schemas.get(patch.resource), cell.field), cell.old or "", cell.new or "")
        for patch in patches
        for change in patch.changes
        for cell in change.cells
        if (cell.old or "") != (cell.new or "")
    ]


def _label(schema: TableSchema | None, name: str) -> str:
    field = schema.field(name) if schema else None
    return field.label if field else name


def _mail(recipient: str, subject: str, letter: Letter, language: str) -> MailMessage:
    translate = translator(language)
    return MailMessage(
        recipient=recipient,
        subject=subject,
        text=as_text(letter, translate),
        html=as_html(letter, translate, language),
    )


def _send(
    instance: Instance,
    session: Session,
    row: Contribution,
    mail: MailMessage,
    *,
    held: bool,
    now: datetime,
) -> None:
    domain = instance.config.noreply_domain
    enqueue(session, mail, domain=domain, now=now, contribution_id=row.id, held=held)
