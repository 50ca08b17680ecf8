"""What ``datapatch serve`` takes hold of before it starts its children, and the children."""

import errno
import fcntl
import os
import select
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO

from datapatch.broker import (
    answers,
    broker_url,
    find_server,
    prepare_socket,
    release_socket,
    server_command,
)
from datapatch.config import Config
from datapatch.errors import Unavailable
from datapatch.processes import Program
from datapatch.translation import N_, Translate

LISTEN_FD, READY_FD = "DATAPATCH_LISTEN_FD", "DATAPATCH_READY_FD"
"""Names under which the web server finds its listening socket, and the pipe to say "ready" on."""


@contextmanager
def held_instance(config: Config) -> Iterator[None]:
    """Hold the instance folder for one server; the kernel lets go of it when we end.

    Raises ``Unavailable`` when another server holds it.
    """
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (config.instance / "serve.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable(
                N_("Data Patch runs on {folder} already. Stop it first, or set DATAPATCH_HOME."),
                folder=config.home,
            ) from error
        yield


@contextmanager
def prepared_behind(config: Config) -> Iterator[None]:
    """While this lasts, web servers of this instance load but do not open the database."""
    with _gate(config) as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def wait_until_prepared(config: Config) -> None:
    """Return when nobody prepares the instance, at once if nobody does."""
    with _gate(config) as gate:
        fcntl.flock(gate, fcntl.LOCK_SH)


@contextmanager
def listening(config: Config) -> Iterator[socket.socket]:
    """The listening socket. It is ours, so that the web server may restart behind it.

    Raises ``Unavailable`` when the address cannot be had.
    """
    try:
        family = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((config.host, config.port), family=family, backlog=512)
    except OSError as error:
        raise _no_address(config, error) from error
    with listener:
        yield listener


def broker_program(config: Config, translate: Translate) -> Program:
    """The broker of our own, on a free socket. Raises ``Unavailable`` when there is none."""
    server = find_server()
    command = server_command(server, prepare_socket(config))
    name, log = translate(N_("The job broker")), config.instance / "broker.log"
    return Program(name, command, log=log, needed=True)


def broker_answers(config: Config) -> Callable[[], bool]:
    """Whether the broker takes jobs by now."""
    return partial(answers, broker_url(config))


@contextmanager
def released_socket(config: Config) -> Iterator[None]:
    """Whatever happens inside, our broker's socket and temporary folder are gone after it."""
    try:
        yield
    finally:
        release_socket(config)


def worker_program(config: Config, translate: Translate) -> Program:
    """The worker."""
    command = (sys.executable, "-m", "datapatch", "worker")
    return Program(translate(N_("The job worker")), command, _home(config))


@dataclass(frozen=True, slots=True)
class Readiness:
    """A pipe: a byte arrives each time that a web process is ready to answer."""

    reader: int
    writer: int

    def arrived(self) -> bool:
        """Whether some web process has been ready."""
        return bool(select.select([self.reader], [], [], 0)[0])


@contextmanager
def readiness() -> Iterator[Readiness]:
    """A pipe for as long as the web server runs."""
    reader, writer = os.pipe()
    try:
        yield Readiness(reader, writer)
    finally:
        os.close(reader)
        os.close(writer)


def web_program(
    config: Config, translate: Translate, *, listener: socket.socket, ready: Readiness
) -> Program:
    """The web server, started by name: the core never imports it."""
    return Program(
        translate(N_("The web server")),
        (sys.executable, "-m", "webui"),
        {**_home(config), LISTEN_FD: str(listener.fileno()), READY_FD: str(ready.writer)},
        handed=(listener.fileno(), ready.writer),
    )


def _gate(config: Config) -> IO[str]:
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (config.instance / "preparing.lock").open("w")


def _home(config: Config) -> dict[str, str]:
    return {"DATAPATCH_HOME": str(config.home)}


def _no_address(config: Config, error: OSError) -> Unavailable:
    if error.errno == errno.EADDRINUSE:
        template = N_(
            "Port {port} is taken by another program. Stop it, or set DATAPATCH_PORT "
            "to another port."
        )
    else:
        template = N_(
            "Data Patch cannot listen on {host}, port {port}: {reason}. "
            "Correct DATAPATCH_HOST or DATAPATCH_PORT."
        )
    reason = error.strerror or error
    return Unavailable(template, host=config.host, port=config.port, reason=reason)
