"""What contributors who left an address are told by mail: in their language, with their link."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Kind, SilenceReason, State
from datapatch.outbound.letters import Letter, Link
from datapatch.tables.patch import Patch
from datapatch.translation import N_, Translate, translator
from datapatch.workflow.contributions import read_patches
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.mails.mailing import Reader, Written, item, known_of, send
from datapatch.workflow.mails.silencing import silence_reason
from datapatch.workflow.mails.unsubscribing import About, Subscription
from datapatch.workflow.verdicts.decisions import accepted_part, standing_decision

AGAIN = N_("You may suggest it again, with a source for instance.")


def tell_receipt(instance: Instance, session: Session, row: Contribution, *, now: datetime) -> None:
    """Thanks, and the secret link, as soon as it waits for a moderator."""
    translate = translator(row.language)
    letter = Letter(
        translate(N_("Thank you. A moderator reads your suggestion before it is published.")),
        closing=translate(
            N_("Keep this link: it shows where your suggestion is, and lets you take it back.")
        ),
        button=Link(translate(N_("See where it is")), receipt_address(instance, row)),
    )
    _tell(instance, session, row, N_("We have your suggestion: {label}"), letter, now=now)


def tell_contributor(instance: Instance, session: Session, row: Contribution) -> None:
    """How it ended: published, not kept, published already, or closed without an answer."""
    subject, letter = _ENDINGS[row.state](instance, row, translator(row.language))
    _tell(instance, session, row, subject, letter, now=row.updated_at)


def tell_question(
    instance: Instance, session: Session, row: Contribution, question: str, *, now: datetime
) -> None:
    """A moderator's question, with the way to answer."""
    translate = translator(row.language)
    letter = Letter(
        translate(N_("The moderators read your suggestion and ask you:")),
        said=question,
        closing=_until(row),
        button=Link(translate(N_("Answer")), receipt_address(instance, row)),
    )
    subject = N_("A question about {label}")
    _tell(instance, session, row, subject, letter, now=now)


def _until(row: Contribution) -> str:
    """By when an answer is waited for."""
    reader, until = _reader(row), N_("Without an answer by {day}, it is closed.")
    return reader.translate(until).format(day=reader.day(row.lapses_at)) if row.lapses_at else ""


def receipt_address(instance: Instance, row: Contribution) -> str:
    """The secret link to the contributor's receipt."""
    return f"{instance.config.base_url}/receipts/{receipt_secret(instance.secret, row.id)}"


def _tell(
    instance: Instance,
    session: Session,
    row: Contribution,
    subject: str,
    letter: Letter,
    *,
    now: datetime,
) -> None:
    """Write the letter with the contribution in it, to an address that was left and works."""
    if not row.email or row.email_bounced:
        return
    reader = _reader(row)
    known = known_of(instance, row.dataset.address)
    shown = item(row.row_label, _patches(session, row), known.schemas)
    shown = replace(shown, note=known.title, quoted=row.message if row.kind == Kind.REPORT else "")
    receipt = Link(reader.translate(N_("Your suggestion")), receipt_address(instance, row))
    links = () if letter.button and letter.button.address == receipt.address else (receipt,)
    written = Written(
        subject=reader.translate(subject).format(label=row.row_label),
        letter=replace(letter, items=[shown], links=links),
        contribution=row.id,
    )
    if not send(instance, session, reader, written, now=now):
        why = silence_reason(session, instance.secret, row.email)
        row.email_bounced = why == SilenceReason.BOUNCED


def _patches(session: Session, row: Contribution) -> tuple[Patch, ...]:
    """What was sent; when it is published, what was accepted of it."""
    part = accepted_part(standing_decision(session, row.id))
    if part is None or row.state != State.PUBLISHED:
        return read_patches(row.patch)
    return part.patches


def _reader(row: Contribution) -> Reader:
    why = translator(row.language)(
        N_("You get this mail because this address was left with the suggestion.")
    )
    wanted = Subscription(About.CONTRIBUTION, row.id)
    return Reader(row.email or "", row.language, why, wanted)


def _thanks(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    change = f"{instance.config.base_url}/{row.dataset.address}/changes"
    letter = Letter(
        translate(N_("Thank you. What you suggested is published.")),
        button=Link(
            translate(N_("See the change")), f"{change}/{(row.published_commit or '')[:12]}"
        ),
    )
    return N_("Published: {label}"), letter


def _refusal(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = N_("Thank you for your suggestion. It was not kept. The moderator says:")
    letter = Letter(
        translate(opening),
        row.reason,
        closing=translate(AGAIN),
        button=_receipt(instance, row, translate),
    )
    return N_("Not published: {label}"), letter


def _receipt(instance: Instance, row: Contribution, translate: Translate) -> Link:
    return Link(translate(N_("See your suggestion")), receipt_address(instance, row))


def _already_so(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = N_("Thank you. What you suggested is published already, so nothing changes.")
    subject = N_("Already so: {label}")
    if row.kind == Kind.REPORT:
        opening = N_("Thank you. What you reported was taken care of.")
        subject = N_("Taken care of: {label}")
    letter = Letter(
        translate(opening),
        button=Link(
            translate(N_("See the published data")),
            f"{instance.config.base_url}/{row.dataset.address}",
        ),
    )
    return subject, letter


def _expiry(instance: Instance, row: Contribution, translate: Translate) -> tuple[str, Letter]:
    opening = N_("We asked you about your suggestion and had no answer. It is closed now.")
    subject = N_("Closed without an answer: {label}")
    button = _receipt(instance, row, translate)
    return subject, Letter(translate(opening), closing=translate(AGAIN), button=button)


_ENDINGS: Mapping[State, Callable[[Instance, Contribution, Translate], tuple[str, Letter]]]
_ENDINGS = MappingProxyType(
    {
        State.PUBLISHED: _thanks,
        State.REFUSED: _refusal,
        State.ALREADY_SO: _already_so,
        State.EXPIRED: _expiry,
    }
)
