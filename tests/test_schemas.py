"""What Data Patch writes is what its JSON Schemas say."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from datapatch.tables.conflict_form import conflicts_json
from datapatch.tables.diff import diff
from datapatch.tables.merge import merge
from datapatch.tables.patch import patch_json
from datapatch.tables.table import Table
from datapatch.workflow.datasets import published
from tests.builders import PLACES, import_places, make_instance
from tests.strategies import versions
from tests.workflow.committing import LINES, commit, table
from webui import create_app


def validator(name: str) -> Draft202012Validator:
    """The validator of one of the schemas that the package ships."""
    text = files("datapatch.schemas").joinpath(name).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


@pytest.mark.parametrize(
    "name", sorted(p.name for p in files("datapatch.schemas").iterdir() if p.name.endswith("json"))
)
def test_each_schema_is_one(name: str) -> None:
    """A schema that is no JSON Schema would allow anything."""
    Draft202012Validator.check_schema(validator(name).schema)


def test_a_page_of_rows_fits(tmp_path: Path) -> None:
    """What the API answers is what the schema promises."""
    instance = make_instance(tmp_path)
    import_places(instance)
    client = create_app(instance.config).test_client()
    answer = client.get(f"/api/v1/datasets/{PLACES}/resources/places/rows?page_size=2")
    validator("rows.schema.json").validate(answer.get_json())
    assert len(answer.get_json()["data"]) == 2


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("resources/places/facets?fields=commune,services", "facets"),
        ("resources/places/aggregates?commune__groupby&id__max&telephone__sum", "aggregates"),
        ("changes?since=HEAD", "changes"),
        ("changes?since=BEFORE", "changes"),
    ],
)
def test_what_was_counted_and_changed_fits(tmp_path: Path, path: str, schema: str) -> None:
    """So is what the API counts, and what it says has changed."""
    instance = make_instance(tmp_path)
    import_places(instance)
    with published(instance, PLACES) as snapshot:
        before = snapshot.commit
    now = commit(instance, {"data/places.csv": table(*LINES[2:])})
    client = create_app(instance.config).test_client()
    asked = path.replace("HEAD", now).replace("BEFORE", before)
    answer = client.get(f"/api/v1/datasets/{PLACES}/{asked}")
    validator(f"{schema}.schema.json").validate(answer.get_json())
    assert bool(answer.get_json()["data"]) == ("HEAD" not in path)


@given(pair=versions(2))
def test_a_diff_fits(pair: tuple[Table, Table]) -> None:
    """Whatever changes between two tables is told in the form of a patch."""
    old, new = pair
    form = json.loads(json.dumps(patch_json(diff(old, new))))
    validator("patch.schema.json").validate(form)


@given(triple=versions(3, keyed=True))
def test_conflicts_fit(triple: tuple[Table, Table, Table]) -> None:
    """Whatever a merge cannot decide is told in the form in which people choose."""
    key = triple[0].fields[:1]
    form = conflicts_json(merge(*triple, key).conflicts, key)
    for conflict in form["conflicts"]:
        conflict["choice"] = {"value": None}
    validator("conflicts.schema.json").validate(json.loads(json.dumps(form)))
