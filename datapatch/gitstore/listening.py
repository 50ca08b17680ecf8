"""The local socket on which the hooks of one push ask what to do."""

import json
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

_LONGEST = 100  # bytes of a Unix socket's path that every system takes


@dataclass(frozen=True, slots=True)
class Question:
    """What a hook hands over: its name, "old new ref" triples, and the quarantine folder."""

    hook: str
    updates: tuple[tuple[str, str, str], ...]
    quarantine: str


Reply = dict[str, object]
Answering = Callable[[Question], Reply]


class HookSocket:
    """Answers hooks, one after the other, in a thread of its own until the block is left.

    ``path`` lies in a folder that only this user can enter.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._over = threading.Event()
        self._folder = Path(tempfile.mkdtemp(prefix="push-"))
        if len(os.fsencode(self._folder)) > _LONGEST - 2:
            shutil.rmtree(self._folder)
            # mkdtemp makes a folder of our own there, and nothing else on a Unix is short
            self._folder = Path(tempfile.mkdtemp(prefix="push-", dir="/tmp"))
        self.path = self._folder / "s"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        with suppress(OSError), socket.socket(socket.AF_UNIX) as waking:
            waking.connect(str(self.path))
        self._thread.join()
        self._listener.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _listen(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._over.is_set():
                    return
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        # a hook that was killed says nothing, or hears nothing: the push fails by itself
        with suppress(OSError, ValueError), connection.makefile("rwb") as stream:
            asked = json.loads(stream.readline())
            updates = tuple((old, new, ref) for old, new, ref in asked["updates"])
            question = Question(asked["hook"], updates, asked["quarantine"])
            stream.write(json.dumps(self._answering(question)).encode() + b"\n")
