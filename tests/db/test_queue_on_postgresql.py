"""The queue, its filters and the log of decisions, asked of a real PostgreSQL."""

from pathlib import Path

from datapatch.db.models import Verdict
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.queue.queues import next_waiting, read_queue
from datapatch.workflow.queue.saved_filters import keep_filter, kept_filters
from datapatch.workflow.queue.sights import QueueFilter, Tab
from datapatch.workflow.review.surroundings import surroundings
from datapatch.workflow.verdicts.bulk import carry_on, start
from datapatch.workflow.verdicts.deciding import refuse
from datapatch.workflow.verdicts.decision_log import read_decisions
from tests.builders import NOON, PLACES, add_staff, import_places, make_instance
from tests.workflow.walking import suggest


def test_a_moderator_works_on_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    """Every tab and filter answers, verdicts are counted, filters kept, presence noted."""
    instance = make_instance(tmp_path, database_url=postgresql_url)
    import_places(instance)
    mo = add_staff(instance).moderator
    first, second = (suggest(instance, row, {"telephone": "+33465710042"}) for row in ("p1", "p2"))
    for tab in Tab:
        read_queue(instance, mo.actor, tab, now=NOON)
    wanted = QueueFilter(dataset=str(PLACES), kind="correction", place="sete", days=0)
    found = read_queue(instance, mo.actor, Tab.TODO, wanted, now=NOON)
    assert [record.id for record in found.records] == [first.id]
    record = find_contribution(instance, mo.actor, first.id)
    assert surroundings(instance, mo, record, now=NOON).looking == ()
    following = next_waiting(instance, mo.actor, record)
    assert following is not None
    assert following.id == second.id
    keep_filter(instance, mo.person_id, "Sète", "place=sete", now=NOON)
    assert [kept.name for kept in kept_filters(instance, mo.person_id)] == ["Sète"]

    refuse(instance, mo, first.id, motive="unverifiable", now=NOON)
    bulk = start(instance, mo, PLACES, [second.id], verdict=Verdict.ACCEPT, now=NOON)
    assert carry_on(instance, bulk.id, now=NOON).done == 1
    assert read_queue(instance, mo.actor, Tab.MINE, now=NOON).total == 2
    log = read_decisions(instance, mo.actor, PLACES)
    assert [decision.accepted for decision in log.decisions].count(True) == 1
    assert log.pace.accepted == 0.5
    instance.database.close()
