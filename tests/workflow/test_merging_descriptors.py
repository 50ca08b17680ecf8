"""Two people change ``datapackage.json``: what the review makes of it."""

import json

from datapatch.gitstore.repository import MAIN
from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.reviewing import Examination, examine_commit
from tests.builders import NOON, PLACES, PLACES_CSV
from tests.workflow.committing import CSV, Signature, commit
from tests.workflow.pushes import DESCRIPTOR, Editing, constrained, described, schema_field


def proposed(instance: Instance, base: CommitId, files: dict[str, bytes | None]) -> CommitId:
    """A commit of these files on ``base``, on no branch."""
    with instance.repositories(PLACES) as pair:
        signature = Signature("Zoé", "zoe@example.org", NOON)
        return pair.published.commit(
            base, files, parents=[base], author=signature, committer=signature, message="A change"
        )


def examined(instance: Instance, ours: Editing, theirs: Editing, table: bytes) -> Examination:
    """The merge of two edits of the published descriptor; theirs writes ``table`` too."""
    here, there = described(instance, ours), described(instance, theirs)
    with instance.repositories(PLACES) as pair:
        base = pair.published.tip(MAIN)
    assert base is not None
    head = commit(instance, {DESCRIPTOR: here})
    change = proposed(instance, base, {DESCRIPTOR: there, CSV: table})
    with instance.repositories(PLACES) as pair:
        return examine_commit(instance, pair.published, change, head)


def test_two_fields_may_be_described_at_once(instance: Instance) -> None:
    """Both stand in the merged descriptor; nothing is in the way of a publication."""
    required = constrained("nom", required=True)
    found = examined(
        instance,
        constrained("commune", minLength=2),
        required,
        PLACES_CSV.replace(b"Montpellier", b"Pau"),
    )
    assert found.publishable
    fields = json.loads(found.tree[DESCRIPTOR] or b"")["resources"][0]["schema"]["fields"]
    assert [
        field.get("constraints") for field in fields if field["name"] in ("nom", "commune")
    ] == [
        {"required": True},
        {"minLength": 2},
    ]


def test_one_property_described_in_two_ways_is_shown(instance: Instance) -> None:
    """The field, the property and all three values; nothing of it is written."""
    ours, theirs = constrained("nom", minLength=2), constrained("nom", minLength=3)
    found = examined(instance, ours, theirs, PLACES_CSV)
    assert found.conflicts == 1
    ((conflict,),) = (file.properties for file in found.files)
    shown = (conflict.field, conflict.property, conflict.base, conflict.ours, conflict.theirs)
    assert shown == ("nom", "constraints.minLength", None, 2, 3)
    assert DESCRIPTOR not in found.tree


def test_import_gives_every_field_an_identity(instance: Instance) -> None:
    """Which stays when it is renamed."""
    fields = json.loads(described(instance, lambda _: None))["resources"][0]["schema"]["fields"]
    ids = [field["datapatch:id"] for field in fields]
    assert len(set(ids)) == len(fields) == 5
    assert all(len(each) == 8 for each in ids)
    renamed = schema_field({"schema": {"fields": fields}}, "nom") | {"name": "title"}
    assert renamed["datapatch:id"] == ids[1]
