"""Small things to test with: an instance in a folder, a dataset in it, people around it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from datapatch.accounts.people import NewPerson
from datapatch.accounts.policy import Actor
from datapatch.config import Config
from datapatch.db.migrations import upgrade
from datapatch.db.models import Role
from datapatch.types import DatasetName
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Imported, Overrides, SourceFile, import_table
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.people.joining import Joining, join
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.signing import public_signature

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OPERATOR = Actor(is_administrator=True)
PLACES = DatasetName("hub", "places")
PLACES_CSV = (
    "id,nom,commune,telephone,services\n"
    'p1,"La Fabrique, Sète",Sète,+33465710001,wifi|cours\n'
    "p2,Médiathèque du Lac,Montpellier,,wifi\n"
    "p3,Cyber-base,Nîmes,+33465710003,cours\n"
).encode()


@cache
def _migrated() -> bytes:
    """An empty database with all tables; migrating takes longer than many a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "datapatch.sqlite"
        upgrade(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()


def make_instance(home: Path, **settings: object) -> Instance:
    """An empty instance in ``home``, its database migrated."""
    settings = {"undo_seconds": 0, "language": "en", **settings}
    config = Config(home=home, sample=False, **settings)  # type: ignore[arg-type]
    config.instance.mkdir(parents=True, exist_ok=True)
    if config.database_url:
        upgrade(config.database)
    else:
        (config.instance / "datapatch.sqlite").write_bytes(_migrated())
    return open_instance(config)


def import_places(
    instance: Instance,
    name: DatasetName = PLACES,
    data: bytes = PLACES_CSV,
    *,
    overrides: Overrides | None = None,
    public: bool = True,
) -> Imported:
    """A small dataset of three places, imported by the operator at `NOON`."""
    return import_table(
        instance,
        OPERATOR,
        name,
        SourceFile("places.csv", data),
        Description("Places that help"),
        author=public_signature(instance, "Hub", NOON),
        overrides=overrides,
        public=public,
    )


@dataclass(frozen=True)
class Staff:
    """People of the workspace ``hub``."""

    administrator: Moderator
    moderator: Moderator


PASSWORD = "correct horse battery"


def add_staff(instance: Instance, workspace: str = "hub", password: str | None = None) -> Staff:
    """An administrator (login ``ada``) and a moderator (``mo``) with mail addresses.

    Hashing a password takes long on purpose: give one where a test logs in by it.
    """
    ada = NewPerson("ada", "Ada", "en", "ada@example.org", password, is_administrator=True)
    mo = NewPerson("mo", "Mo", "en", "mo@example.org", password)
    ada_id = join(instance, ada, now=NOON)
    mo_id = join(instance, mo, [Joining(workspace, Role.MODERATOR)], now=NOON)
    roles = {workspace: frozenset({Role.MODERATOR})}
    return Staff(
        Moderator(Actor(ada_id, is_administrator=True), ada_id, "Ada"),
        Moderator(Actor(mo_id, roles=roles), mo_id, "Mo"),
    )
