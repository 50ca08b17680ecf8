"""Who changed what, told on the page of a row and by the API."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import history
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, PLACES_CSV, Staff
from tests.test_schemas import validator
from tests.webui.conftest import Read
from tests.workflow.committing import CSV, LINES, changed, commit, table
from tests.workflow.walking import suggest, suggest_addition

BLAME = "/api/v1/datasets/hub/places/resources/places/blame"
ROW = "/hub/places/rows/places/p2"


@pytest.fixture
def past(instance: Instance, dataset: DatasetName, staff: Staff) -> None:
    """An import, a correction by Amine on the next day, an addition on the day after."""
    sent = (
        suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine")),
        suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Lunel"}),
    )
    for number, receipt in enumerate(sent, start=1):
        accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=number))


def words(page: BeautifulSoup, selector: str) -> list[str]:
    """What each match says, on one line."""
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


def test_a_changed_cell_tells_who_and_when(past: None, read: Read, instance: Instance) -> None:
    """With the way to that change; cells that stand as they came say nothing by themselves."""
    page = read(ROW)
    assert words(page, ".fact-note") == ["changed on May 5, 2026 by Amine"]
    link = page.select_one(".fact-note a")
    assert link is not None
    shown = read(str(link["href"]))
    assert "04\xa065\xa071\xa000\xa002" in shown.get_text()
    assert words(page, ".owed li") == [
        "May 5, 2026, Amine : telephone",
        "May 4, 2026, Hub : id, nom, commune, services",
    ]
    assert words(read("/hub/places/rows/places/p1"), ".fact-note") == []


def test_an_earlier_version_does_not_speak_of_today(past: None, read: Read) -> None:
    """What was changed later is not told of it."""
    page = read(f"{ROW}?at=2026-05-04")
    assert words(page, ".fact-note") == words(page, ".owed li") == []


def test_blame_of_a_page(past: None, client: FlaskClient, instance: Instance) -> None:
    """Each cell names its commit, each commit who and through which contribution."""
    answer = client.get(f"{BLAME}?page_size=2")
    found = answer.get_json()
    validator("blame.schema.json").validate(found)
    _, correction, first = history(instance, PLACES)
    assert [row["__id"] for row in found["data"]] == ["p1", "p2"]
    assert found["data"][1] == {
        "__id": "p2",
        "row": 2,
        "key": {"id": "p2"},
        "cells": {
            "id": first.commit,
            "nom": first.commit,
            "commune": first.commit,
            "telephone": correction.commit,
            "services": first.commit,
        },
    }
    assert found["revisions"][correction.commit] == {
        "commit": correction.commit,
        "at": "2026-05-05T12:00:00+00:00",
        "author": "Amine",
        "reviewer": "Mo",
        "contribution": correction.contribution,
        "subject": correction.subject,
    }
    assert (found["meta"]["total"], found["meta"]["page"]) == (4, 1)
    last = client.get(found["links"]["next"].removeprefix(instance.config.base_url)).get_json()
    assert (len(last["data"]), last["links"]["next"]) == (2, None)
    assert client.get(BLAME, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_blame_of_one_row(past: None, client: FlaskClient) -> None:
    """By its address; a row that is not there is a 404, a wrong parameter a 400 with words."""
    found = client.get(f"{BLAME}?row=p2").get_json()
    assert ([row["row"] for row in found["data"]], found["meta"]["total"]) == ([2], 1)
    assert client.get(f"{BLAME}?row=p9").status_code == 404
    assert "page_size" in client.get(f"{BLAME}?rows=2").get_json()["title"]
    assert "1000" in client.get(f"{BLAME}?page_size=5000").get_json()["title"]


def test_the_history_of_a_row(past: None, client: FlaskClient, instance: Instance) -> None:
    """Newest first, each with its cells before and after, as a diff writes them."""
    address = "/api/v1/datasets/hub/places/resources/places/rows/p2/history"
    correction, first = client.get(address).get_json()["data"]
    assert (correction["author"], correction["op"], correction["row"]) == (
        "Amine",
        "update",
        [2, 2],
    )
    assert correction["cells"] == {"telephone": ["", "+33465710002"]}
    assert (first["op"], first["row"], first["cells"]["id"]) == ("add", [None, 2], [None, "p2"])


def test_nobody_waits_for_a_long_history(
    instance: Instance, dataset: DatasetName, client: FlaskClient, read: Read
) -> None:
    """Pages say how far it is; the API asks to come again."""
    for number in range(3):
        commit(instance, {CSV: changed(PLACES_CSV.decode(), "wifi\n", f"{number}\n").encode()})
    with instance.histories.file(PLACES).alone():
        for page in ("/hub/places/changes", "/hub/places/changes?view=map", f"{ROW}/history"):
            assert "0 of 4 versions read…" in words(read(page), "main .notice p")
        assert words(read(ROW), ".fact-note") == []
        answer = client.get(BLAME)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "0 of 4 versions" in answer.get_json()["title"]
    assert words(read("/hub/places/changes"), "main .notice") == []
    assert client.get(BLAME).status_code == 200


def test_a_table_that_nobody_touched_needs_no_waiting(
    instance: Instance, dataset: DatasetName, client: FlaskClient
) -> None:
    """What was published since and is not read yet concerns another file."""
    history(instance, PLACES)
    commit(instance, {"README.md": b"New"})
    with instance.histories.file(PLACES).alone():
        assert client.get(BLAME).status_code == 200
        commit(instance, {CSV: table(*LINES[1:3])})
        assert client.get(BLAME).status_code == 503
