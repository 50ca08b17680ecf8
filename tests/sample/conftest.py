"""The sample as of one day."""

from datetime import date

import pytest

from datapatch.sample.cells import Row
from datapatch.sample.places import invented_places
from datapatch.sample.values import SampleDataset, SampleWorkspace
from datapatch.sample.workspace import sample_workspace

TODAY = date(2025, 11, 21)


@pytest.fixture(scope="session")
def workspace() -> SampleWorkspace:
    """The whole workspace."""
    return sample_workspace(TODAY)


@pytest.fixture(scope="session")
def places(workspace: SampleWorkspace) -> SampleDataset:
    """The dataset of places."""
    return workspace.datasets[0]


@pytest.fixture(scope="session")
def workshops(workspace: SampleWorkspace) -> SampleDataset:
    """The dataset of workshops, which has no key."""
    return workspace.datasets[1]


@pytest.fixture(scope="session")
def rows() -> tuple[Row, ...]:
    """The places as first imported."""
    return invented_places(TODAY)
