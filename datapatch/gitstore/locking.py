"""Locks between processes that the kernel releases when their holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def shared(file: Path) -> Iterator[None]:
    """Hold ``file`` together with other sharers; wait for an exclusive holder to leave."""
    with _locked(file, fcntl.LOCK_SH):
        yield


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold ``file`` alone; wait for every other holder to leave."""
    with _locked(file, fcntl.LOCK_EX):
        yield


@contextmanager
def exclusive_if_free(file: Path) -> Iterator[bool]:
    """True while ``file`` is held alone; False, at once, when somebody else holds it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def _locked(file: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
