"""Pushes without a network: what is said of files that somebody hands in."""

import json
from collections.abc import Callable, Mapping

from datapatch.gitstore.pushes import Verdict
from datapatch.gitstore.repository import MAIN
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.instance import Instance
from datapatch.workflow.pushes.receiving import NOTHING_KEPT
from tests.builders import PLACES, Staff
from tests.pushing import handed_in

DESCRIPTOR = "datapackage.json"
NOWHERE = CommitId(ObjectId("0" * 40))
Files = Mapping[str, bytes | None]
Editing = Callable[[dict[str, object]], object]


def published_file(instance: Instance, path: str) -> bytes:
    """A file of the published head."""
    with instance.repositories(PLACES) as pair:
        return pair.published.read(pair.published.tip(MAIN) or NOWHERE, path)


def described(instance: Instance, edit: Editing) -> bytes:
    """The published descriptor after ``edit`` of its only resource."""
    package = json.loads(published_file(instance, DESCRIPTOR))
    edit(package["resources"][0])
    return json.dumps(package).encode()


def schema_field(resource: dict[str, object], name: str) -> dict[str, object]:
    """The descriptor of one field."""
    schema = resource["schema"]
    assert isinstance(schema, dict)
    found: dict[str, object] = next(f for f in schema["fields"] if f["name"] == name)
    return found


def constrained(name: str, **constraints: object) -> Editing:
    """An edit that gives a field constraints."""
    return lambda resource: schema_field(resource, name).update(constraints=constraints)


def judged(
    instance: Instance, staff: Staff, files: Files, branch: str = "work", language: str = "en"
) -> Verdict:
    """What is said of a push of one commit with these files, made on the published head."""
    given = handed_in(instance, staff.moderator, files, branch=branch, language=language)
    push, update, objects = given
    return push.judge([update], objects)


def refusal(instance: Instance, staff: Staff, files: Files, branch: str = "work") -> list[str]:
    """The lines that a terminal shows of a refused push, without the last."""
    verdict = judged(instance, staff, files, branch)
    assert not verdict.accepted
    assert verdict.lines[-1] == NOTHING_KEPT
    return list(verdict.lines[:-1])


def accepted(instance: Instance, staff: Staff, files: Files) -> bool:
    """Whether the push is let in, without a word."""
    verdict = judged(instance, staff, files)
    assert bool(verdict.lines) is not verdict.accepted
    return verdict.accepted
