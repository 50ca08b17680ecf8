"""Whole processes, timed by the kernel's own account of them, and pairs run in alternation."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_TOLD = 400
"""Characters of what a failed command said that are kept."""


Command = Sequence[str | Path]


class Failed(Exception):
    """What was to be measured did not end as it should; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process from its start to its end: seconds on the clock and of all cores, peak bytes.

    ``output`` is what it printed, when somebody asked for it.
    """

    seconds: float
    cpu: float
    peak: int
    output: bytes = b""


def run(
    command: Command,
    *,
    codes: Sequence[int] = (0,),
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: Path | None = None,
    keep: bool = False,
) -> Run:
    """Run a command to its end; raises Failed when its exit code is not among ``codes``.

    The peak is of the process or of the largest one that it waited for. The kernel counts in what
    this process held when it forked: nothing large may be read here.
    """
    with (
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as printed,
        (given or Path(os.devnull)).open("rb") as read,
    ):
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=read,
                stdout=printed if keep else subprocess.DEVNULL,
                stderr=said,
            )
        except FileNotFoundError as error:
            raise Failed(f"{Path(str(command[0])).name} is not installed") from error
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise Failed(_complaint(command, process.returncode, said))
        printed.seek(0)
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, printed.read())


def alternate(times: int, *works: Callable[[], Run], warm: int = 0) -> list[list[Run]]:
    """The runs of each work: A B A B, so that a busy minute of the machine hits all alike.

    ``warm`` rounds before them do not count: a server's processes load what a first request needs.
    """
    for _ in range(warm):
        for work in works:
            work()
    rounds = [[work() for work in works] for _ in range(times)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


def _complaint(command: Command, code: int, said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines() or [""]
    name = " ".join(Path(str(word)).name for word in command[:3])
    return f"{name} ended with {code}: {lines[-1]}"[:_TOLD]
