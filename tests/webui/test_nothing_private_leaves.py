"""What is private is planted in every field and searched for wherever something leaves."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from datapatch.db.models import State
from datapatch.gitstore.repository import MAIN
from datapatch.types import DatasetName
from datapatch.workflow.datasets import open_published
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.queue.queues import read_queue
from datapatch.workflow.queue.sights import QueueFilter, Tab
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.webui.browsing import Form
from tests.webui.sent import every_object, waiting

pytestmark = pytest.mark.usefixtures("in_no_time")

HOME = "203.0.113.77"
PLANTED = {
    "email": "planted-mail@example.org",
    "message": "planted words for the moderator",
    "source": "planted-source.example",
}
OPEN, APART, REFUSED, DONE = "PlantedOpen", "PlantedApart", "PlantedRefused", "PlantedDone"
"""Names of places: pages say numbers in their own way, and mark a part of what changed."""
STARTS = (
    "/",
    "/hub/places/",
    "/hub/places/history",
    "/api",
    "/api/v1/datasets",
    "/api/v1/datasets/hub/places",
    "/api/v1/datasets/hub/places/resources/places/rows",
    "/hub/places/places.csv?dialect=excel-fr",
    "/hub/places/thanks",
    "/hub/places/upload",
    "/search?q=PlantedOpen",
    "/?q=planted",
)
_LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
MOST_PAGES = 120


@pytest.fixture
def planted(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> tuple[str, ...]:
    """One contribution of each fate, with the same private words; the values that never leave."""
    client.environ_base["REMOTE_ADDR"] = HOME
    _send(client, "p1", DONE)
    accept(instance, staff.moderator, waiting(instance).id, now=NOON)
    _send(client, "p2", REFUSED)
    refuse(instance, staff.moderator, waiting(instance).id, motive="", words="No.", now=NOON)
    _send(client, "p3", OPEN)
    choose(instance, OPERATOR, dataset, {"quarantine_score": 1, "proof_of_work_score": 0})
    _send(client, "p3", APART)
    (apart,) = read_queue(instance, OPERATOR, Tab.APART, QueueFilter(), now=NOON).records
    assert apart.state == State.QUARANTINED
    return (HOME, *PLANTED.values(), OPEN, APART, REFUSED)


def _send(client: FlaskClient, row: str, nom: str) -> None:
    form = Form.at(client, f"/hub/places/rows/places/{row}/suggest")
    answer = form.fill(nom=nom, public_name="Amine", **PLANTED).send(client)
    assert answer.status_code == 303, answer.text


def test_nothing_private_is_on_any_public_page(
    client: FlaskClient, planted: tuple[str, ...]
) -> None:
    """Pages, the log of decisions, the API and every download, as links lead a visitor there."""
    visited = dict(_visit(client))
    assert len(visited) > 40
    for kind in ("xlsx", "decisions", "history", "/api/v1/"):
        assert any(kind in address for address in visited), kind
    assert any(DONE.encode() in content for content in visited.values())
    assert _found(visited, planted) == []


def test_no_address_of_the_application_tells(
    app: Flask, client: FlaskClient, instance: Instance, planted: tuple[str, ...]
) -> None:
    """Whatever answers a stranger, linked or not: feeds, exports, histories, of every row.

    An address of a new kind has no value here for what it is made of, and fails the test.
    """
    client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    with open_published(instance, PLACES) as repository:
        head = repository.tip(MAIN)
    addresses = list(_every_address(app, str(head)))
    visited = {address: _plain(client.get(address).data) for address in addresses}
    assert len(visited) > 60
    answered = [a for a, content in visited.items() if DONE.encode() in content]
    for kind in (".csv", ".xlsx", "/rows", "/changes", "/history"):
        assert any(kind in address for address in answered), kind
    assert _found(visited, planted) == []


def test_nothing_private_is_in_git(instance: Instance, planted: tuple[str, ...]) -> None:
    """No object of either repository holds it, but for the one value that waits under review."""
    objects = every_object(instance)
    assert DONE.encode() in objects
    left = [value for value in planted if value.encode() in objects]
    assert left == [OPEN]
    published = instance.repositories(waiting(instance).dataset.name).published_path
    assert OPEN.encode() not in b"".join(_files(published))


def test_nothing_private_is_logged(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    """Not even at the finest level, while it is sent, decided and looked at."""
    caplog.set_level(logging.DEBUG)
    planted = request.getfixturevalue("planted")
    dict(_visit(client))
    assert [value for value in planted if value in caplog.text] == []


def test_only_the_database_knows_and_no_file_knows_the_sender(
    client: FlaskClient, instance: Instance, planted: tuple[str, ...]
) -> None:
    """Caches and repositories hold none of it; the network address is in no file at all."""
    dict(_visit(client))
    instance.database.close()
    database = {f.name for f in instance.config.instance.glob("datapatch.sqlite*")}
    for path in filter(Path.is_file, instance.config.home.rglob("*")):
        content = path.read_bytes()
        assert HOME.encode() not in content, path
        if path.name not in database:
            assert [value for value in planted[1:4] if value.encode() in content] == [], path


NOBODYS = "nonsense"
"""A secret that opens nothing."""


def _every_address(app: Flask, head: str) -> Iterator[str]:
    """Each address that is asked for by GET, filled with what is there."""
    known = {
        "workspace": ["hub"],
        "dataset": ["places"],
        "name": ["places"],
        "resource": ["places"],
        "address": ["p1", "p2", "p3"],
        "other": ["p2"],
        "commit": [head],
        "ending": ["csv"],
        "person_id": [1],
    }
    secrets = ("contribution_id", "secret", "token", "key", "upload", "bulk_id", "filename")
    known |= {secret: [NOBODYS] for secret in secrets}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":
                names = sorted(rule.arguments)
                for values in product(*(known[name] for name in names)):
                    yield url_for(rule.endpoint, **dict(zip(names, values, strict=True)))


def _visit(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Every page that is reached from the public starts without an account, and what it holds."""
    client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    todo, seen = list(STARTS), set(STARTS)
    for _ in range(MOST_PAGES):
        if not todo:
            return
        address = todo.pop(0)
        answer = client.get(address)
        yield address, _plain(answer.data)
        if answer.mimetype == "text/html":
            for found in _LINK.findall(answer.text):
                link = found.replace("&amp;", "&")
                if link not in seen and not link.startswith("/static/"):
                    seen.add(link)
                    todo.append(link)


def _plain(content: bytes) -> bytes:
    """What a spreadsheet or an archive holds, too."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(archive.read(name) for name in archive.namelist())


def _found(visited: dict[str, bytes], planted: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (address, value)
        for address, content in visited.items()
        for value in planted
        if value.encode() in content and value.encode() not in address.encode()
    ]


def _files(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())
