"""Who cloned a dataset before a purge is told on its page."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.privacy.purging import purge
from tests.builders import OPERATOR
from tests.webui.browsing import words


@pytest.mark.parametrize(("days", "told"), [(0, True), (364, True), (366, False)])
def test_a_purge_is_told_for_a_year(
    client: FlaskClient, instance: Instance, dataset: DatasetName, days: int, told: bool
) -> None:
    """It says what to do, and nothing of what was removed or why."""
    assert "clone it again" not in words(client.get("/hub/places/"))
    then = datetime.now(UTC) - timedelta(days=days)
    purge(instance, OPERATOR, dataset, now=then, value="Cyber-base", motive="Order 7 of a court")
    said = words(client.get("/hub/places/"))
    assert ("delete your copy and clone it again" in said) is told
    assert "Order 7" not in said
