"""Stock git against the server as it is deployed: several processes, streams both ways."""

import gzip
import os
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from datapatch.config import Config
from datapatch.workflow.instance import Instance
from tests.builders import PLACES, PLACES_CSV, add_staff, import_places, make_instance
from tests.pushing import TABLE, Clone, Site, add_contributor
from tests.serving.conftest import PATIENCE, Start, eventually


@pytest.fixture
def instance(config: Config) -> Iterator[Instance]:
    """Three places, and ``zoe`` who has no role; the server will find them."""
    made = make_instance(config.home)
    import_places(made)
    add_staff(made)
    add_contributor(made)
    yield made
    made.database.close()


@pytest.fixture
def site(instance: Instance, start: Start) -> Site:
    """The running server around them."""
    return Site(instance, f"127.0.0.1:{start().port}")


def test_clone_and_push(site: Site, tmp_path: Path) -> None:
    """A push far beyond git's buffer comes in pieces, and becomes a contribution."""
    here = Clone(tmp_path)
    here.git("clone", "-q", site.address("zoe"), "copy")
    copy = Clone(tmp_path / "copy")
    copy.git("checkout", "-q", "-b", "big")
    noise = os.urandom(6_000_000)
    copy.commit({"noise.bin": noise, TABLE: PLACES_CSV + b"p4,New,Nice,,\n"})
    said = copy.git("-c", "http.postBuffer=65536", "push", "origin", "big")
    (contribution,) = site.contributions()
    assert contribution.id in said
    with site.instance.repositories(PLACES) as pair:
        found = pair.review.read(pair.review.resolve(contribution.branch_commit or ""), "noise.bin")
    assert found == noise
    copy.commit({TABLE: PLACES_CSV + b"p1,Twice,Nice,,\n"})
    before = site.stored()
    assert "remote: data/places.csv: Row 5" in copy.git("push", "origin", "big", fails=True)
    assert site.stored() == before


def test_http_details(site: Site) -> None:
    """HEAD, compressed bodies, chunks, Expect: 100-continue, and clients that leave."""
    address = f"http://{site.host}/{PLACES}.git"
    refs = f"{address}/info/refs?service=git-upload-pack"
    head = requests.head(refs, timeout=PATIENCE)
    assert (head.status_code, head.text) == (200, "")
    version2 = {"Git-Protocol": "version=2"}
    asked = b"0014command=ls-refs\n00010009peel\n0000"
    fetching = f"{address}/git-upload-pack"
    plain = requests.post(fetching, data=asked, headers=version2, timeout=PATIENCE)
    assert b"refs/heads/main" in plain.content
    zipped = requests.post(
        fetching,
        data=gzip.compress(asked),
        headers={**version2, "Content-Encoding": "gzip"},
        timeout=PATIENCE,
    )
    chunked = requests.post(
        fetching,
        data=iter([asked[:9], asked[9:]]),
        headers=version2,
        timeout=PATIENCE,
    )
    assert zipped.content == chunked.content == plain.content
    assert expecting(site, asked).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert requests.post(fetching, data=b"x" * 99, timeout=PATIENCE).content == b""
    leave_in_the_middle(site)
    assert requests.get(refs, timeout=PATIENCE).status_code == 200
    assert eventually(lambda: not list(site.instance.config.repos.rglob("tmp_*")))


def expecting(site: Site, body: bytes) -> bytes:
    """The answers to a client that asks whether it may send its body."""
    lines = [
        f"POST /{PLACES}.git/git-upload-pack HTTP/1.1",
        f"Host: {site.host}",
        "Git-Protocol: version=2",
        "Expect: 100-continue",
        "Connection: close",
        f"Content-Length: {len(body)}",
    ]
    host, port = site.host.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = client.recv(25)
        client.sendall(body)
        while piece := client.recv(65_536):
            answer += piece
    return answer


def leave_in_the_middle(site: Site) -> None:
    """Begin a push in chunks, and go."""
    token = site.address("zoe").split("//")[1].split("@")[0]
    lines = [
        f"POST /{PLACES}.git/git-receive-pack HTTP/1.1",
        f"Host: {site.host}",
        f"Authorization: Basic {b64encode(token.encode()).decode()}",
        "Transfer-Encoding: chunked",
    ]
    command = f"{'0' * 40} {'1' * 40} refs/heads/x\0 report-status".encode()
    body = f"{len(command) + 4:04x}".encode() + command + b"0000PACK\0\0\0\2\0\0\0\7"
    host, port = site.host.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode() + b"%x\r\n" % (len(body) + 99) + body)
