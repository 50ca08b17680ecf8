"""Child processes that end when they are told to, and when their parent dies."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2), Linux only
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0
"""Seconds before a crashed child starts again: doubled by each crash, up to the second."""
CALM_SECONDS = 60.0
"""After running this long, a crash counts as the first one again."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: a name for people, the command, what its environment holds beside ours."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    handed: tuple[int, ...] = ()
    """File descriptors that the child inherits."""
    log: Path | None = None
    """Where its output goes; None: to ours."""
    needed: bool = False
    """Whether other programs need it: it ends after them."""


def start(program: Program) -> subprocess.Popen[bytes]:
    """Run ``program`` in a process group of its own, so that Ctrl-C reaches us alone.

    On Linux it gets SIGTERM when the thread that called this ends, however that happens.
    Raises ``OSError`` when there is no such program.
    """
    output = program.log.open("wb") if program.log else None
    try:
        return subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **program.environment},
            pass_fds=program.handed,
            process_group=0,
            # Safe here: whoever starts children has one thread, and this makes system calls only.
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
        )
    finally:
        if output:
            output.close()


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A function for a fresh child: the kernel then sends it ``number`` when its parent dies.

    It does nothing where the kernel cannot (macOS); a later start ends what was left there.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), number)

    return ask


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """End ``child`` and everything in its process group at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@dataclass(slots=True)
class Child:
    """A program that is kept running; times are those of ``time.monotonic``."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float = 0.0

    def begin(self) -> None:
        """Start the program."""
        self.process, self.started = start(self.program), time.monotonic()

    @property
    def exit_code(self) -> int | None:
        """The code of a process that has ended; None while it runs or waits for its turn."""
        return self.process.poll() if self.process else None

    def postpone(self) -> float:
        """After a crash: plan the next start; the seconds until then."""
        self.kill()
        if time.monotonic() - self.started > CALM_SECONDS:
            self.delay = FIRST_DELAY
        wait, self.delay = self.delay, min(self.delay * 2, LONGEST_DELAY)
        self.due = time.monotonic() + wait
        return wait

    def kill(self) -> None:
        """End what is left of the process and of its own children."""
        if self.process:
            kill_group(self.process)
        self.process = None
