"""From a file to a shared link, in the browser's steps."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets, published
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, PLACES_CSV, Staff
from tests.webui.conftest import LogIn, Read

NAMED = {
    "workspace": "hub",
    "name": "lieux",
    "title": "Lieux d’aide",
    "licence": "etalab-2.0",
    "contact_name": "Le hub",
    "contact_email": "hub@example.org",
    "key": "id",
    "visibility": "public",
}


@pytest.fixture
def producer(client: FlaskClient, staff: Staff, logged_in: LogIn) -> FlaskClient:
    """The administrator, logged in."""
    logged_in(client, "ada")
    return client


def bring(producer: FlaskClient, data: bytes, name: str = "lieux 2026.csv") -> str:
    """Upload a file; the address of the page that shows what was understood."""
    answer = producer.post("/new", data={"file": (BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_file_becomes_a_shared_dataset(producer: FlaskClient, instance: Instance) -> None:
    """Bring, look, name, publish: the bytes are stored as they came."""
    guess = bring(producer, PLACES_CSV)
    done = producer.post(guess, data=NAMED)
    assert done.location == "/new/done/hub/lieux"
    assert "http://127.0.0.1:5000/hub/lieux/" in producer.get(done.location).text
    with published(instance, DatasetName("hub", "lieux")) as snapshot:
        assert snapshot.table("lieux-2026").data == PLACES_CSV
        assert snapshot.package.title == "Lieux d’aide"
        assert snapshot.key("lieux-2026") == ("id",)
    assert producer.get(guess).status_code == 404


def test_the_guess_is_shown(producer: FlaskClient, read: Read) -> None:
    """First rows, types, the proposed key with its reason, and what looks personal."""
    page = read(bring(producer, PLACES_CSV))
    assert "La Fabrique, Sète" in page.find("table").text
    assert page.find("input", {"name": "key", "checked": True})["value"] == "id"
    assert "looks like an identifier" in page.text
    assert "Is this personal data?" in page.text
    assert page.find("input", {"name": "title"})["value"] == "Lieux 2026"


def test_a_wrong_guess_is_corrected(producer: FlaskClient, instance: Instance, read: Read) -> None:
    """Another separator is read again, and what is chosen is what is stored."""
    guess = bring(producer, b"a|b;c\n1|2;3\n4|5;6\n")
    page = read(f"{guess}?delimiter=%7C")
    assert [th.text.strip() for th in page.find("table").find_all("th")][:2] == ["a", "b;c"]
    kept = page.main.find("form", method="post").find("input", {"name": "delimiter"})
    producer.post(guess, data={**NAMED, "key": "-", "delimiter": str(kept["value"])})
    with published(instance, DatasetName("hub", "lieux")) as snapshot:
        assert snapshot.table("lieux-2026").fields == ("a", "b;c")
        assert snapshot.key("lieux-2026") == ()


def test_a_type_can_be_chosen(producer: FlaskClient, instance: Instance) -> None:
    """The producer knows better than the guess."""
    guess = bring(producer, b"id,n\nx1,10\nx2,20\n")
    producer.post(guess, data={**NAMED, "type:n": "string"})
    with published(instance, DatasetName("hub", "lieux")) as snapshot:
        field = snapshot.table_file("lieux-2026").schema.field("n")
        assert field
        assert field.type == "string"


def test_pasted_rows_are_a_file(producer: FlaskClient, read: Read) -> None:
    """A spreadsheet's cells arrive as text."""
    answer = producer.post("/new", data={"pasted": "id\tnom\r\n1\tLac\r\n"})
    assert "Lac" in read(answer.location).find("table").text


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.csv"), (b"PK\x03\x04" + bytes(60), "list.xlsx")]
)
def test_what_is_no_table_is_refused_at_once(
    producer: FlaskClient, instance: Instance, data: bytes, name: str
) -> None:
    """The sentence names the file, and nothing is kept."""
    answer = producer.post("/new", data={"file": (BytesIO(data), name)})
    assert answer.status_code == 400
    assert name in answer.text
    assert list_datasets(instance, OPERATOR) == ()


def test_a_bad_name_loses_nothing(producer: FlaskClient, instance: Instance) -> None:
    """The page comes back filled in, with a sentence; nothing is published."""
    guess = bring(producer, PLACES_CSV)
    answer = producer.post(guess, data={**NAMED, "name": "../x"})
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 400
    assert "cannot be a name" in page.text
    assert page.find("input", {"name": "title"})["value"] == "Lieux d’aide"
    assert list_datasets(instance, OPERATOR) == ()


def test_a_private_dataset_is_not_there_for_strangers(
    producer: FlaskClient, instance: Instance
) -> None:
    """Trying in private publishes nothing."""
    producer.post(bring(producer, PLACES_CSV), data={**NAMED, "visibility": "private"})
    assert producer.get("/hub/lieux/").status_code == 200
    assert producer.application.test_client().get("/hub/lieux/").status_code == 404


def test_nobody_reads_the_upload_of_another(
    client: FlaskClient, producer: FlaskClient, logged_in: LogIn
) -> None:
    """An upload belongs to the person who brought it; a moderator may not import at all."""
    guess = bring(producer, PLACES_CSV)
    logged_in(client, "mo")
    assert client.get(guess).status_code == 403
    assert client.get("/new").status_code == 403
