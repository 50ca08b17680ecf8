"""A file with rows that the schema objects to: each is named, and none is sent unnoticed."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.bulk_drafts import BulkDraft, draft_of
from datapatch.workflow.proposals.faulty_rows import FaultyRows
from tests.builders import OPERATOR, PLACES
from tests.faulty import TEXT, WRONG, import_strict_places
from tests.webui.browsing import Form, parsed, words
from tests.webui.sent import changed_lines, waiting

pytestmark = pytest.mark.usefixtures("in_no_time", "strict")

UPLOAD = "/hub/places/upload"


@pytest.fixture
def strict(instance: Instance) -> None:
    """Three places whose names, towns and telephones have rules."""
    import_strict_places(instance)


def bring(client: FlaskClient, text: str) -> TestResponse:
    """The page of a file with this text."""
    answer = client.post(UPLOAD, data={"file": (io.BytesIO(text.encode()), "copy.csv")})
    return client.get(answer.location)


def link(page: BeautifulSoup, said: str) -> str:
    """Where the link with these words leads."""
    (found,) = (a for a in page.select("main a") if said in a.get_text())
    return str(found["href"])


def draft(instance: Instance, text: str) -> BulkDraft:
    """What a file with this text proposes."""
    record = find_dataset(instance, OPERATOR, PLACES)
    return draft_of(instance, record, SourceFile("copy.csv", text.encode()))


def test_each_row_says_what_is_wrong(client: FlaskClient, instance: Instance) -> None:
    """Beside its cells; the rows that are fine have a list of their own; nothing can be sent."""
    preview = bring(client, WRONG)
    assert "2 rows to correct first" in words(preview)
    page = parsed(preview)
    rows = {
        row.select_one("h3").get_text(strip=True): row
        for row in page.select("#faults li.change-row")
    }
    faults = {name: row.select(".row-faults li") for name, row in rows.items()}
    assert [len(told) for told in faults.values()] == [1, 1]
    told = faults["La Fabrique, Sète"][0].get_text()
    assert told.startswith("telephone: “04 65”")
    others = page.select("#rows h3")
    assert [row.get_text(strip=True) for row in others] == ["Cyber-base, Nîmes"]
    assert page.select_one("#send-form") is None
    refused = client.post(preview.request.path, data={"token": "x"})
    assert refused.status_code == 400
    assert waiting_contributions(instance, OPERATOR) == ()


def test_the_other_rows_can_be_sent_without_them(client: FlaskClient, instance: Instance) -> None:
    """One link leaves them out; the page says so, and only what is fine is sent."""
    away = link(parsed(bring(client, WRONG)), "Leave them out and send the other row")
    page = client.get(away.partition("#")[0])
    assert "2 rows are left out" in words(page)
    assert "1 row changed in 1 cell" in words(page)
    assert Form(parsed(page), "#send-form").send(client).status_code == 303
    assert changed_lines(instance, waiting(instance)) == [
        "-p3,Cyber-base,Nîmes,+33465710003,cours",
        "+p3,Cyber-base,Alès,+33465710003,cours",
    ]


def test_the_list_can_be_kept(client: FlaskClient) -> None:
    """A line for each fault names row, column, cell and what is wrong."""
    page = parsed(bring(client, WRONG))
    answer = client.get(link(page, "Download the list"))
    lines = list(csv.reader(io.StringIO(answer.data.decode())))
    assert lines[0] == ["Identifier", "Row", "Column", "In your file", "What is wrong"]
    assert [line[0] for line in lines[1:]] == ["p1", "p2"]
    assert lines[1][1:4] == ["La Fabrique, Sète", "telephone", "04 65"]
    french = client.get(link(page, "Download the list"), headers={"Accept-Language": "fr"})
    assert french.data.startswith(b"\xef\xbb\xbf")
    assert b";" in french.data.splitlines()[0]


def test_a_corrected_file_is_sent(client: FlaskClient, instance: Instance) -> None:
    """Brought again without its faults, the page is the usual one."""
    good = WRONG.replace("04 65", "+33465710009").replace("p2,", "p2,Lac")
    page = bring(client, good)
    assert "correct first" not in words(page)
    Form(parsed(page), "#send-form").send(client)
    assert len(changed_lines(instance, waiting(instance))) == 6


def test_what_was_wrong_before_stops_nobody(client: FlaskClient, instance: Instance) -> None:
    """The second place has no telephone: a change beside it is judged by what it adds."""
    assert draft(instance, TEXT.replace("Montpellier", "Lattes")).faulty == ()


def test_leaving_one_out_may_make_another_wrong(instance: Instance) -> None:
    """A town that only becomes free by a faulty row is not taken twice."""
    swapped = TEXT.replace('p1,"La Fabrique, Sète",Sète', "p1,,Agde").replace("Nîmes", "Sète")
    found = draft(instance, swapped)
    assert [row.change for row in found.faulty] == [0]
    assert found.left_out == ()
    with_more = swapped.replace("Montpellier", "Lattes")
    assert draft(instance, with_more).left_out == (0, 2)


def test_a_draft_with_faults_makes_no_proposal(instance: Instance) -> None:
    """Whoever asks, page or program: the rows are named or left out, never passed on."""
    with pytest.raises(FaultyRows, match="2 rows"):
        draft(instance, WRONG).proposal()
