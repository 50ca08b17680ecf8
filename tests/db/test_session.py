"""Transactions on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from datapatch.db.models import Contribution, Dataset, Person, Role, Setting
from datapatch.db.session import Database, connect
from datapatch.db.session import database_url as read_url
from datapatch.db.settings import read_setting, write_setting
from datapatch.errors import InvalidInput
from datapatch.types import DatasetName
from tests.db.rows import NOW, contribution_row, dataset_row, person_row


def test_commits_at_the_end(database: Database) -> None:
    """What a transaction wrote is there for the next one."""
    with database.transaction() as session:
        write_setting(session, "sample", "loaded")
        write_setting(session, "sample", "loaded twice")
    with database.reading() as session:
        assert read_setting(session, "sample") == "loaded twice"
        assert read_setting(session, "missing") is None


def test_an_exception_undoes_everything(database: Database) -> None:
    """Nothing of a transaction that failed is kept."""
    with pytest.raises(ZeroDivisionError):
        _add_then_fail(database)
    with database.reading() as session:
        assert session.scalars(select(Person)).all() == []


def _add_then_fail(database: Database) -> None:
    with database.transaction() as session:
        person_row(session)
        raise ZeroDivisionError


def test_reading_refuses_to_write(database: Database) -> None:
    """A session for reading cannot change a row, and the next transaction can."""
    with database.reading() as session:
        write_setting(session, "a", "b")
        with pytest.raises(DBAPIError):
            session.flush()
    with database.transaction() as session:
        write_setting(session, "a", "b")


def test_rows_stay_readable_after_the_transaction(database: Database) -> None:
    """What was read can be shown when the connection is back in its pool."""
    with database.transaction() as session:
        dataset = dataset_row(session)
        assert dataset.address == DatasetName("hub-lieux", "lieux")
    with database.reading() as session:
        found = session.scalars(select(Dataset)).one()
    assert found.address == DatasetName("hub-lieux", "lieux")


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    """A moment is the same one after a round trip, to the microsecond, whatever its zone was."""
    summer = timezone(timedelta(hours=2))
    moment = datetime(2026, 7, 1, 14, 30, 15, 123456, tzinfo=summer)
    with database.transaction() as session:
        person_row(session).disabled_at = moment
    with database.reading() as session:
        found = session.scalars(select(Person)).one().disabled_at
    assert found == moment
    assert found.tzinfo is UTC
    assert found.hour == 12


def test_a_time_without_zone_is_refused(database: Database) -> None:
    """Nobody can say which moment a naive datetime means."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError), database.transaction() as session:
        person_row(session).disabled_at = naive


def test_unknown_words_are_refused(database: Database) -> None:
    """A state that is none of ours does not reach the table."""
    with pytest.raises(StatementError), database.transaction() as session:
        contribution_row(session).state = "lost"  # type: ignore[assignment] # it is the point


@pytest.mark.parametrize("second", ["lea", "LEA"])
def test_a_login_is_unique_and_lower_case(database: Database, second: str) -> None:
    """The database itself refuses a second person of one login, and capitals."""
    with database.transaction() as session:
        person_row(session)
    with pytest.raises(IntegrityError), database.transaction() as session:
        person_row(session, second)


def test_references_are_kept_whole(database: Database) -> None:
    """A contribution cannot be about a dataset that does not exist, and goes with it."""
    with pytest.raises(IntegrityError), database.transaction() as session:
        contribution_row(session).dataset_id = 4_000
    with database.transaction() as session:
        contribution_row(session)
        session.execute(text("DELETE FROM dataset"))
        assert session.scalars(select(Contribution.id)).all() == []


def test_a_contribution_outlives_its_author(database: Database) -> None:
    """Deleting an account leaves what it contributed, without the link to the person."""
    with database.transaction() as session:
        author = person_row(session)
        contribution_row(session).person_id = author.id
        session.flush()
        session.execute(text("DELETE FROM person"))
    with database.reading() as session:
        found = session.scalars(select(Contribution)).one()
        assert (found.person_id, found.person) == (None, None)


def test_writers_wait_for_each_other(database: Database) -> None:
    """Two that read and then write at the same moment both succeed, and neither is lost."""
    with database.transaction() as session:
        session.add(Setting(key="count", value="0"))
    threads = [threading.Thread(target=_count_up, args=(database, 20)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert read_setting(session, "count") == "80"


def _count_up(database: Database, times: int) -> None:
    for _ in range(times):
        with database.transaction() as session:
            count = select(Setting).where(Setting.key == "count").with_for_update()
            row = session.scalars(count).one()
            row.value = str(int(row.value) + 1)


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    """While somebody writes, others read the state from before."""
    with database.transaction() as session:
        write_setting(session, "state", "before")
    with database.transaction() as writer:
        write_setting(writer, "state", "after")
        writer.flush()
        with database.reading() as reader:
            assert read_setting(reader, "state") == "before"


def test_sqlite_is_durable_and_makes_its_folder(tmp_path: Path) -> None:
    """SQLite runs in WAL mode with foreign keys, in a folder that did not exist."""
    database = connect(f"sqlite:///{tmp_path / 'new' / 'datapatch.sqlite'}")
    with database.transaction() as session:
        facts = [
            session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    database.close()
    assert facts == ["wal", 1, 30_000, 2]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_postgresql_goes_through_psycopg(scheme: str) -> None:
    """However the address is written, the driver is ours."""
    assert read_url(f"{scheme}://lea@db/name").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://lea:secret@db/name", "sqlite//x"])
def test_other_addresses_are_refused_in_one_sentence(url: str) -> None:
    """An address of another kind says what to write, and repeats no password."""
    with pytest.raises(InvalidInput) as refused:
        connect(url)
    assert "DATAPATCH_DATABASE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_words_are_stored_as_people_read_them(database: Database) -> None:
    """Another program that opens the database reads "moderator", not a number."""
    with database.transaction() as session:
        contribution_row(session)
        found = session.execute(text("SELECT kind, origin, state FROM contribution")).one()
    assert tuple(found) == ("correction", "form", "open")
    assert Role.MODERATOR.value == "moderator"
