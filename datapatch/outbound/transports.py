"""How a mail leaves: what every transport promises, and the one that writes to a folder."""

import hashlib
import os
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum, auto
from pathlib import Path
from typing import Protocol


class Result(Enum):
    """What became of one mail."""

    SENT = auto()
    LATER = auto()
    """Refused for now: try again."""
    NEVER = auto()
    """Refused for good."""
    NOBODY = auto()
    """Refused for good, since there is nobody at this address."""
    UNREACHABLE = auto()
    """Nothing can be sent at the moment, whichever mail it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail, and the other side's words without the recipient's address."""

    result: Result
    detail: str = ""


class Transport(Protocol):
    """A way for mails to leave."""

    sender: str

    def send(self, message: EmailMessage) -> Outcome:
        """What became of ``message``. Expected failures are outcomes, not exceptions."""

    def close(self) -> None:
        """End the batch; a later ``send`` begins another."""


class FolderTransport:
    """Writes each mail as one ``.eml`` file, for an instance without a mail server.

    The same mail sent twice is one file.
    """

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.sender = sender
        self._folder = folder

    def send(self, message: EmailMessage) -> Outcome:
        """Write ``message`` to a temporary name, then rename: nobody reads half a mail."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(message)
        except OSError as error:
            return Outcome(Result.UNREACHABLE, error.strerror or type(error).__name__)
        return Outcome(Result.SENT)

    def _write(self, message: EmailMessage) -> None:
        path = self._folder / _file_name(message)
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        with unfinished.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def close(self) -> None:
        """Nothing stays open between two mails."""


def _file_name(message: EmailMessage) -> str:
    digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
    return f"{message['Date'].datetime:%Y%m%dT%H%M%SZ}-{digest}.eml"
