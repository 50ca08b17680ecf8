"""The walk on SQLite and on PostgreSQL."""

from pathlib import Path

from datapatch.db.models import State
from datapatch.workflow.contributions import count_waiting, read_receipt
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, add_staff, import_places, make_instance
from tests.db.databases import empty_url, postgresql_server
from tests.workflow.walking import published_text, suggest, suggest_removal

__all__ = ["empty_url", "postgresql_server"]


def test_the_walk(tmp_path: Path, empty_url: str) -> None:
    """Imported, suggested, accepted and refused: the same on either database."""
    instance = make_instance(tmp_path, database_url=empty_url)
    import_places(instance)
    staff = add_staff(instance)
    who = Contributor("Amine", "amine@example.org", "“We moved”", language="fr")
    correction = suggest(instance, "p2", {"telephone": "+33465710002"}, who)
    removal = suggest_removal(instance, "p3")
    assert count_waiting(instance, staff.moderator.actor) == 2

    accept(instance, staff.moderator, correction.id, now=NOON)
    refuse(instance, staff.moderator, removal.id, words="Still open", now=NOON)

    assert "+33465710002" in published_text(instance)
    assert read_receipt(instance, correction.secret).state == State.PUBLISHED
    assert read_receipt(instance, removal.secret).reason == "Still open"
    instance.database.close()
