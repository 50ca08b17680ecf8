"""``datapatch receipt``: a contributor at a terminal."""

import json

import pytest

from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from tests.builders import add_staff, import_places
from tests.cli.conftest import Run
from tests.workflow.walking import suggest


@pytest.fixture
def receipt(instance: Instance) -> Receipt:
    """A correction that waits."""
    import_places(instance)
    add_staff(instance)
    return suggest(instance, "p2", {"telephone": "+33465710002"})


def test_a_receipt_tells_answers_and_takes_back(
    run: Run, instance: Instance, receipt: Receipt
) -> None:
    """By its secret or its address; what a moderator asked is answered, then it is withdrawn."""
    run("decide", receipt.id, "--ask", "Since when?")
    told = run("receipt", f"https://data.example/receipts/{receipt.secret}")
    assert (told.code, told.err) == (0, "")
    assert json.loads(told.out)["state"] == "asked"

    answered = json.loads(run("receipt", receipt.secret, "--answer", "Since May.").out)
    assert answered["state"] == "open"
    assert [remark["text"] for remark in answered["remarks"]] == ["Since when?", "Since May."]

    assert run("receipt", receipt.secret, "--answer", "No", "--withdraw").code == 2
    assert json.loads(run("receipt", receipt.secret, "--withdraw").out)["state"] == "withdrawn"
    assert read_receipt(instance, receipt.secret).state == "withdrawn"
    late = run("receipt", receipt.secret, "--withdraw")
    assert late.code == 2
    assert late.err.count("\n") == 1


def test_a_wrong_secret_tells_nothing(run: Run, receipt: Receipt) -> None:
    """One sentence, and code 2."""
    told = run("receipt", receipt.secret[:-1])
    assert (told.code, told.out) == (2, "")
    assert told.err.count("\n") == 1
