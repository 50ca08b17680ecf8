#!/usr/bin/env python3
"""The hooks pre-receive and proc-receive: ask the server that runs this push, and obey.

Run as ``handing_over.py pre-receive`` or ``handing_over.py proc-receive``. The server listens on
the Unix socket named by DATAPATCH_PUSH_SOCKET; one line of JSON goes there, one comes back.
DATAPATCH_PUSH_GONE is what is said, in the pusher's language, when the server does not answer.
Only a few quick modules of the standard library are imported: a push waits for this program.
"""

from __future__ import annotations

import json
import os
import socket
import sys

TYPE_CHECKING = False  # typing itself takes longer to import than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypedDict

    class Ref(TypedDict):
        """The answer about one ref."""

        ref: str
        ok: bool
        reason: str
        lines: list[str]

    class Answer(TypedDict):
        """What the server says; ``refs`` is empty for pre-receive."""

        accepted: bool
        lines: list[str]
        refs: list[Ref]


GONE = "The server did not answer. Look at the dataset before you push again."


def main(hook: str) -> int:
    """The exit status that git expects: 0 lets the push go on."""
    try:
        return {"pre-receive": pre_receive, "proc-receive": proc_receive}[hook]()
    except (OSError, ValueError, LookupError):
        tell([os.environ.get("DATAPATCH_PUSH_GONE", GONE)])
        return 1


def pre_receive() -> int:
    """Git gives "old new ref" lines; the objects are still in quarantine."""
    updates = [line.rstrip(b"\n") for line in sys.stdin.buffer]
    # a push that only deletes brings no objects, and git makes no quarantine for it
    quarantine = os.environ.get("GIT_QUARANTINE_PATH", "")
    answer = ask("pre-receive", updates, quarantine)
    tell(answer["lines"])
    return 0 if answer["accepted"] is True else 1


def proc_receive() -> int:
    """Speak the protocol of githooks(5), proc-receive, version 1: commands in, a report out."""
    if read_packets()[0].split(b"\0", 1)[0].strip() != b"version=1":
        raise ValueError
    write_packets([b"version=1"])
    answer = ask("proc-receive", [line.rstrip(b"\n") for line in read_packets()], "")
    tell(answer["lines"])
    report = []
    for ref in answer["refs"]:
        tell(ref["lines"])
        name = os.fsencode(ref["ref"])
        if ref["ok"] is True:
            report.append(b"ok " + name)
        else:
            report.append(b"ng " + name + b" " + " ".join(ref["reason"].split()).encode())
    write_packets(report)
    return 0


def ask(hook: str, updates: Iterable[bytes], quarantine: str) -> Answer:
    """What the server says about these "old new ref" lines."""
    asked = {
        "hook": hook,
        "updates": [os.fsdecode(line).split(" ", 2) for line in updates],
        "quarantine": quarantine,
    }
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.environ["DATAPATCH_PUSH_SOCKET"])
        with connection.makefile("rwb") as stream:
            stream.write(json.dumps(asked).encode() + b"\n")
            stream.flush()
            answer: Answer = json.loads(stream.readline())
    return answer


def tell(lines: Iterable[str]) -> None:
    """Show these lines in the pusher's terminal."""
    for line in lines:
        sys.stderr.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stderr.buffer.flush()


def read_packets() -> list[bytes]:
    """The packets up to the next flush packet."""
    packets = []
    while size := int(sys.stdin.buffer.read(4), 16):
        packets.append(sys.stdin.buffer.read(size - 4))
    return packets


def write_packets(packets: Iterable[bytes]) -> None:
    """These packets and a flush packet."""
    for packet in packets:
        sys.stdout.buffer.write(f"{len(packet) + 4:04x}".encode() + packet)
    sys.stdout.buffer.write(b"0000")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
