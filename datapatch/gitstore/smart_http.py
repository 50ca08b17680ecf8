"""Git's smart HTTP protocol (gitprotocol-http): streams in, streams out, stock git between.

Which address this is, and who asks, is settled before; nothing here knows a web framework.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from datapatch.errors import LimitExceeded, NotFound
from datapatch.gitstore.stock import git_command, git_environment, output_of_git
from datapatch.gitstore.streaming import Body, GitStream
from datapatch.gitstore.sweeping import writing
from datapatch.translation import N_

Service = Literal["git-upload-pack", "git-receive-pack"]

_PROTOCOL = re.compile(r"version=[012](:[a-z0-9=:.-]*)?")
_REQUEST_BYTES = 64_000_000  # what a clone may say; a push has its own limit
_CHUNK = 65_536
_TOO_LARGE = N_("The request holds more than {limit} bytes. Push less at once.")


@dataclass(frozen=True, slots=True)
class GitRequest:
    """One POST: its body without transfer encoding, and the two headers that matter.

    ``protocol`` is the Git-Protocol header, ``encoding`` the Content-Encoding ("gzip" or "").
    """

    body: Body
    protocol: str = ""
    encoding: str = ""


def advertise(
    repository: Path, service: Service, *, protocol: str = "", config: Mapping[str, str]
) -> Iterator[bytes]:
    """The answer to ``GET info/refs?service=…`` for the bare repository at this path.

    Its content type is ``application/x-{service}-advertisement``. Raises GitError, Unavailable.
    """
    _check(repository)
    environment = _environment(protocol, {})
    command = git_command(
        _verb(service), "--stateless-rpc", "--advertise-refs", str(repository), config=config
    )
    answer = output_of_git(command, environment)
    if environment.get("GIT_PROTOCOL", "").startswith("version=2") and service.endswith(
        "upload-pack"
    ):
        return iter([answer])
    return iter([_packet(f"# service={service}\n"), b"0000", answer])


def serve(
    repository: Path,
    service: Service,
    request: GitRequest,
    *,
    config: Mapping[str, str],
    environment: Mapping[str, str] | None = None,
    limit: int = _REQUEST_BYTES,
    cleanup: ExitStack | None = None,
) -> GitStream:
    """The answer to ``POST /{service}``, as git writes it; close it when the client leaves.

    Its content type is ``application/x-{service}-result``. ``limit`` bounds the body, in bytes,
    after decompression. While it runs, nothing is swept from the repository; when it is over,
    ``cleanup`` is closed. Raises NotFound, Unavailable.
    """
    command = git_command(_verb(service), "--stateless-rpc", str(repository), config=config)
    with cleanup or ExitStack() as held:
        _check(repository)
        held.enter_context(writing(repository))
        return GitStream(
            command,
            environment=_environment(request.protocol, environment or {}),
            body=_plain(request, limit),
            cleanup=held.pop_all(),
        )


@dataclass(slots=True)
class _Bounded:
    """A body that raises LimitExceeded, once, when it grows past ``limit`` bytes.

    What can still be read then is the rest of ``raw``, as it came.
    """

    raw: Body
    body: Body
    limit: int
    seen: int = 0

    def read(self, size: int = -1, /) -> bytes:
        if self.seen > self.limit:
            return self.raw.read(size)
        data = self.body.read(size)
        self.seen += len(data)
        if self.seen > self.limit:
            raise LimitExceeded(_TOO_LARGE, limit=self.limit)
        return data


class _Unzipped:
    """What a gzip stream holds; raises EOFError where it breaks off and zlib.error on faults."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._zip = zlib.decompressobj(zlib.MAX_WBITS | 16)  # 16: with gzip's head and check sum

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        while not self._zip.eof:
            given = self._zip.unconsumed_tail or self._body.read(_CHUNK)
            if not given:
                raise EOFError
            if data := self._zip.decompress(given, max(size, 0)):
                return data
        return b""


def _plain(request: GitRequest, limit: int) -> Body:
    zipped = request.encoding in ("gzip", "x-gzip")
    plain = _Unzipped(request.body) if zipped else request.body
    return _Bounded(request.body, plain, limit)


def _check(repository: Path) -> None:
    if not (repository / "HEAD").is_file():
        raise NotFound


def _verb(service: Service) -> str:
    return service.removeprefix("git-")


def _environment(protocol: str, extra: Mapping[str, str]) -> dict[str, str]:
    agreed = {"GIT_PROTOCOL": protocol} if _PROTOCOL.fullmatch(protocol) else {}
    return git_environment({**agreed, **extra})


def _packet(text: str) -> bytes:
    data = text.encode()
    return f"{len(data) + 4:04x}".encode("ascii") + data
