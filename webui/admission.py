"""How many people without an account are served at once: so many that moderators get their turn.

Each process has a number of threads. Whoever comes without a session or a token takes turns at a
few of them, and waits in line in the order of arrival; when the line is full, or somebody waited
too long, a page says when to come back and keeps what was written. Moderators, git and files of
the page itself pass by.
"""

import threading
from collections import deque
from collections.abc import Mapping

from flask import Flask, current_app, g, request, session

from datapatch.errors import Crowded

PATIENCE = {"GET": 20.0, "POST": 30.0}
"""Seconds that a person waits for a page, and for what becomes of what they wrote."""
COME_BACK = 5
"""Seconds after which it is worth another try."""

CONTRIBUTORS, READERS = "contributors", "readers"
CONTRIBUTING = frozenset(
    {"contributing", "receipts", "amending", "challenges", "freshness", "api_contributing"}
)
"""The blueprints of contributors: each answer takes a moment, so that their line moves fast."""
UNGATED = frozenset({"git", "health"})
_EXTENSION = "admission"


class Gate:
    """Lets ``at_once`` in, and ``in_line`` wait."""

    def __init__(self, at_once: int, in_line: int) -> None:
        self._free, self._room = at_once, in_line
        self._guard = threading.Lock()
        self._line: deque[threading.Event] = deque()

    @property
    def in_line(self) -> int:
        """How many wait."""
        return len(self._line)

    def enter(self, patience: float) -> bool:
        """Whether the caller came in, after ``patience`` seconds at most; then it is to leave."""
        place = threading.Event()
        with self._guard:
            if self._free and not self._line:
                self._free -= 1
                return True
            if len(self._line) >= self._room:
                return False
            self._line.append(place)
        return place.wait(patience) or self._came_in_after_all(place)

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1

    def _came_in_after_all(self, place: threading.Event) -> bool:
        """Whether somebody left for us at the moment when we gave up; else we are out of line."""
        with self._guard:
            if place in self._line:
                self._line.remove(place)
        return place.is_set()


def register_admission(app: Flask, gates: Mapping[str, Gate] | None = None) -> None:
    """Put the gates of this process before the pages of ``app``.

    Together they leave threads free: `webui.__main__` says how many there are.
    """
    usual = {CONTRIBUTORS: Gate(at_once=5, in_line=80), READERS: Gate(at_once=6, in_line=16)}
    app.extensions[_EXTENSION] = gates or usual
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter() -> None:
    if request.blueprint is None or request.blueprint in UNGATED or _is_known():
        return
    gate = _gates()[CONTRIBUTORS if request.blueprint in CONTRIBUTING else READERS]
    if not gate.enter(PATIENCE.get(request.method, PATIENCE["GET"])):
        raise Crowded(seconds=COME_BACK)
    g.gate = gate


def _leave(_error: BaseException | None) -> None:
    gate: Gate | None = g.pop("gate", None)
    if gate is not None:
        gate.leave()


def _gates() -> Mapping[str, Gate]:
    gates: Mapping[str, Gate] = current_app.extensions[_EXTENSION]
    return gates


def _is_known() -> bool:
    """Whether somebody comes with a session or a token; the gate asks no database."""
    return "_user_id" in session or request.authorization is not None
