"""Templates are compiled once for all processes, and pages do not depend on it."""

import shutil

from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance


def test_another_process_finds_what_was_compiled(client: FlaskClient, instance: Instance) -> None:
    """A page leaves its compiled templates in the cache of the instance."""
    client.get("/login")

    assert list((instance.config.instance / "cache" / "templates").iterdir())


def test_a_page_needs_no_room_for_it(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Where nothing can be kept, the page is compiled as ever."""
    shutil.rmtree(instance.config.instance / "cache" / "templates")

    assert client.get("/hub/places/").status_code == 200
