"""Writers to one SQLite file take turns, in the order in which they come.

SQLite alone lets whoever finds the file locked sleep, up to a tenth of a second, and look again: of
many writers most sleep while nobody writes, and the last to come may be the first to go. Here the
threads of a process stand in a line. Its first waits for a second lock before the one to write
with: whoever has that is next, whichever process has just written.
"""

import fcntl
import os
import threading
from collections import deque
from pathlib import Path


class Turns:
    """The line before one file; ``lock`` is a file beside it, which the kernel frees with us."""

    def __init__(self, lock: Path) -> None:
        self._lock, self._next = lock, lock.with_name(f"{lock.name}-next")
        self._guard = threading.Lock()
        self._line: deque[threading.Event] = deque()

    def __len__(self) -> int:
        """How many of this process write or wait."""
        return len(self._line)

    def take(self, *, patience: float) -> "Turn | None":
        """Wait for the turn; None when others of this process took over ``patience`` seconds."""
        place = threading.Event()
        with self._guard:
            self._line.append(place)
            self._line[0].set()
        try:
            descriptor = self._locked() if place.wait(patience) else None
        except BaseException:
            self.leave(place)
            raise
        if descriptor is None:
            self.leave(place)
            return None
        return Turn(self, place, descriptor)

    def leave(self, place: threading.Event) -> None:
        """Let whoever stands behind ``place`` come forward."""
        with self._guard:
            self._line.remove(place)
            if self._line:
                self._line[0].set()

    def _locked(self) -> int:
        following = _locked(self._next)
        try:
            return _locked(self._lock)
        finally:
            os.close(following)


class Turn:
    """The right to write, until it is given on."""

    def __init__(self, turns: Turns, place: threading.Event, descriptor: int) -> None:
        self._turns, self._place, self._descriptor = turns, place, descriptor

    def end(self) -> None:
        """Let the next one write."""
        os.close(self._descriptor)
        self._turns.leave(self._place)


def _locked(lock: Path) -> int:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
