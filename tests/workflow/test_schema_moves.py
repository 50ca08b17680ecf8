"""A schema that moves: renamed fields are followed, what no longer fits is asked about."""

import json
from datetime import timedelta

from datapatch.db.models import Contribution, OutboxEntry, Remark, State
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept
from datapatch.workflow.verdicts.schema_moves import check_after_moves
from tests.builders import NOON, PLACES, Staff
from tests.workflow.committing import commit
from tests.workflow.walking import published_text, suggest

DAY = timedelta(days=1)
AMINE = Contributor("Amine", "amine@example.org", language="en")


def constrain(instance: Instance, **constraints: object) -> None:
    """The producer constrains the field ``nom``."""
    with published(instance, PLACES) as snapshot:
        described = json.loads(snapshot.repository.read(snapshot.commit, "datapackage.json"))
    (field,) = [f for f in described["resources"][0]["schema"]["fields"] if f["name"] == "nom"]
    field["constraints"] = {**field.get("constraints", {}), **constraints}
    commit(instance, {"datapackage.json": json.dumps(described, indent=2).encode()})


def states(instance: Instance) -> dict[str, State]:
    """Where each contribution stands."""
    with instance.database.reading() as session:
        return {row.id: row.state for row in session.query(Contribution)}


def test_what_no_longer_fits_is_asked_about(instance: Instance, staff: Staff) -> None:
    """Its contributor reads why, by mail too; what still fits waits on, and nobody asks twice."""
    long = suggest(instance, "p1", {"nom": "A name that is far too long for it"}, AMINE)
    short = suggest(instance, "p2", {"nom": "Lac"}, AMINE)
    assert check_after_moves(instance, now=NOON) == 0
    constrain(instance, maxLength=24)
    assert check_after_moves(instance, now=NOON + DAY) == 1
    assert check_after_moves(instance, now=NOON + DAY) == 0
    assert states(instance) == {long.id: State.ASKED, short.id: State.OPEN}
    with instance.database.reading() as session:
        assert "no longer fits" in session.query(Remark).one().text
        mails = session.query(OutboxEntry).filter_by(recipient="amine@example.org")
        assert any("no longer fits" in mail.text_body for mail in mails)


def test_a_change_of_rows_is_no_move(instance: Instance, staff: Staff) -> None:
    """Publications that leave the schema alone ask nobody."""
    waits = suggest(instance, "p1", {"nom": "Fabrique"}, AMINE)
    check_after_moves(instance, now=NOON)
    other = suggest(instance, "p2", {"nom": "Lac"}, AMINE)
    accept(instance, staff.moderator, other.id, now=NOON)
    assert check_after_moves(instance, now=NOON) == 0
    assert states(instance)[waits.id] == State.OPEN


def test_a_renamed_field_is_followed(instance: Instance, staff: Staff) -> None:
    """What was proposed under the old name is published under the new one."""
    waits = suggest(instance, "p1", {"nom": "Fabrique"}, AMINE)
    check_after_moves(instance, now=NOON)
    with published(instance, PLACES) as snapshot:
        described = json.loads(snapshot.repository.read(snapshot.commit, "datapackage.json"))
    (field,) = [f for f in described["resources"][0]["schema"]["fields"] if f["name"] == "nom"]
    field["name"] = "name"
    table = published_text(instance).replace("nom", "name", 1).encode()
    path = described["resources"][0]["path"]
    commit(instance, {"datapackage.json": json.dumps(described, indent=2).encode(), path: table})
    assert check_after_moves(instance, now=NOON) == 0
    accept(instance, staff.moderator, waits.id, now=NOON)
    assert 'p1,"Fabrique",' in published_text(instance)
    assert "id,name," in published_text(instance)


def test_what_was_sent_afterwards_is_for_moderators(instance: Instance, staff: Staff) -> None:
    """A fault against today's schema is shown to them, whatever moved before."""
    first = suggest(instance, "p2", {"nom": "Lac"}, AMINE)
    check_after_moves(instance, now=NOON)
    constrain(instance, maxLength=24)
    late = suggest(instance, "p1", {"nom": "A name that is far too long for it"}, AMINE)
    assert check_after_moves(instance, now=NOON) == 0
    assert states(instance) == {first.id: State.OPEN, late.id: State.OPEN}
