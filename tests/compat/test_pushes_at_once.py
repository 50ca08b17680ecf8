"""Pushes that meet each other, a publication, or their end in the middle."""

import gc
import os
import re
import socket
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from datapatch.db.models import State
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, PLACES_CSV, Staff
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site
from tests.serving.conftest import eventually

ADA, ZOE = "ada@noreply.127.0.0.1", "zoe@noreply.127.0.0.1"


def row(number: int) -> bytes:
    """The table with one more row."""
    return PLACES_CSV + f"n{number},Place {number},Nice,,\n".encode()


def test_one_person_pushes_a_branch_from_two_places(served: Site, working: Working) -> None:
    """It is one contribution, which holds what came last; every push is told so."""
    copies = [working("zoe") for _ in range(4)]
    for number, copy in enumerate(copies):
        copy.git("checkout", "-q", "-b", "rows")
        copy.commit({TABLE: row(number)})
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda copy: copy.git("push", "origin", "rows"), copies))
    (contribution,) = served.contributions()
    assert all(contribution.id in words for words in said)
    branch = served.git("rev-parse", f"contributions/{contribution.id}", review=True).strip()
    assert branch == contribution.branch_commit
    assert served.git("fsck", "--strict", review=True) == ""


def test_editors_push_to_main_at_once(served: Site, working: Working) -> None:
    """Each is published whole or told to fetch; the branch stays one line of decisions."""
    copies = [working("ada") for _ in range(3)]
    for number, copy in enumerate(copies):
        copy.commit({f"notes/{number}.md": f"Note {number}\n"}, f"Note {number}", email=ADA)

    def push(copy: Clone) -> bool:
        try:
            return bool(copy.git("push", "origin", "main"))
        except AssertionError as error:
            return not re.search("fetch first|moved meanwhile", str(error))

    with ThreadPoolExecutor() as pool:
        published = list(pool.map(push, copies))
    assert any(published)
    count = int(served.git("rev-list", "--count", "--first-parent", "main"))
    assert count == 1 + sum(published)
    kept = {
        int(name[6])
        for name in served.git("ls-tree", "-r", "--name-only", "main", "notes/").split()
    }
    assert kept == {number for number, done in enumerate(published) if done}
    assert all(row.state == State.PUBLISHED for row in served.contributions())
    assert served.git("fsck", "--strict") == served.git("fsck", "--strict", review=True) == ""


def test_a_push_waits_while_somebody_decides(served: Site, working: Working, staff: Staff) -> None:
    """What is being decided is not exchanged under the hands of whoever decides."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "rows")
    copy.commit({TABLE: row(1)}, email=ZOE)
    copy.git("push", "-q", "origin", "rows")
    (first,) = served.contributions()
    copy.commit({TABLE: row(1) + b"n2,Two,Nice,,\n"}, email=ZOE)
    with ThreadPoolExecutor() as pool:
        with served.instance.decision_lock(PLACES):
            pushing = pool.submit(copy.git, "push", "-q", "origin", "rows")
            time.sleep(1)
            assert not pushing.done()
        pushing.result()
    (amended,) = served.contributions()
    assert (amended.id, amended.branch_commit != first.branch_commit) == (first.id, True)
    accept(served.instance, staff.moderator, first.id, now=NOON)
    assert "n2,Two" in served.git("show", f"main:{TABLE}")


def test_pushes_while_moderators_publish(served: Site, working: Working, staff: Staff) -> None:
    """Nothing is lost and nothing clashes, however they fall together."""
    copies = [working("zoe") for _ in range(3)]
    for number, copy in enumerate(copies):
        copy.git("checkout", "-q", "-b", f"row{number}")
        copy.commit({f"notes/{number}.md": "A note\n"}, "A note", email=ZOE)
        copy.git("push", "-q", "origin", f"row{number}")
    waiting = [contribution.id for contribution in served.contributions()]
    for number, copy in enumerate(copies):
        copy.git("checkout", "-q", "-b", f"other{number}", "origin/main")
        copy.commit({f"others/{number}.md": "A note\n"}, "Another", email=ZOE)
    with ThreadPoolExecutor() as pool:
        decisions = [
            pool.submit(accept, served.instance, staff.moderator, each, now=NOON)
            for each in waiting
        ]
        pushes = [
            pool.submit(copy.git, "push", "-q", "origin", f"other{number}")
            for number, copy in enumerate(copies)
        ]
        for future in (*decisions, *pushes):
            future.result()
    for contribution in served.contributions():
        if contribution.state == State.OPEN:
            accept(served.instance, staff.moderator, contribution.id, now=NOON)
    assert len(served.git("ls-tree", "-r", "--name-only", "main", "notes", "others").split()) == 6
    assert served.git("fsck", "--strict") == served.git("fsck", "--strict", review=True) == ""


@pytest.fixture
def own_folder(served: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary files of nobody else; its name is short, as those of sockets must be."""
    assert served  # what the other fixtures make lies elsewhere
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield
        monkeypatch.undo()


@pytest.mark.usefixtures("own_folder")
def test_a_client_that_dies_leaves_nothing(served: Site, working: Working) -> None:
    """Its objects, its processes, its socket and its threads are gone; the next push works."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "big")
    copy.commit({"noise.bin": os.urandom(400_000)})
    before, threads, sockets = served.stored(), threading.active_count(), open_sockets()
    with socket.create_connection(tuple(served.host.split(":"))) as client:  # type: ignore[arg-type]
        client.sendall(begun_push(served, copy))
        assert eventually(lambda: git_children(served) and len(open_sockets()) > len(sockets))
    assert eventually(lambda: not git_children(served))
    assert eventually(lambda: threading.active_count() <= threads)
    assert eventually(lambda: open_sockets() == sockets)
    assert (served.stored(), served.contributions()) == (before, [])
    copy.git("push", "-q", "origin", "big")
    assert len(served.contributions()) == 1
    gc.collect()  # what was not closed would say so now


def begun_push(served: Site, copy: Clone) -> bytes:
    """The first half of what git would send."""
    token = served.address("zoe").split("//")[1].split("@")[0]
    new = copy.git("rev-parse", "HEAD").strip()
    command = f"{'0' * 40} {new} refs/heads/big\0 report-status side-band-64k".encode()
    pack = Path(copy.folder / ".git/half.pack")
    copy.git("repack", "-adq")
    pack.write_bytes(next((copy.folder / ".git/objects/pack").glob("*.pack")).read_bytes())
    body = f"{len(command) + 4:04x}".encode() + command + b"0000" + pack.read_bytes()
    head = [
        f"POST /{PLACES}.git/git-receive-pack HTTP/1.1",
        f"Host: {served.host}",
        f"Authorization: Basic {b64encode(token.encode()).decode()}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body[: len(body) // 2]


def git_children(served: Site) -> list[psutil.Process]:
    """The git processes that serve a push to this instance."""
    home = str(served.instance.config.home)
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if any(home in word for word in process.cmdline()):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def open_sockets() -> set[Path]:
    """The folders in which hooks reach this process."""
    return set(Path(tempfile.gettempdir()).glob("push-*"))
