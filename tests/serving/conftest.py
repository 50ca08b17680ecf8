"""A whole Data Patch in processes of its own, as an operator starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

import psutil
import pytest

from datapatch.config import Config

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150.0
"""Seconds that a condition may take to come true: the machine may be at work on something else."""
SERVE = (sys.executable, "-m", "datapatch", "serve")


def eventually(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether ``condition`` comes true within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def alive(process: psutil.Process) -> bool:
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def free_port() -> int:
    """A port that nobody listens on.

    Below those that systems give to connections: one of these could take it before the server.
    """
    for port in SystemRandom().sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    pytest.fail("no port is free")


def command_environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a ``datapatch`` command that works in ``home``."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATAPATCH_HOME": str(home),
        "DATAPATCH_SAMPLE": "0",
        "DATAPATCH_LANGUAGE": "en",
        **settings,
    }


def datapatch(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The result of one command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "datapatch", *arguments],
        env=command_environment(home, **settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Server:
    """A running ``datapatch serve``, leader of a process group like a terminal's foreground job."""

    process: subprocess.Popen[bytes]
    output: Path
    port: int

    @property
    def printed(self) -> str:
        """What the operator has read so far."""
        return self.output.read_text()

    def family(self) -> list[psutil.Process]:
        """The supervisor and all that descends from it."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def child(self, word: str) -> psutil.Process | None:
        """The supervisor's own child: "worker", "webui" or "broker"; None when there is none."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                command = child.cmdline()
                if word in command or (word == "broker" and "-server" in "".join(command[:1])):
                    return child
        return None

    def press_ctrl_c(self) -> None:
        """Send what a terminal sends: SIGINT to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path, config: Config) -> Iterator[Start]:
    """Starts servers, each ready when this returns; none outlives the test."""
    servers: list[Server] = []

    def begin(
        *command: str, home: Path = config.home, ready: str = "Ctrl-C", **settings: str
    ) -> Server:
        environment = command_environment(home, **{"DATAPATCH_PORT": str(free_port()), **settings})
        output = tmp_path / f"output-{len(servers)}.txt"
        process = _run(command or SERVE, environment, output)
        server = Server(process, output, int(environment["DATAPATCH_PORT"]))
        servers.append(server)
        assert eventually(lambda: ready in server.printed or process.poll()), server.printed
        assert process.poll() is None, server.printed
        return server

    yield begin
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
        server.process.wait()


def _run(
    command: Sequence[str], environment: Mapping[str, str], output: Path
) -> subprocess.Popen[bytes]:
    with output.open("wb") as file:
        return subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
