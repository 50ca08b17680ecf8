"""The sample workspace as a whole."""

import re
from datetime import date, timedelta

import pytest

from datapatch.sample.values import SampleContribution, SampleRevision, SampleWorkspace
from datapatch.sample.words import of_town
from datapatch.sample.workspace import sample_workspace
from tests.sample.conftest import TODAY
from tests.sample.replaying import table_after

HOST = re.compile(r"(?:https?://|@)([^\s/\"|)>;,\\]+)")


def test_the_same_day_gives_the_same_sample(workspace: SampleWorkspace) -> None:
    """Chance has a seed, and there is no clock."""
    assert sample_workspace(TODAY) == workspace


def test_every_address_is_at_example_org(workspace: SampleWorkspace) -> None:
    """Mail and web addresses lead to nobody."""
    text = repr(workspace) + "".join(d.data.decode() + d.readme for d in workspace.datasets)
    hosts = {host.rstrip(".'") for host in HOST.findall(text)}
    assert len(hosts) > 500
    assert {".".join(host.split(".")[-2:]) for host in hosts} == {"example.org"}


@pytest.mark.parametrize("days", [*range(1, 15), 47, 101, 227])
def test_any_day_will_do(days: int) -> None:
    """Weekends and holidays move the revisions, and everything still fits together."""
    today = date(2026, 4, 20) + timedelta(days=days)
    places, workshops = sample_workspace(today).datasets
    assert len(table_after(places)) == 1812
    for dataset in (places, workshops):
        happened: list[SampleRevision | SampleContribution]
        happened = [*dataset.revisions, *dataset.contributions]
        assert all(dataset.imported_at < item.at for item in happened)
        assert all(item.at.date() < today for item in happened)
    bases = {item.about: item.base for item in places.contributions}
    assert bases["no longer allowed by the schema, which changed since"] < 42
    assert bases["conflict: the same cell was changed since"] < 51
    assert bases["already so: the same value was published since"] < 52


def test_datasets_say_that_they_are_invented(workspace: SampleWorkspace) -> None:
    """Description and README say so, in French spacing."""
    for dataset in workspace.datasets:
        assert "inventé" in dataset.description
        assert dataset.readme.startswith(f"# {dataset.title}\n")
        assert " :" not in dataset.readme


@pytest.mark.parametrize(
    ("town", "phrase"),
    [("Sète", "de Sète"), ("Agde", "d'Agde"), ("Le Vigan", "du Vigan"), ("La Mure", "de La Mure"),
     ("Échirolles", "d'Échirolles"), ("Hirson", "d'Hirson")],
)  # fmt: skip
def test_towns_after_de(town: str, phrase: str) -> None:
    """French elides before a vowel and contracts the article."""
    assert of_town(town) == phrase
