"""Stock ``git http-backend`` as a WSGI application: a CGI program that is run for each request."""

import os
import subprocess
import threading
from collections.abc import Iterator
from io import BufferedReader
from typing import IO, cast
from wsgiref.types import InputStream, StartResponse, WSGIEnvironment

_CHUNK = 1_048_576
_TOLD = ("REQUEST_METHOD", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "PATH_INFO")
_HEADERS = ("HTTP_GIT_PROTOCOL", "HTTP_CONTENT_ENCODING", "HTTP_ACCEPT")


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
    """What git answers, handed on in large pieces."""
    given = {name: str(environ[name]) for name in (*_TOLD, *_HEADERS) if environ.get(name)}
    protocol = {"GIT_PROTOCOL": given["HTTP_GIT_PROTOCOL"]} if "HTTP_GIT_PROTOCOL" in given else {}
    process = subprocess.Popen(
        ["git", "http-backend"],
        env={**os.environ, **given, **protocol, "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "bench"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    feeder = threading.Thread(target=_feed, args=[environ["wsgi.input"], process.stdin])
    feeder.start()
    return _answer(process, feeder, start)


def _answer(
    process: "subprocess.Popen[bytes]", feeder: threading.Thread, start: StartResponse
) -> Iterator[bytes]:
    printed = cast("BufferedReader", process.stdout)
    status, headers = "200 OK", list[tuple[str, str]]()
    while line := printed.readline().strip():
        name, _, value = line.decode("latin-1").partition(": ")
        if name == "Status":
            status = value
        else:
            headers.append((name, value))
    start(status, headers)
    with printed:
        while chunk := printed.read1(_CHUNK):
            yield chunk
    feeder.join()
    process.wait()


def _feed(body: InputStream, sink: IO[bytes]) -> None:
    with sink:
        while chunk := body.read(_CHUNK):
            sink.write(chunk)
