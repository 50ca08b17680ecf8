"""Files between two pages of the import: kept for a day, for the person who sent them."""

import json
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from datapatch.errors import NotFound
from datapatch.translation import N_
from datapatch.workflow.files import check_size
from datapatch.workflow.importing import SourceFile
from datapatch.workflow.instance import Instance

KEPT = timedelta(days=1)


def keep_upload(instance: Instance, person_id: int, file: SourceFile, *, now: datetime) -> str:
    """Keep ``file``; the name to ask for it by. Raises `LimitExceeded`."""
    check_size(file.name, len(file.data), instance.config.limits.file_bytes)
    forget_old_uploads(instance, now=now)
    name = secrets.token_hex(16)
    folder = _folder(instance) / name
    folder.mkdir(parents=True, mode=0o700)
    (folder / "data").write_bytes(file.data)
    facts = {"name": file.name, "person": person_id, "at": now.isoformat()}
    (folder / "facts.json").write_text(json.dumps(facts))
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


def _folder(instance: Instance) -> Path:
    return instance.config.instance / "uploads"
