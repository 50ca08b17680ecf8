"""``datapatch queue`` and ``decide``: a moderator at a terminal."""

import json
from pathlib import Path

import pytest

from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from tests.builders import PLACES, add_staff, import_places
from tests.cli.conftest import Run
from tests.test_schemas import validator
from tests.workflow.walking import published_text, suggest

TWO = {"telephone": "+33465710002", "services": "wifi|cours"}


@pytest.fixture
def receipt(instance: Instance) -> Receipt:
    """A correction that waits in an instance with an administrator and a moderator."""
    import_places(instance)
    add_staff(instance)
    return suggest(instance, "p2", TWO)


def test_the_queue_names_what_waits(run: Run, receipt: Receipt) -> None:
    """A line for each, with its name; as JSON it fits its schema."""
    told = run("queue")
    assert (told.code, told.err) == (0, "")
    assert receipt.id in told.out
    assert "Médiathèque du Lac, Montpellier" in told.out
    document = json.loads(run("queue", "--dataset", str(PLACES), "--format", "json").out)
    validator("contributions.schema.json").validate(document)
    assert document["meta"]["total"] == 1
    assert "0 of 0" in run("queue", "--tab", "apart", "--as", "mo").out


def test_accepting_with_choices(
    run: Run, instance: Instance, receipt: Receipt, tmp_path: Path
) -> None:
    """A file says what is left out; who decides is named in the history."""
    choices = tmp_path / "choices.json"
    choices.write_text(json.dumps({"left_out": ["places/update/1/services"]}))
    told = run("decide", receipt.id, "--accept", "--choices", choices, "--as", "mo", "--now")
    assert (told.code, told.err) == (0, "")
    assert "p2,Médiathèque du Lac,Montpellier,+33465710002,wifi\n" in published_text(instance)
    assert read_receipt(instance, receipt.secret).decided_by == "Mo"


def test_asking_refusing_and_a_second_verdict(
    run: Run, instance: Instance, receipt: Receipt
) -> None:
    """Each says how the contribution stands; what is decided already ends with 2."""
    assert "asked" in run("decide", receipt.id, "--ask", "Since when?").out
    run("decide", receipt.id, "--refuse", "unverifiable", "--now", DATAPATCH_UNDO_SECONDS="0")
    assert read_receipt(instance, receipt.secret).state == "refused"
    again = run("decide", receipt.id, "--accept")
    assert again.code == 2
    assert "decided this contribution" in again.err


def test_a_moderator_is_limited_to_rows_and_is_a_deputy(run: Run, receipt: Receipt) -> None:
    """What is elsewhere is not in their queue; without a field it is again."""
    place = ("moderator", "mo", "hub")
    told = run(*place, "--only", "commune=Sète", "--only", "commune=Nîmes", "--deputy")
    assert "whose commune is Sète, Nîmes" in told.out
    assert receipt.id not in run("queue", "--as", "mo").out
    assert run("decide", receipt.id, "--accept", "--as", "mo").code == 2
    assert "every row" in run(*place).out
    assert receipt.id in run("queue", "--as", "mo").out
    assert "with the same field" in run(*place, "--only", "a=1", "--only", "b=2").err
    assert "does not moderate" in run("moderator", "ada", "hub").err


def test_one_verdict_at_a_time(run: Run, receipt: Receipt) -> None:
    """None and two are refused with a sentence."""
    for words in ((), ("--accept", "--refuse", "spam")):
        ended = run("decide", receipt.id, *words)
        assert ended.code == 2
        assert "Say one of these" in ended.err
