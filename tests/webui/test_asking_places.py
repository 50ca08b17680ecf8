"""Ask the places: paced mails to the addresses in the rows, and what their readers can do."""

import re
from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.db.models import Confirmation, Invitation, OutboxEntry
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.upkeep.invitation_counts import asking_progress
from datapatch.workflow.upkeep.invited import send_invitations
from datapatch.workflow.upkeep.inviting import plan, start_asking
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, Staff, import_places
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest

DATA = (
    b"id,nom,courriel,langue\n"
    b"p1,Le Lac,lac@example.org,fr\n"
    b"p2,Le Quai,QUAI@example.org,en\n"
    b"p3,Le Port,,fr\n"
    b"p4,Le Pont,pas d'adresse,fr\n"
    b"p5,L'Annexe,quai@example.org,fr\n"
)
HOUR = timedelta(hours=1)
ASK = "/hub/places/ask"


def ask(instance: Instance) -> int:
    """Everybody is asked, at noon."""
    return start_asking(instance, OPERATOR, PLACES, "courriel", now=NOON)


def outbox(instance: Instance) -> list[OutboxEntry]:
    """The mails that were handed over."""
    with instance.database.reading() as session:
        return list(session.query(OutboxEntry).order_by(OutboxEntry.id))


def link(mail: OutboxEntry) -> str:
    """The path of the page that a mail leads to."""
    found = re.search(r"(/asked/[0-9a-f]+)\?", mail.text_body)
    assert found
    return found[1]


def test_mails_leave_at_the_chosen_pace(instance: Instance) -> None:
    """Each address gets one mail in its row's language, with the row; no more than so many."""
    import_places(instance, data=DATA)
    choose(instance, OPERATOR, PLACES, {"ask_hourly": 1})
    assert ask(instance) == 2
    assert send_invitations(instance, now=NOON) == 1
    assert send_invitations(instance, now=NOON + HOUR / 2) == 0
    assert send_invitations(instance, now=NOON + HOUR) == 1
    french, english = outbox(instance)
    assert (french.recipient, english.recipient) == ("lac@example.org", "quai@example.org")
    assert "Est-ce toujours exact" in french.subject
    assert "Is this still right? Le Quai" in english.subject
    assert "List-Unsubscribe=One-Click" in str(english.headers)
    with instance.database.reading() as session:
        kept = str([vars(row) for row in session.query(Invitation)])
    assert "example.org" not in kept


def test_nobody_is_asked_twice(instance: Instance) -> None:
    """Within the promised time; afterwards an address is asked about its other row."""
    import_places(instance, data=DATA)
    choose(instance, OPERATOR, PLACES, {"promised_days": 30})
    ask(instance)
    send_invitations(instance, now=NOON + 2 * HOUR)
    again = plan(instance, OPERATOR, PLACES, "courriel", now=NOON + timedelta(days=29))
    assert (len(again.asked), again.recent, again.without) == (0, 2, 2)
    later = plan(instance, OPERATOR, PLACES, "courriel", now=NOON + timedelta(days=31))
    assert [asked.row_address for asked in later.asked] == ["p1", "p5"]


def test_an_address_that_left_its_row_is_not_asked(instance: Instance, staff: Staff) -> None:
    """Between planning and sending somebody else took the place over."""
    import_places(instance, data=DATA)
    ask(instance)
    sent = suggest(instance, "p1", {"courriel": "other@example.org"})
    accept(instance, staff.moderator, sent.id, now=NOON)
    send_invitations(instance, now=NOON + HOUR)
    invited = [mail for mail in outbox(instance) if "/asked/" in mail.text_body]
    assert [mail.recipient for mail in invited] == ["quai@example.org"]


def test_the_light_page_answers(instance: Instance, client: FlaskClient, read: Read) -> None:
    """The link shows the row; opening it answers nothing, the button does."""
    import_places(instance, data=DATA)
    ask(instance)
    send_invitations(instance, now=NOON + HOUR)
    address = link(outbox(instance)[1])
    page = read(address)
    assert "Le Quai" in page.h1.text
    assert page.select_one('a[href*="/p2/suggest?"]').text.strip() == "Correct it"
    with instance.database.reading() as session:
        assert session.query(Confirmation).count() == 0
    token = page.find("input", {"name": "token"})["value"]
    thanks = BeautifulSoup(client.post(address, data={"token": token}).text, "html.parser")
    assert "Thank you." in thanks.find(role="status").text
    assert asking_progress(instance, OPERATOR, PLACES).confirmed == 1
    assert client.get("/asked/unknown").status_code == 404


def test_one_click_ends_it(instance: Instance, client: FlaskClient) -> None:
    """As a mail program posts it: this dataset never writes to the address again."""
    import_places(instance, data=DATA)
    ask(instance)
    send_invitations(instance, now=NOON + HOUR)
    stop = link(outbox(instance)[1]) + "/stop"
    assert client.get(stop).status_code == 200
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    later = plan(instance, OPERATOR, PLACES, "courriel", now=NOON + timedelta(days=900))
    assert (len(later.asked), later.silent) == (1, 1)


def test_the_producer_asks_and_stops(
    instance: Instance, client: FlaskClient, read: Read, logged_in: LogIn
) -> None:
    """The page finds the field, says who is asked and who is not, and can be stopped."""
    import_places(instance, data=DATA)
    assert client.get(ASK).status_code == 302
    logged_in(client, "mo")
    assert client.get(ASK).status_code == 403
    logged_in(client, "ada")
    page = read(ASK)
    assert page.find("option", selected=True)["value"] == "courriel"
    assert "2 places are asked (2 rows hold no address)" in page.text
    assert "Est-ce toujours exact" in page.select_one(".mail-preview").text
    assert read("/hub/places/about").select(f'a[href="{ASK}"]')
    client.post(ASK, data={"field": "courriel"})
    assert "0 mails left · 2 wait" in read(ASK).text
    client.post(f"{ASK}/stop")
    assert send_invitations(instance, now=NOON + timedelta(days=9000)) == 0
