"""Who promised to look at the data is reminded, by name of what is due, once in each period."""

from datetime import timedelta

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Dataset, Notice, NoticeKind
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.preferences import choose
from datapatch.workflow.upkeep.carrying_checks import carry_checks_due
from datapatch.workflow.upkeep.confirming import confirm_row
from datapatch.workflow.upkeep.reminding import remind_due
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.workflow.test_notifying import mails

DAY = timedelta(days=1)


def told(instance: Instance) -> list[str]:
    """What stands behind the owners' bells."""
    with instance.database.reading() as session:
        notices = session.query(Notice).filter_by(kind=NoticeKind.FRESHNESS)
        return [notice.text for notice in notices]


def test_rows_that_are_due_are_named(instance: Instance, staff: Staff) -> None:
    """After the promised time: the rows that nobody looked at, one mail, and not again at once."""
    choose(instance, OPERATOR, PLACES, {"promised_days": 30})
    with instance.database.transaction() as session:
        session.query(Dataset).one().created_at = NOON
    index_history(instance, PLACES)
    assert remind_due(instance, now=NOON + 29 * DAY) == 0
    with published(instance, PLACES) as snapshot:
        seen = snapshot.commit
    later = NOON + 29 * DAY
    confirm_row(instance, ANONYMOUS, PLACES, "places", "p2", seen=seen, now=later)
    carry_checks_due(instance, now=NOON + 30 * DAY)
    index_history(instance, PLACES)
    assert remind_due(instance, now=NOON + 31 * DAY) == 1
    assert told(instance) == ["La Fabrique, Sète · Cyber-base, Nîmes"]
    assert send_digests(instance, now=NOON + 31 * DAY) == 1
    (reminder,) = mails(instance, "ada@example.org")
    assert f"{instance.config.base_url}/{PLACES}/" in reminder.text_body
    assert remind_due(instance, now=NOON + 32 * DAY) == 0
    assert remind_due(instance, now=NOON + 62 * DAY) == 1


def test_who_promised_nothing_hears_nothing(instance: Instance, staff: Staff) -> None:
    """Without a promised rhythm no row is ever due."""
    assert remind_due(instance, now=NOON + 900 * DAY) == 0
