"""An instance that can die."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from datapatch.workflow.instance import Instance
from tests.builders import Staff, add_staff, import_places, make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """Three places."""
    made = make_instance(tmp_path)
    import_places(made)
    yield made
    made.database.close()


@pytest.fixture
def people(instance: Instance) -> Staff:
    """Who decides."""
    return add_staff(instance)
