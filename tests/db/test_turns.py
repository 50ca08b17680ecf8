"""Writers stand in line: who comes first writes first, in every process."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from datapatch.db.session import connect
from datapatch.db.settings import read_setting
from datapatch.db.turns import Turns

HOLD = (
    "import sys; from pathlib import Path; from datapatch.db.turns import Turns; "
    "Turns(Path(sys.argv[1])).take(patience=9); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    """The line before a file."""
    return Turns(tmp_path / "turn")


def _await_in_line(turns: Turns, count: int) -> None:
    while len(turns) < count:
        threading.Event().wait(0.001)


def test_turns_are_taken_in_the_order_of_arrival(turns: Turns) -> None:
    """Of eight that wait for one writer each goes when those before it have gone."""
    went: list[int] = []

    def write(number: int) -> None:
        turn = turns.take(patience=60)
        assert turn
        went.append(number)
        turn.end()

    first = turns.take(patience=60)
    assert first
    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        _await_in_line(turns, number + 2)
    first.end()
    for thread in threads:
        thread.join()

    assert went == list(range(8))


def test_who_waits_too_long_leaves_the_line(turns: Turns) -> None:
    """Whoever gives up holds nobody up, and gets no turn later."""
    first = turns.take(patience=60)
    assert first

    assert turns.take(patience=0.01) is None
    first.end()

    assert turns.take(patience=60)


def test_a_killed_process_gives_its_turn_on(tmp_path: Path) -> None:
    """The kernel frees the turn of a process that dies with it."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "turn")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        other.kill()

        assert Turns(tmp_path / "turn").take(patience=60)


def test_a_failed_transaction_gives_its_turn_on(tmp_path: Path) -> None:
    """After an exception the next writer need not wait."""
    database = connect(f"sqlite:///{tmp_path / 'datapatch.sqlite'}")
    for _ in range(2):
        with pytest.raises(OperationalError), database.transaction() as session:
            read_setting(session, "there is no table yet")
    database.close()
