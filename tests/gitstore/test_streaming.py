"""Git processes that serve a request end with it."""

import io
import os
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

from datapatch.errors import NotFound
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.smart_http import GitRequest, advertise, serve
from datapatch.gitstore.streaming import GitStream
from tests.serving.conftest import alive, eventually


def stream(command: str, body: bytes = b"", cleanup: ExitStack | None = None) -> GitStream:
    """A process that runs a shell command, as git would run."""
    return GitStream(
        ["sh", "-c", command],
        environment=dict(os.environ),
        body=io.BytesIO(body),
        cleanup=cleanup or ExitStack(),
    )


def test_streams_both_ways() -> None:
    """What goes in comes out, however large, and the process is gone afterwards."""
    data = os.urandom(5_000_000)
    assert b"".join(stream("cat", data)) == data


def test_a_client_that_leaves() -> None:
    """Closing ends the process and its children, and releases what it held."""
    released = threading.Event()
    cleanup = ExitStack()
    cleanup.callback(released.set)
    answer = stream("echo $$; sleep 1000 & sleep 1000", cleanup=cleanup)
    group = int(next(answer))
    answer.close()
    assert released.is_set()
    assert list(answer) == []
    assert eventually(lambda: not _alive(group))


def _alive(group: int) -> list[psutil.Process]:
    """The processes of a group that have not ended."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group and alive(process):
                found.append(process)
    return found


def test_a_stream_that_nobody_reads() -> None:
    """Closing before the first byte ends the process as well."""
    before = set(psutil.Process().children())
    answer = stream("sleep 1000")
    (process,) = set(psutil.Process().children()) - before
    answer.close()
    assert not alive(process)


def test_a_process_that_stops_reading() -> None:
    """The rest of the request is taken all the same, so that the client reads the answer."""
    body = io.BytesIO(bytes(3_000_000))
    answer = GitStream(
        ["sh", "-c", "echo no"], environment=dict(os.environ), body=body, cleanup=ExitStack()
    )
    assert b"".join(answer) == b"no\n"
    assert body.read() == b""


@pytest.mark.parametrize("body", [b"junk", b"\x1f\x8b\x08truncated"])
def test_a_body_that_is_not_gzip(pair: DatasetRepositories, body: bytes) -> None:
    """A body that cannot be unpacked is the end of the request, not of the server."""
    request = GitRequest(io.BytesIO(body), encoding="gzip")
    answer = serve(pair.published_path, "git-upload-pack", request, config={})
    assert b"PACK" not in b"".join(answer)


def test_a_body_past_the_limit(pair: DatasetRepositories) -> None:
    """A body that unpacks without end is cut off."""
    request = GitRequest(io.BytesIO(b"0032want " * 1000))
    answer = serve(pair.published_path, "git-upload-pack", request, config={}, limit=100)
    assert b"PACK" not in b"".join(answer)


def test_no_such_repository(tmp_path: Path) -> None:
    """A missing repository is not found before anything is answered."""
    with pytest.raises(NotFound):
        advertise(tmp_path, "git-upload-pack", config={})
    with pytest.raises(NotFound):
        serve(tmp_path, "git-upload-pack", GitRequest(io.BytesIO()), config={})


def test_the_machine_s_settings_do_not_matter(
    pair: DatasetRepositories, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the user's configuration nor variables for git reach the process."""
    (tmp_path / ".gitconfig").write_text("[uploadpack]\n\thideRefs = refs\n[broken\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    packets = b"".join(advertise(pair.published_path, "git-upload-pack", config={}))
    assert packets.startswith(b"001e# service=git-upload-pack\n0000")
