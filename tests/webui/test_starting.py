"""Where a contribution starts: frames of other sites, a card at the door, the top of the list."""

import re

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.webui.browsing import Form, parsed
from tests.webui.sent import waiting

ROW = "/hub/places/rows/places/p1"


def test_a_form_can_be_framed_and_sent_from_there(
    client: FlaskClient, instance: Instance, dataset: DatasetName, in_no_time: None
) -> None:
    """With ?embed=1: no header, any site may frame it, and form and receipt stay in the frame."""
    answer = client.get(f"{ROW}/suggest?embed=1")
    page = parsed(answer)
    assert not page.select("header.site-header, footer")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    form = Form(page).fill(commune="Agde")
    assert form.tag["target"] == "_self"
    sent = form.send(client)
    assert sent.location.endswith("?embed=1")
    receipt = client.get(sent.location)
    assert "frame-ancestors *" in receipt.headers["Content-Security-Policy"]
    assert waiting(instance).row_address == "p1"


@pytest.mark.parametrize("path", ["/login?embed=1", f"{ROW}/suggest", "/hub/places/?embed=1"])
def test_other_pages_are_never_framed(path: str, client: FlaskClient, dataset: DatasetName) -> None:
    """Only a row, its forms and the receipt, and only when they are asked so."""
    assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_the_card_shows_a_code_that_leads_to_the_row(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The card names the row, its address in words and as a QR code that is as large as one is."""
    page = parsed(client.get(f"{ROW}/card"))
    card = page.select_one(".door-card")
    assert card is not None
    assert "La Fabrique, Sète" in card.get_text()
    address = f"{instance.config.base_url}{ROW}"
    assert address in card.get_text()
    code = client.get(str(card.select_one("img")["src"]))  # type: ignore[index]
    assert code.mimetype == "image/svg+xml"
    width = re.search(r'width="(\d+)"', code.text)
    assert width is not None
    modules = int(width[1]) // 8 - 8
    assert modules in range(21, 178, 4), "a QR code has 21 modules, or four more, and so on"


def test_the_row_names_the_address_of_its_form(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Who makes a map finds what to link to."""
    page = parsed(client.get(ROW))
    line = page.select_one("#form-address")
    assert line is not None
    assert line["value"] == f"{instance.config.base_url}{ROW}/suggest"
    assert page.select_one(f'a[href="{ROW}/card"]')


def test_the_list_begins_with_the_way_to_add_oneself(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """The first button of a table leads to the form for a new row."""
    button = parsed(client.get("/hub/places/")).select_one(".page-top a.button-primary")
    assert button is not None
    assert button["href"] == "/hub/places/add/places"
