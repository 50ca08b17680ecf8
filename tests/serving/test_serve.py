"""``datapatch serve``: one command up, one key down, nothing left behind."""

import socket
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

import psutil

from datapatch.broker import answers, broker_url
from datapatch.config import Config
from tests.serving.conftest import PATIENCE, Server, Start, alive, datapatch, eventually


def test_the_printed_address_answers(start: Start) -> None:
    """The address that is printed answers from the moment it is printed."""
    server = start()
    address = f"http://127.0.0.1:{server.port}"

    assert address in server.printed
    assert status(address) < 500


def test_ctrl_c_leaves_nothing_running(start: Start, config: Config) -> None:
    """Ctrl-C ends the supervisor and every process that descends from it, and their socket."""
    server = start()
    family = server.family()
    assert len(family) >= 5  # supervisor, broker, worker, web server and its processes

    server.press_ctrl_c()

    assert server.process.wait(timeout=PATIENCE) == 0
    assert not any(map(alive, family))
    assert not list(config.instance.glob("broker.sock"))
    assert server.printed.rstrip().endswith("Stopping…")


def test_ctrl_c_cuts_the_first_start_short(start: Start, config: Config) -> None:
    """Nobody has to wait for the sample to be loaded before they may stop."""
    server = start(ready="Loading the sample", DATAPATCH_SAMPLE="1")
    family = server.family()

    server.press_ctrl_c()

    assert server.process.wait(timeout=PATIENCE) == 0
    assert not any(map(alive, family))
    assert "Traceback" not in server.printed


def test_sigterm_ends_everything_too(start: Start) -> None:
    """SIGTERM to the supervisor alone, as a service manager sends it, is a calm end as well."""
    server = start()
    family = server.family()

    server.process.terminate()

    assert server.process.wait(timeout=PATIENCE) == 0
    assert not any(map(alive, family))


def test_a_killed_supervisor_leaves_no_orphans(start: Start) -> None:
    """SIGKILL gives the supervisor no time to tell anybody: the kernel tells its children."""
    server = start()
    family = server.family()

    server.process.kill()
    server.process.wait()

    assert eventually(lambda: not any(map(alive, family)))


def test_a_start_right_after_a_kill_works(start: Start, config: Config) -> None:
    """What a killed server leaves (a lock, a socket, a broker on its way out) stops no new one."""
    first = start()
    first.process.kill()
    first.process.wait()

    second = start(DATAPATCH_PORT=str(first.port))

    assert answers(broker_url(config))
    assert status(f"http://127.0.0.1:{first.port}") < 500
    second.press_ctrl_c()
    assert second.process.wait(timeout=PATIENCE) == 0


def test_each_crashed_child_starts_again(start: Start, config: Config) -> None:
    """Broker, worker and web server are replaced when they crash, and the operator is told."""
    server = start()
    for word in ("worker", "webui", "broker"):
        crashed = server.child(word)
        assert crashed
        crashed.kill()
        assert eventually(partial(replaced, server, word, crashed))

    assert eventually(lambda: answers(broker_url(config)))
    assert status(f"http://127.0.0.1:{server.port}") < 500
    for name in ("The job broker", "The job worker", "The web server"):
        assert f"{name} stopped (code -9); it starts again in 1 s." in server.printed


def test_a_deep_folder_gets_its_socket_elsewhere(start: Start, tmp_path: Path) -> None:
    """A path too long for a socket is no obstacle, and its temporary folder goes at the end."""
    home = tmp_path / ("deep é" * 20)
    server = start(home=home)
    socket_path = Path((home / "instance" / "broker.path").read_text().strip())
    assert socket_path.exists()

    server.press_ctrl_c()

    assert server.process.wait(timeout=PATIENCE) == 0
    assert not socket_path.parent.exists()
    assert not (home / "instance" / "broker.path").exists()


def test_a_taken_port_is_told_in_one_sentence(config: Config) -> None:
    """A port that another program holds is named, with the way to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = datapatch("serve", home=config.home, DATAPATCH_PORT=port)

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert f"Port {port} is taken" in result.stderr


def test_a_second_server_on_one_folder_is_refused(start: Start, config: Config) -> None:
    """Two servers never share an instance folder: the second names it and leaves."""
    start()

    result = datapatch("serve", home=config.home)

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert str(config.home) in result.stderr


def status(address: str) -> int:
    """The status of the page at ``address``."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)


def replaced(server: Server, word: str, old: psutil.Process) -> bool:
    """Whether another process does the work of ``old``."""
    new = server.child(word)
    return new is not None and new.pid != old.pid
