"""An instance before its server starts: tables made, sample loaded, and the words that greet."""

from contextlib import suppress
from datetime import datetime
from importlib.resources import files

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from datapatch.accounts.login_links import LIFETIME_AT_START
from datapatch.accounts.policy import ANONYMOUS
from datapatch.config import Config
from datapatch.db.models import Dataset
from datapatch.db.settings import read_setting
from datapatch.errors import NotFound
from datapatch.serving import Tell
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.people.joining import first_administrator, login_address

SAMPLE = DatasetName("hub-exemple", "lieux-mediation-numerique")


def prepare(config: Config, tell: Tell, *, now: datetime) -> Instance:
    """The instance, its database up to date, with the sample where it has nothing yet.

    Raises ``Unavailable`` when the database does not answer.
    """
    instance = open_ready(config)
    if config.sample and _wants_sample(instance):
        # A quarter of a second to load, and as long to invent: the first start alone needs it.
        from datapatch.sample.loading import load_sample
        from datapatch.sample.workspace import sample_workspace

        tell(N_("Loading the sample workspace, this once…"))
        load_sample(instance, sample_workspace(now.date()), now=now)
    return instance


def open_ready(config: Config) -> Instance:
    """The instance with its database up to date: a command may be the first thing that is run.

    Raises ``Unavailable`` when the database does not answer.
    """
    instance = open_instance(config)
    if not _is_current(instance):
        _upgrade(config)
    return instance


def greet(instance: Instance, tell: Tell, *, now: datetime) -> None:
    """Say where everything is, and how an administrator gets in."""
    address = instance.config.base_url
    tell(N_("Data Patch runs at {address}"), address=address)
    with suppress(NotFound):
        name = find_dataset(instance, ANONYMOUS, SAMPLE).name
        tell(N_("The sample, for git: git clone {address}/{name}.git"), address=address, name=name)
    if login := first_administrator(instance):
        link = login_address(instance, login, now=now, lifetime=LIFETIME_AT_START)
        tell(N_("Log in as administrator, once, within 24 hours: {link}"), link=link)
    else:
        tell(
            N_(
                "Nobody administers it yet: datapatch user add LOGIN --name NAME --administrator "
                "makes an account."
            )
        )
    tell(N_("Ctrl-C stops it."))


def _is_current(instance: Instance) -> bool:
    """Whether the newest migration is the one that the database had last."""
    scripts = files("datapatch.db").joinpath("migrations", "versions").iterdir()
    newest = max(script.name for script in scripts if script.name.startswith("v"))
    try:
        with instance.database.reading() as session:
            last = session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False  # no such table yet, or no database: the upgrade says what is wrong
    return last is not None and newest.startswith(f"v{last}_")


def _upgrade(config: Config) -> None:
    # Alembic takes as long to load as everything else here: only for a database that needs it.
    from datapatch.db.migrations import upgrade

    upgrade(config.database)


def _wants_sample(instance: Instance) -> bool:
    """Whether the sample was begun and not finished, or nothing at all was ever imported."""
    # Asked before the sample is invented, which takes a quarter of a second.
    with instance.database.reading() as session:
        state = read_setting(session, "sample")
        return state == "loading" or (
            state is None and session.scalar(select(Dataset.id).limit(1)) is None
        )
