"""The supervisor behind ``datapatch serve``: it starts children, keeps them up and ends them."""

import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol, TypeVar

from datapatch.errors import Unavailable
from datapatch.processes import Child, Program
from datapatch.translation import N_

GRACE_SECONDS = 10.0
"""How long children that were told to stop may take before they are killed."""
READY_SECONDS = 60.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Result = TypeVar("Result")


class Tell(Protocol):
    """Shows one line to the operator: a template, translated, and its data."""

    def __call__(self, template: str, /, **data: object) -> None:
        """Show it."""


@dataclass(slots=True)
class Supervisor:
    """Children, started one by one and kept up.

    ``with supervisor.watching():`` catches the signals that stop it, and leaves no child behind.
    """

    tell: Tell
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    hurried: bool = False
    _wake: socket.socket | None = None
    _working: bool = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Catch signals, in the main thread; at the end every child is gone, come what may."""
        with _pair() as (self._wake, writer), self._handlers(writer.fileno()):
            try:
                yield
            finally:
                self.stop()

    def start(self, program: Program) -> None:
        """Start one more child."""
        self.children.append(Child(program))
        self.children[-1].begin()

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Wait until ``ready()``, or until somebody stops us.

        Raises ``Unavailable`` when a child ends before that, or it takes over a minute.
        """
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping and not ready():
            for child in self.children:
                if child.exit_code is not None or time.monotonic() > deadline:
                    raise _does_not_start(child.program)
            self._wait(0.02)

    def work(self, step: Callable[[], Result]) -> Result | None:
        """The result of ``step``; a signal cuts it short. None when somebody stops us."""
        self._working = not self.stopping
        try:
            return step() if self._working else None
        except KeyboardInterrupt:
            return None
        finally:
            self._working = False

    def run(self) -> None:
        """Keep the children up until a signal stops us."""
        while not self.stopping:
            for child in self.children:
                self._mend(child)
            self._wait(self._next_start())

    def stop(self) -> None:
        """End every child, those last that others need; a second signal kills what is slow."""
        self.stopping = True
        self._end([child for child in self.children if not child.program.needed])
        self._end([child for child in self.children if child.program.needed])
        self.children.clear()

    def _end(self, children: list[Child]) -> None:
        for child in children:
            if child.process:
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.process and child.exit_code is None for child in children):
            if self.hurried or time.monotonic() > deadline:
                break
            self._wait(0.1)
        for child in children:
            child.kill()

    def _mend(self, child: Child) -> None:
        if child.exit_code is not None:
            code, seconds = child.exit_code, child.postpone()
            self.tell(
                N_("{name} stopped (code {code}); it starts again in {seconds} s."),
                name=child.program.name,
                code=code,
                seconds=round(seconds),
            )
        elif child.process is None and child.due <= time.monotonic():
            child.begin()

    def _next_start(self) -> float | None:
        """Seconds until a postponed child is due; None when only a signal matters."""
        due = [child.due for child in self.children if child.process is None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _wait(self, seconds: float | None) -> None:
        """Wait for a signal, at most ``seconds``."""
        if self._wake and select.select([self._wake], [], [], seconds)[0]:
            self._wake.recv(4096)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number in STOPPING:
            self.hurried, self.stopping = self.stopping, True
            if self._working:
                raise KeyboardInterrupt

    @contextmanager
    def _handlers(self, wakeup: int) -> Iterator[None]:
        # What is ignored stays ignored: nohup, and background jobs of a script.
        wanted = [n for n in STOPPING if signal.getsignal(n) is not signal.SIG_IGN]
        before = {n: signal.signal(n, self._note) for n in (*wanted, signal.SIGCHLD)}
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    reader, writer = socket.socketpair()
    with reader, writer:
        reader.setblocking(False)
        writer.setblocking(False)
        yield reader, writer


def _does_not_start(program: Program) -> Unavailable:
    if program.log:
        template = N_("{name} does not start. What it said is in {log}.")
    else:
        template = N_("{name} does not start. What it said is above.")
    return Unavailable(template, name=program.name, log=program.log)
