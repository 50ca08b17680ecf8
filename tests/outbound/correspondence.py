"""One mail of each kind, as an instance sends it in the course of a year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select, update

from datapatch.accounts.memberships import name_deputy
from datapatch.db.models import Dataset, Person, Workspace
from datapatch.types import DatasetName
from datapatch.workflow.abuse.vetting import Flag, Vetting
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.preferences import choose
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.queue.waiting_long import tell_late
from datapatch.workflow.upkeep.invited import send_invitations
from datapatch.workflow.upkeep.inviting import start_asking
from datapatch.workflow.upkeep.reminding import remind_due
from datapatch.workflow.verdicts.asking import answer, ask
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import lapse_due
from tests.builders import NOON, OPERATOR, PLACES, Staff, add_staff, import_places
from tests.outbound.posts import LATER, Post
from tests.workflow.walking import suggest

DAY = timedelta(days=1)
AMINE, MO, ADA, LAC = (f"{name}@example.org" for name in ("amine", "mo", "ada", "lac"))
ASKED = DatasetName("hub", "asked")
UNPROVEN = Vetting((Flag("unproven"),), 3, set_apart=True, confirmable=True)
WORDS = "Bonjour, nous avons déménagé en mai.\nLe standard est le même pour les deux étages."
TOLD = "La mairie nous dit que le lieu n’a pas déménagé."
MOVED = {"commune": "Frontignan", "telephone": "+33465710009", "services": "wifi|scanner"}


@dataclass
class Year:
    """An instance whose people read one language, and the mails of its year so far, by kind."""

    instance: Instance
    language: str
    team: Staff
    mails: dict[str, EmailMessage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._post = Post(self.instance)
        self._amine = Contributor("Amine", AMINE, WORDS, "https://lieu.example.org/", self.language)

    def contributions(self) -> None:
        """A correction with a question and a good end, others that end otherwise."""
        sent = suggest(self.instance, "p1", MOVED, self._amine)
        self._keep(receipt=AMINE, arrived=MO)
        ask(self.instance, self.team.moderator, sent.id, "Depuis quand ?", now=NOON)
        self._keep(asked=AMINE)
        answer(self.instance, sent.secret, "Depuis le 3 mai.", now=NOON)
        self._keep(answered=MO)
        accept(self.instance, self.team.moderator, sent.id, now=NOON)
        self._keep(published=AMINE)
        sent = suggest(self.instance, "p2", {"commune": "Lunel"}, self._amine)
        self._post.new()
        motive = {"motive": "unverifiable", "words": TOLD}
        refuse(self.instance, self.team.moderator, sent.id, **motive, now=NOON)
        self._keep(refused=AMINE)

    def silence(self) -> None:
        """A question without an answer, and what somebody else sent first."""
        asked = suggest(self.instance, "p2", {"commune": "Lunel"}, self._amine)
        ask(self.instance, self.team.moderator, asked.id, "Depuis quand ?", now=NOON)
        self._post.new()
        lapse_due(self.instance, now=NOON + 30 * DAY)
        self._keep(expired=AMINE)
        suggest(self.instance, "p3", {"commune": "Alès"}, self._amine)
        self._post.new()
        first = suggest(self.instance, "p3", {"commune": "Alès"})
        accept(self.instance, self.team.moderator, first.id, now=NOON)
        self._keep(already=AMINE)

    def waiting(self) -> None:
        """What gathers in a queue, and what grows old there."""
        suggest(self.instance, "p1", {"commune": "Balaruc"})
        suggest(self.instance, "p2", {"telephone": "+33465710002"}, self._amine)
        suggest(self.instance, "p3", {"telephone": "", "services": "cours|wifi"})
        self._post.new()
        self._digest("digest", MO, NOON + 2 * DAY)
        tell_late(self.instance, now=NOON + 9 * DAY)
        self._digest("late", MO, NOON + 9 * DAY)

    def upkeep(self) -> None:
        """The producer's promise, and the places that are asked."""
        choose(self.instance, OPERATOR, PLACES, {"promised_days": 30})
        index_history(self.instance, PLACES)
        remind_due(self.instance, now=NOON + 40 * DAY)
        self._digest("reminder", ADA, NOON + 40 * DAY)
        row = f"p1,Le Lac,Sète,{LAC},0465710001,{self.language}\n"
        table = f"id,nom,commune,courriel,telephone,langue\n{row}"
        import_places(self.instance, ASKED, table.encode())
        start_asking(self.instance, OPERATOR, ASKED, "courriel", now=NOON)
        send_invitations(self.instance, now=LATER)
        self._keep(invitation=LAC)

    def suspicion(self) -> None:
        """What lacks a proof is confirmed by its author."""
        suggest(self.instance, "p2", MOVED, self._amine, vetting=UNPROVEN)
        self._keep(confirmation=AMINE)

    def _digest(self, kind: str, reader: str, at: datetime) -> None:
        send_digests(self.instance, now=at)
        self._keep(**{kind: reader})

    def _keep(self, **readers: str) -> None:
        """The new mails to these people, each under the name of its kind."""
        new = self._post.new()
        for kind, reader in readers.items():
            (self.mails[kind],) = [mail for mail in new if mail["To"] == reader]


def every_mail(instance: Instance, language: str) -> Mapping[str, EmailMessage]:
    """What each kind of mail says to somebody who reads this language."""
    import_places(instance)
    year = Year(instance, language, add_staff(instance))
    with instance.database.transaction() as session:
        session.execute(update(Person).values(language=language))
        session.execute(update(Dataset).values(created_at=NOON))
        hub = session.scalars(select(Workspace)).one()
        name_deputy(session, session.scalars(select(Person).where(Person.login == "mo")).one(), hub)
    for chapter in (year.contributions, year.silence, year.waiting, year.upkeep, year.suspicion):
        chapter()
    return year.mails
