"""Files between two pages of the import: kept for a day, for the person who sent them."""

import json
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from datapatch.errors import NotFound, Unavailable
from datapatch.translation import N_
from datapatch.workflow.files import check_size
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.instance import Instance

KEPT = timedelta(days=1)
NOT_KEPT = N_(
    "{file} could not be kept: {reason}. Nothing was published. "
    "Try again later, or ask the people who run this server to make room."
)


def keep_upload(instance: Instance, person_id: int, file: SourceFile, *, now: datetime) -> str:
    """Keep ``file``; the name to ask for it by.

    Raises `LimitExceeded`, or `Unavailable` when the disk does not take it.
    """
    check_size(file.name, len(file.data), instance.config.limits.file_bytes)
    forget_old_uploads(instance, now=now)
    name = secrets.token_hex(16)
    facts = {"name": file.name, "person": person_id, "at": now.isoformat()}
    try:
        _write(_folder(instance) / name, file.data, json.dumps(facts))
    except OSError as error:
        forget_upload(instance, name)
        raise Unavailable(NOT_KEPT, file=file.name, reason=error.strerror or error) from error
    return name


def read_upload(instance: Instance, person_id: int, name: str) -> SourceFile:
    """What this person kept under ``name``; raises `NotFound`."""
    folder = _folder(instance) / name
    if not (name.isalnum() and (folder / "facts.json").is_file()):
        raise NotFound(N_("This file is no longer here. Bring it again: nothing was published."))
    facts = json.loads((folder / "facts.json").read_text())
    if facts["person"] != person_id:
        raise NotFound
    return SourceFile(facts["name"], (folder / "data").read_bytes())


def forget_upload(instance: Instance, name: str) -> None:
    """Delete a kept file."""
    if name.isalnum():
        shutil.rmtree(_folder(instance) / name, ignore_errors=True)


def forget_old_uploads(instance: Instance, *, now: datetime) -> None:
    """Delete what was kept for longer than a day, and what a killed process left unfinished."""
    for folder in _folder(instance).glob("*"):
        if now - datetime.fromtimestamp(folder.stat().st_mtime, now.tzinfo) > KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, data: bytes, facts: str) -> None:
    """The file that says what it is comes last: without it, nothing is there."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "data").write_bytes(data)
    (folder / "facts.new").write_text(facts)
    (folder / "facts.new").rename(folder / "facts.json")


def _folder(instance: Instance) -> Path:
    return instance.config.instance / "uploads"
