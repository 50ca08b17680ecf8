"""A whole Data Patch in processes of its own, with the sample in it and a mail server beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from datapatch.accounts.people import find_person
from datapatch.config import Config
from datapatch.db.models import Rhythm
from datapatch.opening import open_ready
from datapatch.sample.loading import load_sample
from datapatch.sample.workspace import PLACES, WORKSHOPS, sample_workspace
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bells import choose_rhythm
from datapatch.workflow.people.visiting import change_password
from tests.builders import PASSWORD, add_staff
from tests.outbound.mail_servers import Mailbox, mail_server
from tests.serving.conftest import ROOT, command_environment, eventually, free_port

HUB = "hub-exemple"
LIEUX, ATELIERS = DatasetName(HUB, PLACES), DatasetName(HUB, WORKSHOPS)
DATASET = f"/{LIEUX}"
MODERATOR, ENGLISH_MODERATOR, ADMINISTRATOR = "lea-morvan", "mo", "camille-roussel"


@dataclass(frozen=True, eq=False)
class Site:
    """Where a running Data Patch answers, its folder opened here as well, and the mail it sent."""

    address: str
    instance: Instance
    mailbox: Mailbox

    def mails_to(self, recipient: str) -> list[EmailMessage]:
        """The mails that somebody has got, oldest first."""
        return [mail for mail in self.mailbox.taken if recipient in str(mail["To"])]

    def wait_for_mail(self, recipient: str, words: str) -> EmailMessage:
        """The first mail to somebody with these words in its subject; it takes some seconds."""

        def arrived() -> list[EmailMessage]:
            found = self.mails_to(recipient)
            return [m for m in found if words in " ".join(str(m["Subject"]).split())]

        assert eventually(arrived), [str(mail["Subject"]) for mail in self.mailbox.taken]
        return arrived()[0]


@contextmanager
def sample_site(home: Path, *, undo_seconds: int = 0) -> Iterator[Site]:
    """A site that serves the sample; Ada and Mo, who read English, came to the team.

    Léa and Mo want a mail for each contribution: much waits already, and a digest comes once a day.
    """
    mailbox, config = Mailbox(), replace(_config(home), undo_seconds=undo_seconds)
    with mail_server(mailbox) as mail, _opened(replace(config, mail=mail)) as instance:
        now = datetime.now(UTC)
        load_sample(instance, sample_workspace(now.date()), now=now)
        add_staff(instance, HUB, PASSWORD)
        change_password(instance, _id_of(instance, MODERATOR), PASSWORD)
        for login in (MODERATOR, ENGLISH_MODERATOR):
            choose_rhythm(instance, _id_of(instance, login), Rhythm.AT_ONCE)
        with _serving(instance.config):
            yield Site(instance.config.base_url, instance, mailbox)


@contextmanager
def empty_site(home: Path) -> Iterator[Site]:
    """A site on its first day: one administrator, and nothing published."""
    with _opened(_config(home)) as instance:
        add_staff(instance)
        with _serving(instance.config):
            yield Site(instance.config.base_url, instance, Mailbox())


def _id_of(instance: Instance, login: str) -> int:
    with instance.database.reading() as session:
        person = find_person(session, login)
        assert person is not None
        return person.id


def _config(home: Path) -> Config:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    return Config(
        home=home, port=port, base_url=address, development=True, sample=False, undo_seconds=0
    )


@contextmanager
def _opened(config: Config) -> Iterator[Instance]:
    instance = open_ready(config)
    try:
        yield instance
    finally:
        instance.database.close()


@contextmanager
def _serving(config: Config) -> Iterator[None]:
    output = config.home / "output.txt"
    with output.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "datapatch", "serve"],
            env=command_environment(config.home, **_settings(config)),
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert eventually(lambda: "Ctrl-C" in output.read_text() or server.poll())
        assert server.poll() is None, output.read_text()
        yield
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait()


def _settings(config: Config) -> dict[str, str]:
    return {
        "DATAPATCH_PORT": str(config.port),
        "DATAPATCH_LANGUAGE": config.language,
        "DATAPATCH_DEVELOPMENT": "1",
        "DATAPATCH_SMTP_HOST": config.mail.host,
        "DATAPATCH_SMTP_PORT": str(config.mail.port),
        "DATAPATCH_MAIL_FROM": config.mail.sender,
        "DATAPATCH_UNDO_SECONDS": str(config.undo_seconds),
        "WEB_CONCURRENCY": "1",
    }
