"""What a producer chose for the forms of a dataset: few fields in the open, some that stay."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from datapatch.errors import LockedField
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from tests.builders import OPERATOR
from tests.webui.browsing import Form, parsed
from tests.webui.packages import import_help
from tests.webui.sent import waiting
from tests.workflow.walking import suggest

FULL = "/hub/help/rows/places/lieu-0001/suggest"
ADD = "/hub/help/add/places"


@pytest.fixture(autouse=True)
def help_dataset(in_no_time: None, instance: Instance, tmp_path: Path) -> DatasetName:
    """Two places with twelve fields."""
    return import_help(instance, tmp_path / "package")


def open_fields(client: FlaskClient, path: str) -> list[str]:
    """The cells whose inputs are not behind the link to all fields."""
    form = parsed(client.get(path)).select_one("main form[method=post]")
    assert form is not None
    rest = form.select_one("#rest")
    folded = rest.select("[name^=cell-]") if rest else []
    shown = [str(tag["name"]) for tag in form.select("[name^=cell-]") if tag not in folded]
    return list(dict.fromkeys(name.removeprefix("cell-") for name in shown))


def test_a_light_form_shows_what_the_producer_chose(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName
) -> None:
    """All other fields are one link away, and are taken from there."""
    choose(instance, OPERATOR, help_dataset, {"light_fields": ["telephone", "services"]})
    assert open_fields(client, FULL) == ["telephone", "services"]
    assert Form.at(client, FULL).fill(prix="Payant").send(client).status_code == 303
    assert [c.field for c in waiting(instance).patches[0].changes[0].cells] == ["prix"]


def test_a_light_form_for_a_new_row_asks_for_what_is_needed(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName
) -> None:
    """Required fields stand in the open whatever the producer chose."""
    choose(instance, OPERATOR, help_dataset, {"light_fields": ["telephone"]})
    assert open_fields(client, ADD) == ["nom", "telephone", "date_maj"]


def test_locked_fields_are_shown_and_not_taken(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName
) -> None:
    """What a form sends for a locked field is left out; a patch that changes it is refused."""
    choose(instance, OPERATOR, help_dataset, {"locked_fields": ["prix", "telephone"]})
    form = Form.at(client, FULL)
    assert form.control("telephone").has_attr("readonly")
    assert "cannot be changed here" in form.block("telephone")
    form.fill(telephone="04 65 71 00 09", courriel="b@example.org").send(client)
    changed = waiting(instance).patches[0].changes[0].cells
    assert [c.field for c in changed] == ["courriel"]
    with pytest.raises(LockedField, match="Téléphone"):
        suggest(instance, "lieu-0001", {"telephone": "+33465710009"}, name=help_dataset)


def test_a_new_row_is_not_asked_for_locked_fields(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName
) -> None:
    """Only those without which no row can be stand on the form of an addition."""
    choose(instance, OPERATOR, help_dataset, {"locked_fields": ["nom", "telephone"]})
    form = Form.at(client, ADD)
    assert "cell-telephone" not in form.values
    assert form.fill(nom="Le Phare").send(client).status_code == 303
