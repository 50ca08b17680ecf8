"""Places that are asked by mail: what they read, what they answer, what the producer sees."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from datapatch.workflow.instance import Instance
from datapatch.workflow.upkeep.invitation_counts import Progress, asking_progress
from datapatch.workflow.upkeep.invited import send_invitations
from datapatch.workflow.upkeep.inviting import plan, start_asking
from tests.builders import NOON, OPERATOR, PLACES, import_places
from tests.outbound.posts import LATER, Post, bodies, says, way_out
from tests.webui.browsing import Form, parsed
from tests.webui.conftest import LogIn, Read
from tests.webui.sent import waiting

pytestmark = pytest.mark.usefixtures("in_no_time")

DATA = (
    b"id,nom,courriel,telephone,langue\n"
    b"p1,Le Lac,lac@example.org,0465710001,fr\n"
    b"p2,Le Quai,quai@example.org,0465710002,en\n"
    b"p3,Le Port,port@example.org,,\n"
)
LAC, QUAI, PORT = (f"{name}@example.org" for name in ("lac", "quai", "port"))
ASK = "/hub/places/ask"


@pytest.fixture
def post(instance: Instance) -> Post:
    """Three places with an address each, which are asked; what their mail server took."""
    import_places(instance, data=DATA)
    start_asking(instance, OPERATOR, PLACES, "courriel", now=NOON)
    send_invitations(instance, now=LATER)
    return Post(instance)


def page_of(post: Post, recipient: str) -> str:
    """The page that the mail to this address leads to."""
    (mail,) = [mail for mail in post.new() if mail["To"] == recipient]
    return urlsplit(way_out(mail)).path.removesuffix("/stop")


def progress(instance: Instance) -> Progress:
    """What the producer is told."""
    return asking_progress(instance, OPERATOR, PLACES)


def test_each_reads_its_row_in_its_own_language(instance: Instance, post: Post) -> None:
    """What the table says, why they were written to, one button, one way out; in both forms."""
    mails = {mail["To"]: mail for mail in post.new()}
    assert mails[LAC]["Subject"] == "Est-ce toujours exact ? Le Lac"
    assert mails[QUAI]["Subject"] == "Is this still right? Le Quai"
    assert mails[PORT]["Subject"] == "Is this still right? Le Port"  # the instance's language
    page = way_out(mails[LAC]).removesuffix("/stop")
    says(mails[LAC], "Le Lac", "0465710001", "Voir et répondre", f"{page}?lang=fr")
    says(mails[QUAI], "Le Quai", "Look and answer", "this address stands in the published table")
    assert "0465710001" not in " ".join(bodies(mails[QUAI]))
    assert progress(instance) == Progress(silent=3)


def test_the_button_of_a_mail_program_ends_it(
    instance: Instance, client: FlaskClient, post: Post
) -> None:
    """One POST to the address in the header, without cookie or form (RFC 8058)."""
    stop = f"{page_of(post, LAC)}/stop"
    assert client.get(stop).status_code == 200
    assert progress(instance).unsubscribed == 0
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert progress(instance) == Progress(silent=2, unsubscribed=1)
    later = plan(instance, OPERATOR, PLACES, "courriel", now=LATER + timedelta(days=900))
    assert LAC not in [asked.email for asked in later.asked]


def test_a_correction_is_the_answer_to_its_mail(
    instance: Instance, client: FlaskClient, read: Read, post: Post
) -> None:
    """From the mail to the form and, looked over, to the moderators; the producer sees it come."""
    form = read(page_of(post, QUAI)).select_one('a[href*="/p2/suggest"]')["href"]
    look = Form.at(client, form).fill(telephone="0465719999", step="look-over")
    again = parsed(look.send(client))
    assert Form(again).send(client).status_code == 303
    record = waiting(instance)
    assert (record.row_label, record.state) == ("Le Quai", "open")
    assert progress(instance) == Progress(silent=2, corrected=1)


def test_a_place_that_closed_says_so(
    instance: Instance, client: FlaskClient, read: Read, post: Post
) -> None:
    """The light page leads to the report as well, and that is an answer too."""
    gone = read(page_of(post, PORT)).select_one('a[href*="/p3/gone"]')["href"]
    assert Form.at(client, gone).fill(what="closed").send(client).status_code == 303
    assert progress(instance).corrected == 1


def test_a_made_up_secret_answers_nothing(
    instance: Instance, client: FlaskClient, post: Post
) -> None:
    """The correction is taken like any other; no mail counts as answered."""
    page_of(post, LAC)
    form = Form.at(client, "/hub/places/rows/places/p1/suggest?asked=made-up")
    assert form.fill(telephone="0465719999").send(client).status_code == 303
    assert waiting(instance).row_label == "Le Lac"
    assert progress(instance) == Progress(silent=3)


def test_an_address_where_nobody_is_gets_no_second_mail(instance: Instance, post: Post) -> None:
    """The refusal of the mail server is counted; however late, nobody writes there again."""
    post.mailbox.answer_to_recipient = "550 5.1.1 No such user here"
    assert post.new() == []
    assert progress(instance) == Progress(bounced=3)
    later = plan(instance, OPERATOR, PLACES, "courriel", now=LATER + timedelta(days=900))
    assert (later.asked, later.silent) == ((), 3)


def test_the_producer_reads_what_became_of_the_mails(
    client: FlaskClient, read: Read, logged_in: LogIn, post: Post
) -> None:
    """Each mail is counted once, under what came back."""
    address = page_of(post, LAC)
    token = read(address).find("input", {"name": "token"})["value"]
    client.post(address, data={"token": token})
    logged_in(client, "ada")
    page = read(ASK).select_one("#progress")
    assert "3 mails left" in page.text
    told = [" ".join(row.get_text(" ").split()) for row in page.select(".facts > div")]
    assert told == [
        "Still correct 1",
        "Corrected 0",
        "No answer yet 2",
        "Came back: nobody is at this address 0",
        "Want no more mails 0",
    ]


def test_numbers_are_grouped_as_readers_write_them(
    instance: Instance, client: FlaskClient, read: Read, logged_in: LogIn
) -> None:
    """1,360 places are as many in both sentences that count them."""
    rows = b"".join(b"p%d,Lieu %d,l%d@example.org\n" % (n, n, n) for n in range(1360))
    import_places(instance, data=b"id,nom,courriel\n" + rows)
    logged_in(client, "ada")
    assert "1,360 places are asked" in read(ASK).text
    answer = client.post(ASK, data={"field": "courriel"}, follow_redirects=True)
    assert "1,360 places will be asked." in answer.text
    assert "1,360 wait" in answer.text
    client.set_cookie("language", "fr")
    assert "1\N{NARROW NO-BREAK SPACE}360" in read(ASK).text
