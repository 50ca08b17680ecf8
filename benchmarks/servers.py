"""Servers to ask over HTTP, ours and the peers', each on a free port while a block runs."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bench import ROOT, Bench
from benchmarks.measuring import Command, Failed

_PATIENCE = 120.0


@contextmanager
def our_server(bench: Bench, home: Path) -> Iterator[str]:
    """``datapatch serve`` on this home; its address."""
    port = free_port()
    environment = {
        "DATAPATCH_HOME": str(home),
        "DATAPATCH_PORT": str(port),
        "DATAPATCH_SAMPLE": "0",
        "DATAPATCH_URL": f"http://127.0.0.1:{port}",
    }
    with _running([bench.datapatch, "serve"], port, environment, home / "serve.log") as address:
        wait_until(f"{address}/health")
        yield address


@contextmanager
def stock_git_server(folder: Path) -> Iterator[str]:
    """Stock ``git http-backend`` for the bare repositories in ``folder``, behind the same server.

    gunicorn with as many processes and threads as ours runs it once for each request, and hands
    bytes on (`benchmarks.http_backend`): what is compared is what stands between it and git.
    """
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "128"]
    command += ["--bind", f"127.0.0.1:{port}", "benchmarks.http_backend:application"]
    environment = {"GIT_PROJECT_ROOT": str(folder)}
    with _running(command, port, environment, folder / "gunicorn.log") as address:
        yield address


@contextmanager
def datasette_server(bench: Bench, database: Path) -> Iterator[str]:
    """Datasette on one database, which it may take to be unchanging; its address."""
    port = free_port()
    command: list[str | Path] = [bench.peer("datasette"), "serve", "--immutable", database]
    # what it guesses beside the answer is left out, and it may take the time that it needs
    command += ["--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "60000"]
    command += ["--port", str(port)]
    with _running(command, port, {}, database.with_suffix(".log")) as address:
        yield address


@contextmanager
def _running(
    command: Command, port: int, environment: Mapping[str, str], log: Path
) -> Iterator[str]:
    with log.open("wb") as said:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for_port(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait_for_port(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Failed(f"a server did not start: {log.read_text()[-300:].strip()}")


def wait_until(address: str) -> None:
    """Wait until there is an answer; raises Failed."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.URLError as error:
            if time.monotonic() > deadline:
                raise Failed(f"a server does not answer: {error}") from error
            time.sleep(0.1)
        else:
            return


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
