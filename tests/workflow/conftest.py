"""An instance with the three places and their staff."""

from pathlib import Path

import pytest

from datapatch.workflow.instance import Instance
from tests.builders import Staff, add_staff, import_places, make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An instance that holds `PLACES`."""
    made = make_instance(tmp_path)
    import_places(made)
    return made


@pytest.fixture
def staff(instance: Instance) -> Staff:
    """The people of its workspace."""
    return add_staff(instance)
