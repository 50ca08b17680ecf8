"""Migrations: from nothing to today, on both databases."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from datapatch.db.migrations import downgrade, pending_changes, upgrade
from datapatch.db.models import Base
from datapatch.db.session import connect
from datapatch.errors import Unavailable
from tests.db.rows import contribution_row
from tests.serving.conftest import PATIENCE


def test_models_and_migrations_agree(empty_url: str) -> None:
    """A migrated database holds exactly what the models say."""
    assert pending_changes(empty_url)
    upgrade(empty_url)
    assert pending_changes(empty_url) == []


def test_upgrading_again_keeps_the_rows(empty_url: str) -> None:
    """A second start changes nothing."""
    upgrade(empty_url)
    database = connect(empty_url)
    with database.transaction() as session:
        contribution_row(session)
    upgrade(empty_url)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM contribution")) == 1
    database.close()


def test_downgrading_leaves_no_table(empty_url: str) -> None:
    """Every migration can be taken back."""
    upgrade(empty_url)
    downgrade(empty_url, "base")
    database = connect(empty_url)
    left = inspect(database.engine).get_table_names()
    database.close()
    assert left == ["alembic_version"]


def test_several_processes_may_upgrade_at_once(empty_url: str) -> None:
    """Web server and worker start together: one upgrades, the other waits and finds it done."""
    program = f"from datapatch.db.migrations import upgrade; upgrade({empty_url!r})"
    upgrades = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(3)]
    assert [process.wait(timeout=PATIENCE) for process in upgrades] == [0, 0, 0]
    assert pending_changes(empty_url) == []


def test_every_constraint_has_its_name(empty_url: str) -> None:
    """Both databases use the names of the models, so that a later migration can drop them."""
    upgrade(empty_url)
    database = connect(empty_url)
    found = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name
        foreign = {key["name"] for key in found.get_foreign_keys(table.name)}
        assert foreign == {key.name for key in table.foreign_key_constraints}
    database.close()


def test_a_failing_migration_leaves_nothing(tmp_path: Path) -> None:
    """Half of the tables are worse than none: a table in the way undoes the whole upgrade."""
    path = tmp_path / "datapatch.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE outbox (id INTEGER)")
    other.close()
    with pytest.raises(OperationalError):
        upgrade(f"sqlite:///{path}")
    database = connect(f"sqlite:///{path}")
    left = inspect(database.engine).get_table_names()
    database.close()
    assert left == ["outbox"]


def test_a_newer_database_is_refused(empty_url: str) -> None:
    """An older program does not touch a database that a newer one wrote."""
    upgrade(empty_url)
    database = connect(empty_url)
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unavailable, match="newer version"):
        upgrade(empty_url)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    """Some other file in the place of the database is named, and left as it was."""
    path = tmp_path / "datapatch.sqlite"
    path.write_text("a letter to a friend\n" * 100)
    with pytest.raises(Unavailable, match=r"datapatch\.sqlite"):
        upgrade(f"sqlite:///{path}")
    assert path.read_text().startswith("a letter")


def test_no_server_is_one_sentence() -> None:
    """A server that does not answer is named without the password."""
    with pytest.raises(Unavailable) as unavailable:
        upgrade("postgresql://lea:secret@127.0.0.1:1/datapatch")
    assert "127.0.0.1/datapatch" in str(unavailable.value)
    assert "secret" not in str(unavailable.value)
