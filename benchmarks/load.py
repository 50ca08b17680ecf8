"""``python -m benchmarks.load HOME ROWS PEOPLE SECONDS KILLS``: a crowd on a real server.

HOME holds ``bench/places`` of so many rows. PEOPLE contribute, 4 moderate, 1 pushes with stock git;
the whole server is killed KILLS times on the way and started again. Prints one JSON object: what
was done in a minute, the 95th percentile of each wait, and whatever is not as it should be.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.bench import ROOT
from benchmarks.crowd.ledger import Ledger
from benchmarks.crowd.people import Crowd
from benchmarks.crowd.reckoning import faults, settle
from benchmarks.homes import environment
from benchmarks.inside import PLACES, head, now
from benchmarks.servers import free_port, wait_until
from datapatch.accounts.people import NewPerson
from datapatch.accounts.policy import Actor
from datapatch.config import Config
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.people.joining import join, new_token
from datapatch.workflow.preferences import choose
from datapatch.workflow.publication.publishing import recover_dataset

MODERATORS = 4
UNLIMITED = {
    **{"sender_hourly": 0, "dataset_hourly": 0, "max_waiting": 0},
    **{"proof_of_work_score": 0, "quarantine_score": 0},
}
"""A crowd that comes from one address is no flood here."""


@dataclass(slots=True)
class Server:
    """``datapatch serve`` on a home, which can be killed with all that it started."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        own = {"DATAPATCH_PORT": str(self.port), "DATAPATCH_URL": self.address}
        own |= {"DATAPATCH_UNDO_SECONDS": "0", "DATAPATCH_MAX_CONTRIBUTIONS_HOURLY": "0"}
        own |= environment(self.home)
        with (self.home / "serve.log").open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "datapatch", "serve"],
                cwd=ROOT,
                env={**os.environ, **own},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(f"{self.address}/health")

    def kill(self) -> None:
        """End every process of it at once, without a word."""
        if self.process is None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        os.killpg(self.process.pid, signal.SIGKILL)
        for child in family:
            if child.is_running():
                child.kill()
        self.process.wait()
        psutil.wait_procs(family, timeout=10)
        self.process = None

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


@contextmanager
def _serving(home: Path) -> Iterator[Server]:
    server = Server(home, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def main(home: Path, rows: int, people: int, seconds: int, kills: int) -> None:
    """Put the server under load, and tell what came of it."""
    instance = open_instance(Config(home=home, sample=False, language="en"))
    choose(instance, Actor(None, is_administrator=True), PLACES, UNLIMITED)
    before, ledger = head(instance), Ledger()
    with _serving(home) as server:
        crowd = Crowd(server.address, rows, time.monotonic() + seconds, ledger)
        with tempfile.TemporaryDirectory() as folder:
            threads = _gather(instance, crowd, people, Path(folder))
            for _ in range(kills):
                time.sleep(seconds / (kills + 1))
                server.kill()
                server.start()
            for thread in threads:
                thread.join()
        settle(instance)
        # Whoever was killed before recording a branch told nobody: the next decision drops it.
        with instance.decision_lock(PLACES):
            recover_dataset(instance, PLACES, now=now())
    found = [*ledger.broken, *faults(instance, ledger, before)]
    sys.stdout.write(json.dumps(_told(ledger, found, seconds)))


def _gather(instance: Instance, crowd: Crowd, people: int, folder: Path) -> list[threading.Thread]:
    """Everybody comes."""
    team = {login: _account(instance, login) for login in [f"mo{n}" for n in range(MODERATORS)]}
    works = [threading.Thread(target=crowd.contribute, args=[n]) for n in range(people)]
    works += [
        threading.Thread(target=crowd.moderate, args=[n, token])
        for n, token in enumerate(team.values())
    ]
    works.append(
        threading.Thread(target=crowd.push, args=[0, "ed", _account(instance, "ed"), folder])
    )
    for work in works:
        work.start()
    return works


def _account(instance: Instance, login: str) -> str:
    """Somebody who decides and publishes; their access token."""
    person = NewPerson(login, login, "en", f"{login}@example.org", None, is_administrator=True)
    join(instance, person, now=now())
    return new_token(instance, login, "load", now=now())


def _told(ledger: Ledger, found: list[str], seconds: int) -> Mapping[str, object]:
    states = list(ledger.verdicts.values())
    done = {
        "sent": len(ledger.receipts),
        "published": states.count("published"),
        "refused": states.count("refused"),
        "pushed": len(ledger.pushed),
        "turned": ledger.turned.total(),
    }
    return {
        "per_minute": {name: count * 60 / seconds for name, count in done.items()},
        "slowest": ledger.slowest(),
        "answers": {f"{step}: {status}": n for (step, status), n in sorted(ledger.answers.items())},
        "faults": found,
    }


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    main(Path(place), *map(int, numbers))
