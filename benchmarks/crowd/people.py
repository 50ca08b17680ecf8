"""What each of a crowd does until the time is over: contribute, moderate, push."""

import os
import random
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.crowd.ledger import Ledger
from benchmarks.crowd.visits import Answer, Interrupted, Visit, inputs_of
from benchmarks.inside import row_key
from benchmarks.tables import FIELDS, TOWN

DATASET = "/bench/places"
QUEUE = "/api/v1/contributions"
FILLING_IN = 2.1
"""Seconds that a person takes at least to fill in a form: faster ones are asked again."""
AWAY = 0.2
"""Seconds until somebody tries again when the server is away or nothing waits."""
REFUSED = 0.15
"""The share that a moderator refuses."""
_numbers = count()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Where a crowd is, how many rows there are, and until when it stays (a monotonic time)."""

    address: str
    rows: int
    until: float
    ledger: Ledger

    def stays(self) -> Iterator[None]:
        """Again and again while there is time; a server that is away is waited for."""
        while time.monotonic() < self.until:
            yield

    def contribute(self, seed: int) -> None:
        """Open the form of a row, correct its telephone, send it, read the receipt."""
        draw, visit = random.Random(seed), Visit(self.address, self.ledger)
        time.sleep(draw.uniform(0, FILLING_IN))  # nobody comes at the same instant
        for _ in self.stays():
            try:
                self._contribute(visit, row_key(draw.randrange(self.rows)))
            except Interrupted:
                time.sleep(AWAY)
        visit.close()

    def _contribute(self, visit: Visit, key: str) -> None:
        path, phone = f"{DATASET}/rows/places/{key}/suggest", f"+339{next(_numbers):08d}"
        page = visit.get("open the form", path)
        values = inputs_of(page.text)
        visit.close()  # the server hangs up meanwhile
        time.sleep(FILLING_IN)
        answer = visit.send_form("send it", path, {**values, "cell-phone": phone})
        if answer.status != 303:
            self.ledger.broke(f"a form was not taken: {answer.status} {_words(answer)}")
            return
        self.ledger.got_receipt(urlsplit(answer.location).path, phone)
        visit.get("read the receipt", urlsplit(answer.location).path)

    def moderate(self, seed: int, token: str) -> None:
        """Read the queue, look at a contribution, decide."""
        draw, visit = random.Random(seed), Visit(self.address, self.ledger, token)
        for _ in self.stays():
            try:
                if not self._decide(visit, draw):
                    time.sleep(AWAY)
            except Interrupted:
                time.sleep(AWAY)
        visit.close()

    def _decide(self, visit: Visit, draw: random.Random) -> bool:
        waiting = visit.get("read the queue", QUEUE).json().get("data")
        if not isinstance(waiting, list) or not waiting:
            return False
        chosen = f"{QUEUE}/{draw.choice(waiting)['id']}"
        seen = visit.get("look at one", chosen).json()
        if draw.random() >= REFUSED:
            told = visit.send_json("accept", f"{chosen}/accept", {})
            if self._told(told) or _is_decided(told):
                return True
        motive = {"motive": "unverifiable", "words": f"{seen['title']}?"}
        self._told(visit.send_json("refuse", f"{chosen}/refuse", motive))
        return True

    def _told(self, answer: Answer) -> bool:
        """Note what a moderator was told; whether it was taken."""
        if answer.status == 200:
            found = answer.json()
            self.ledger.told(str(found["id"]), str(found["state"]))
        return answer.status == 200

    def push(self, seed: int, login: str, token: str, folder: Path) -> None:
        """Clone with stock git; then fetch, change the town of a row, commit and push to main."""
        draw = random.Random(seed)
        scheme, host, *_ = urlsplit(self.address)
        source = f"{scheme}://{login}:{token}@{host}{DATASET}.git"
        for _ in self.stays():
            if (folder / "origin").exists() or _git(folder, "clone", "-q", source, "origin") == 0:
                self._push(folder / "origin", draw)
            else:
                time.sleep(AWAY)

    def _push(self, copy: Path, draw: random.Random) -> None:
        if _git(copy, "fetch", "-q") or _git(copy, "reset", "-q", "--hard", "origin/main"):
            time.sleep(AWAY)
            return
        _change_town(copy, draw.randrange(self.rows))
        _git(copy, "commit", "-q", "-a", "-m", "Another town")
        start = time.perf_counter()
        code = _git(copy, "push", "-q", "origin", "HEAD:main")
        # git tells no status: 200 for a push that was taken, 409 for one that came too late
        self.ledger.note("push", 409 if code else 200, time.perf_counter() - start)
        if not code:
            self.ledger.took_push(_output(copy, "rev-parse", "HEAD"))


def _words(answer: Answer) -> str:
    """Where a page says what is wrong."""
    start = max(answer.text.find('role="alert"'), answer.text.find('id="errors"'), 0)
    return " ".join(answer.text[start : start + 300].split())


def _is_decided(answer: Answer) -> bool:
    """Whether somebody else was faster."""
    return answer.status in (404, 409) and "decided" in answer.text


def _change_town(copy: Path, row: int) -> None:
    (table,) = copy.glob("**/*.csv")
    lines = table.read_text().split("\n")
    cells = lines[row + 1].split(",")
    if len(cells) == len(FIELDS):
        cells[TOWN] = f"Ville {next(_numbers)}"
        lines[row + 1] = ",".join(cells)
        table.write_text("\n".join(lines))


def _environment() -> Mapping[str, str]:
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull}


def _git(folder: Path, *words: str) -> int:
    who = ("-c", "user.name=Ed", "-c", "user.email=ed@example.org")
    command = ["git", *who, *words]
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, check=False)
    return done.returncode


def _output(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()
