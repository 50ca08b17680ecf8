"""A git process whose input is a request's body and whose output is a response's body."""

import logging
import os
import signal
import subprocess
import tempfile
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import Protocol, Self

from datapatch.errors import LimitExceeded
from datapatch.gitstore.stock import git_missing

_CHUNK = 65_536
_GRACE = 5.0  # seconds that a process gets to tidy up before it is killed
_DRAINING = 60.0  # seconds that a sender gets to finish what nobody reads any more

log = logging.getLogger(__name__)


class Body(Protocol):
    """The bytes of a request, read once from the beginning."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


class GitStream(Iterator[bytes]):
    """The output of one git process, piece by piece; ``close`` ends it whatever its state.

    The process runs from the start, so that what prevents it is raised before a response begins.
    ``cleanup`` is closed when the process is gone.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        body: Body,
        cleanup: ExitStack,
    ) -> None:
        self._cleanup = cleanup
        # the stack closes it: ruff does not see through enter_context on a parameter
        self._complaints = cleanup.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        self._stopped = threading.Event()
        self._done = False
        try:
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,  # the whole family is ended together
            )
        except FileNotFoundError as error:
            cleanup.close()
            raise git_missing() from error
        self._feeder = threading.Thread(target=self._feed, args=[body], daemon=True)
        self._feeder.start()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if self._done or self._process.stdout is None:
            raise StopIteration
        chunk = os.read(self._process.stdout.fileno(), _CHUNK)
        if not chunk:
            # a sender that is cut off while it writes never reads why
            self._feeder.join(_DRAINING)
            self.close()
            raise StopIteration
        return chunk

    def close(self) -> None:
        """End the process if it still runs, and release what it held."""
        if self._done:
            return
        self._done = True
        self._stopped.set()
        self._end()
        self._feeder.join(_GRACE)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._report()
        try:
            self._cleanup.close()
        except Exception:  # the answer is given; what was not tidied is tidied next time
            log.exception("what a git request held could not be released")

    def _end(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            # after its last output a process is about to leave by itself
            self._process.wait(0.2)
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
                return

    def _feed(self, body: Body) -> None:
        """Hand the body over; when git has stopped reading, take the rest and drop it."""
        sink = self._process.stdin
        try:
            while not self._stopped.is_set() and (chunk := self._next(body)):
                try:
                    if sink is not None and not sink.closed:
                        sink.write(chunk)
                        sink.flush()
                except OSError:
                    sink = None
        except (OSError, EOFError, ValueError, zlib.error) as error:
            log.info("a request to git ended early: %s", error)
        finally:
            self._close_input()

    def _next(self, body: Body) -> bytes:
        """The next piece of the body. Past the limit git gets no more, and the rest is read on."""
        try:
            return body.read(_CHUNK)
        except LimitExceeded as error:
            log.info("a request to git is too large: %s", error)
            self._close_input()
            return body.read(_CHUNK)

    def _close_input(self) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _report(self) -> None:
        self._complaints.seek(0)
        said = self._complaints.read(_CHUNK).decode("utf-8", "replace").strip()
        if self._process.returncode or said:
            log.info("git ended with %s: %s", self._process.returncode, said)
