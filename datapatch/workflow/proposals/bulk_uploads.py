"""Uploaded files until they are sent: kept for a day under a name that nobody can guess.

What a file proposes is written beside it, at once or by a job, so that no page reads it again. Who
knows the name may look and send.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from datapatch.accounts.policy import Action, Actor
from datapatch.errors import DataPatchError, InvalidInput, NotFound, Unavailable
from datapatch.tables.notes import Note
from datapatch.tables.patch import parse_patch, patch_json
from datapatch.tables.violation import Violation
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName, ObjectId
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.imports.uploading import forget_upload, keep_upload, read_upload
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.bulk_drafts import BulkDraft, draft_of
from datapatch.workflow.proposals.faulty_rows import FaultyRow

NOBODY = 0
"""Whose file it is: its name, which is secret, opens it."""
_DRAFT, _REQUEST = "draft.json", "request.json"
_OPERATOR = Actor(is_administrator=True)
_FULL = N_(
    "This server keeps as many uploaded files as it can at the moment. Nothing was sent. "
    "Try again tomorrow."
)
_DAMAGED = N_("{file} could not be read: {reason}. Save it again, or choose another format.")


def keep_file(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    file: SourceFile,
    *,
    resource: str = "",
    now: datetime,
) -> str:
    """Keep a file that is to become a contribution; the secret name to ask for it by.

    Raises `NotFound`, `Forbidden`, `LimitExceeded` and `Unavailable`.
    """
    find_dataset(instance, actor, name, Action.SUGGEST)
    kept = sum(path.stat().st_size for path in _uploads(instance).glob("*/data"))
    if kept + len(file.data) > instance.config.limits.uploads_bytes:
        raise Unavailable(_FULL)
    key = keep_upload(instance, NOBODY, file, now=now)
    _write(_uploads(instance) / key / _REQUEST, {"dataset": str(name), "resource": resource})
    return key


def prepare(instance: Instance, name: DatasetName, key: str) -> None:
    """Write down what a kept file proposes, or why nothing; nothing happens when it is gone.

    Whoever asked for it was asked by the policy.
    """
    try:
        request, file = _request(instance, name, key), read_upload(instance, NOBODY, key)
        record = find_dataset(instance, _OPERATOR, name)
    except NotFound:
        return
    try:
        found = _stored(draft_of(instance, record, file, str(request["resource"])))
    except DataPatchError as error:
        found = {"refused": error.template, "data": _plain(error.data)}
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        # A file from elsewhere may break any reader: its sender is told, and does not wait for it.
        found = {"refused": _DAMAGED, "data": {"file": file.name, "reason": repr(error)}}
    _write(_uploads(instance) / key / _DRAFT, found)


def read_draft(instance: Instance, actor: Actor, name: DatasetName, key: str) -> BulkDraft | None:
    """What a kept file proposes; None while that is being made.

    Raises `NotFound` once the file is gone, and `InvalidInput` when it was refused.
    """
    find_dataset(instance, actor, name, Action.SUGGEST)
    _request(instance, name, key)
    path = _uploads(instance) / key / _DRAFT
    if not path.is_file():
        return None
    stored = json.loads(path.read_text())
    if "refused" in stored:
        raise InvalidInput(stored["refused"], **stored["data"])
    return _draft(stored)


def forget(instance: Instance, key: str) -> None:
    """Delete a kept file and what was made of it."""
    forget_upload(instance, key)


def _request(instance: Instance, name: DatasetName, key: str) -> Mapping[str, object]:
    path = _uploads(instance) / key / _REQUEST
    if not (key.isalnum() and path.is_file()):
        raise NotFound(N_("This file is no longer here. Bring it again: nothing was sent."))
    request: Mapping[str, object] = json.loads(path.read_text())
    if request["dataset"] != str(name):
        raise NotFound
    return request


def _stored(draft: BulkDraft) -> dict[str, object]:
    return {
        "file": draft.file,
        "base": draft.base,
        "resource": draft.patch.resource,
        "patch": patch_json(draft.patch),
        "removals": patch_json(draft.removals),
        "missing_count": draft.missing_count,
        "notes": [{"template": n.template, "data": _plain(n.data)} for n in draft.notes],
        "faulty": [
            {"change": row.change, "violations": [_violation(v) for v in row.violations]}
            for row in draft.faulty
        ],
        "left_out": draft.left_out,
        "label": draft.label,
        "author": draft.author,
        "message": draft.message,
    }


def _draft(stored: Mapping[str, Any]) -> BulkDraft:
    resource = stored["resource"]
    return BulkDraft(
        file=stored["file"],
        base=CommitId(ObjectId(stored["base"])),
        patch=parse_patch(stored["patch"], resource),
        removals=parse_patch(stored["removals"], resource),
        missing_count=stored["missing_count"],
        notes=tuple(Note(kept["template"], kept["data"]) for kept in stored["notes"]),
        faulty=tuple(
            FaultyRow(kept["change"], tuple(Violation(**each) for each in kept["violations"]))
            for kept in stored["faulty"]
        ),
        left_out=tuple(stored["left_out"]),
        label=stored["label"],
        author=stored["author"],
        message=stored["message"],
    )


def _violation(found: Violation) -> dict[str, object]:
    return {
        "row": found.row,
        "field": found.field,
        "field_position": found.field_position,
        "type": found.type,
        "cell": found.cell,
        "template": found.template,
        "data": _plain(found.data),
    }


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    """What fills a sentence, as JSON can hold it."""
    return {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in data.items()
    }


def _write(path: Path, document: Mapping[str, object]) -> None:
    """Whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(document, ensure_ascii=False))
    fresh.rename(path)


def _uploads(instance: Instance) -> Path:
    return instance.config.instance / "uploads"
