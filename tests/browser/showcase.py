"""Something to see on every screen: contributions of each kind and in each state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from datapatch.accounts.actors import actor_of
from datapatch.accounts.people import find_person
from datapatch.accounts.policy import ANONYMOUS
from datapatch.sample.proposals import PROPOSALS
from datapatch.tables.patch import Patch
from datapatch.workflow.abuse.vetting import UNSUSPICIOUS, Flag, Vetting
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.unsubscribing import About, Subscription, unsubscribe_address
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, propose_removal, propose_update
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.rows.labelling import cells_of, patch_label
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.verdicts.asking import ask
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import withdraw
from tests.browser.desk import decide_many, send_report, send_union
from tests.browser.sites import LIEUX, MODERATOR
from tests.builders import OPERATOR

RESOURCE = "lieux"


@dataclass(frozen=True)
class Showcase:
    """Identifiers of contributions by what they show, and secrets of receipts by their state.

    ``unsubscribe`` is the address by which a moderator ends mails; ``bulks`` are verdicts on many,
    by how far they are.
    """

    reviews: Mapping[str, str]
    receipts: Mapping[str, str]
    unsubscribe: str
    bulks: Mapping[str, str]


def show_everything(instance: Instance) -> Showcase:
    """The sample's open contributions by name, and a few more; some of them are decided."""
    waiting = [c for c in waiting_contributions(instance, OPERATOR) if c.dataset.name == LIEUX]
    reviews = {
        proposal.about.split(":")[0]: record.id
        for proposal, record in zip(PROPOSALS, waiting, strict=True)
    }
    sent = {state: _send(instance, n) for n, state in enumerate(STATES)}
    team = _moderator(instance)
    accept(instance, team, sent["published"].id, now=_now())
    reason = "Nous n’avons pas pu le vérifier. Le numéro que vous donnez est celui de la mairie"
    refuse(instance, team, sent["refused"].id, words=reason, now=_now())
    withdraw(instance, sent["withdrawn"].secret, now=_now())
    question = "Merci. Ce numéro est-il celui de l’accueil ou celui du standard de la mairie ?"
    ask(instance, team, sent["asked"].id, question, now=_now())
    sent |= {
        "quarantined": _send(instance, len(STATES), VETTED),
        "removal": _send_removal(instance),
        "several rows": _send_several(instance, team.person_id),
    }
    reviews["several rows"] = sent["several rows"].id
    reviews["position"] = _send_move(instance).id
    reviews |= {f"decided, {s}": sent[s].id for s in ("published", "refused")}
    reviews |= {"set apart": sent["quarantined"].id, "asked": sent["asked"].id}
    reviews["report"] = send_report(instance, "lieu-0130").id
    reviews["listed twice"] = send_union(instance, ("lieu-0131", "lieu-0132")).id
    ending = unsubscribe_address(instance, Subscription(About.MODERATING, str(team.person_id)))
    return Showcase(
        reviews,
        {state: receipt.secret for state, receipt in sent.items()},
        ending,
        {"waits": _many(instance, team, 15, waits=True), "done": _many(instance, team, 18)},
    )


def _many(instance: Instance, team: Moderator, first: int, *, waits: bool = False) -> str:
    ids = [_send(instance, number).id for number in range(first, first + 3)]
    return decide_many(instance, team, ids, waits=waits)


STATES = ("waiting", "published", "refused", "withdrawn", "asked")
VETTED = Vetting((Flag("links", "lieu.example.org"),), 60, set_apart=True)


def _send(instance: Instance, number: int, vetting: Vetting = UNSUSPICIOUS) -> Receipt:
    """A correction of two cells of one row."""
    words = "Bonjour, le numéro a changé en mai, et le lieu ferme plus tôt le soir."
    contributor = Contributor("Amine", "amine@example.org", words, "https://lieu.example.org/")
    with published(instance, LIEUX) as snapshot:
        new = {"telephone": f"+3346571{2000 + number}", "horaires": "Mo-Fr 09:00-17:00"}
        place = locate(snapshot, RESOURCE, f"lieu-{number + 100:04}")
        proposal = _proposal(snapshot, propose_update(snapshot, RESOURCE, place, new))
    sent = (instance, ANONYMOUS, LIEUX, proposal, contributor)
    return open_contribution(*sent, now=_now(), vetting=vetting)


def _send_move(instance: Instance) -> Receipt:
    """A place that stands some hundred metres further."""
    contributor = Contributor("Amine", "", "L’entrée est de l’autre côté de la place.")
    with published(instance, LIEUX) as snapshot:
        place = locate(snapshot, RESOURCE, "lieu-0150")
        row = cells_of(snapshot.table(RESOURCE), place.row)
        new = {name: f"{float(row[name]) + 0.001:.5f}" for name in ("latitude", "longitude")}
        proposal = _proposal(snapshot, propose_update(snapshot, RESOURCE, place, new))
    return open_contribution(instance, ANONYMOUS, LIEUX, proposal, contributor, now=_now())


def _send_removal(instance: Instance) -> Receipt:
    """A row that is reported as gone, without a word and without a name."""
    with published(instance, LIEUX) as snapshot:
        place = locate(snapshot, RESOURCE, "lieu-0111")
        proposal = _proposal(snapshot, propose_removal(snapshot, RESOURCE, place))
    return open_contribution(instance, ANONYMOUS, LIEUX, proposal, Contributor(), now=_now())


def _send_several(instance: Instance, person_id: int) -> Receipt:
    """Corrections of six rows and the removal of two, as somebody with an account may send them."""
    words = "Relevé du mois de mai."
    contributor = Contributor("Mairie de Sète", "", words, person_id=person_id)
    with published(instance, LIEUX) as snapshot:
        patches = [
            propose_update(
                snapshot,
                RESOURCE,
                locate(snapshot, RESOURCE, f"lieu-{n:04}"),
                {"telephone": f"+3346571{3000 + n}"},
            )
            for n in range(201, 207)
        ]
        patches += [
            propose_removal(snapshot, RESOURCE, locate(snapshot, RESOURCE, f"lieu-{n:04}"))
            for n in (210, 211)
        ]
        changes = tuple(change for patch in patches for change in patch.changes)
        proposal = _proposal(snapshot, replace(patches[0], changes=changes))
    return open_contribution(instance, ANONYMOUS, LIEUX, proposal, contributor, now=_now())


def _proposal(snapshot: Snapshot, patch: Patch) -> Proposal:
    return Proposal(snapshot.commit, patch, patch_label(snapshot.table(RESOURCE), patch))


def _moderator(instance: Instance) -> Moderator:
    with instance.database.reading() as session:
        person = find_person(session, MODERATOR)
        assert person is not None
        return Moderator(actor_of(session, person), person.id, person.public_name)


def _now() -> datetime:
    return datetime.now(UTC)
