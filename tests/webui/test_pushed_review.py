"""What a moderator sees of a push that changes more than one row."""

import json

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.db.models import Contribution, State
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES_CSV, Staff
from tests.pushing import TABLE, Clone, add_contributor, handed_in
from tests.webui.browsing import Form
from tests.webui.conftest import LogIn
from tests.workflow.walking import suggest


def pushed(instance: Instance, staff: Staff, files: dict[str, bytes | None]) -> str:
    """The address of the contribution that a push of these files opened."""
    push, update, objects = handed_in(instance, staff.administrator, files)
    assert push.judge([update], objects).accepted
    (answer,) = push.receive([update])
    assert answer.ok, answer.reason
    with instance.database.reading() as session:
        (row,) = session.query(Contribution).filter_by(pushed_ref="work", state=State.OPEN)
    return f"/contributions/{row.id}"


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    """The page as a tree."""
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def test_rows_fields_and_files_are_shown(
    instance: Instance, dataset: DatasetName, staff: Staff, client: FlaskClient, logged_in: LogIn
) -> None:
    """Every changed row, what happened to the columns, and the other files."""
    logged_in(client, "mo")
    descriptor = json.loads(_published(instance, "datapackage.json"))
    fields = descriptor["resources"][0]["schema"]["fields"]
    fields[3]["name"] = "phone"
    fields.append({"name": "web"})
    table = b"".join(
        line.rstrip(b"\n") + (b",web\n" if at == 0 else b",\n")
        for at, line in enumerate(PLACES_CSV.splitlines(keepends=True))
    )
    table = table.replace(b"telephone", b"phone", 1).replace(b"Montpellier,,", b"Lattes,,")
    table = table.replace(b"p3,Cyber-base", b"p4,Cyber-base")
    files = {
        TABLE: table,
        "datapackage.json": json.dumps(descriptor).encode(),
        "README.md": b"Hello",
    }
    text = page(client, pushed(instance, staff, files)).get_text(" ", strip=True)
    for words in ("the field telephone is now called phone", "fields added: web", "README.md"):
        assert words in text
    for row in ("Médiathèque du Lac, Lattes", "Cyber-base, Nîmes"):
        assert row in text
    assert "datapackage.json" in text


def test_a_clash_in_one_of_several_rows_names_the_row(
    instance: Instance, dataset: DatasetName, staff: Staff, client: FlaskClient, logged_in: LogIn
) -> None:
    """Base, published and proposed stand side by side; there is no button to accept."""
    logged_in(client, "mo")
    table = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
    table = table.replace(b"+33465710003", b"+33465710033").replace(b"+33465710001", b"")
    address = pushed(instance, staff, {TABLE: table})
    receipt = suggest(instance, "p2", {"telephone": "+33465710099"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    text = page(client, address).get_text(" ", strip=True)
    assert "Médiathèque du Lac, Montpellier: telephone" in text
    assert "04\xa065\xa071\xa000\xa099" in text
    assert not page(client, address).select("button[value=accept]")


def test_what_was_seen_is_what_is_accepted(
    instance: Instance, dataset: DatasetName, staff: Staff, client: FlaskClient, logged_in: LogIn
) -> None:
    """A push between the look and the click stops the click; the next look shows the new one."""
    logged_in(client, "mo")
    add_contributor(instance)
    first = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
    address = pushed(instance, staff, {TABLE: first})
    form = Form.at(client, address)
    form.values["verdict"] = "accept"
    pushed(instance, staff, {TABLE: first.replace(b"+33465710002", b"+33465710666")})
    answer = form.send(client)
    assert answer.status_code == 409
    assert "changed by its author meanwhile" in answer.text
    assert b"+33465710666" not in _published(instance, TABLE)
    again = Form.at(client, address)
    again.values["verdict"] = "accept"
    assert again.send(client).status_code == 302
    assert b"+33465710666" in _published(instance, TABLE)


def _published(instance: Instance, path: str) -> bytes:
    pair = instance.repositories(DatasetName("hub", "places"))
    return Clone(pair.published_path).git("show", f"main:{path}").encode()
