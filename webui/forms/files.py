"""Where a file of changes is brought to, and what its sender chose on the page that shows it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.proposals.bulk_drafts import BulkDraft
from webui.addresses import dataset_url
from webui.forms.suggestions import About, Problem

REMOVE, LEAVE_OUT = "remove", "leave_out"
"""What is sent with a file: that rows which it lacks go, that its faulty rows stay out."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A dataset that takes files; with a receipt's ``secret``, in place of what waits there."""

    name: DatasetName
    secret: str = ""

    @property
    def url(self) -> str:
        """Where a file is brought."""
        if self.secret:
            return url_for("amending_files.upload", secret=self.secret)
        return dataset_url(self.name, "uploads.upload")

    def preview_url(self, key: str, **given: str) -> str:
        """What a file that was brought changes; empty parameters are left out."""
        if self.secret:
            wanted: dict[str, Any] = {name: value for name, value in given.items() if value}
            return url_for("amending_files.preview", secret=self.secret, key=key, **wanted)
        return dataset_url(self.name, "uploads.preview", key=key, **given)

    def faults_url(self, key: str) -> str:
        """The list of what is wrong with it, as a file."""
        if self.secret:
            return url_for("amending_files.faults", secret=self.secret, key=key)
        return dataset_url(self.name, "uploads.faults", key=key)


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft with what its sender says of themselves, and what is wrong with that."""

    draft: BulkDraft
    about: About
    problems: tuple[Problem, ...] = ()
    notice: str = ""
    challenge: str = ""
    removing: bool = False
    leaving_out: bool = False

    @property
    def is_sendable(self) -> bool:
        """Whether no row would be sent that the schema objects to."""
        return self.leaving_out or not self.draft.faulty


def read_choices(draft: BulkDraft, about: About) -> Filled:
    """The draft as this request wants it."""
    removing = draft.may_remove and (bool(request.values.get(REMOVE)) or not draft.patch.changes)
    leaving_out = bool(draft.left_out) and bool(request.values.get(LEAVE_OUT))
    return Filled(draft, about, removing=removing, leaving_out=leaving_out)


def brought_file() -> SourceFile:
    """The file of this request; raises `InvalidInput` without one."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise InvalidInput(N_("Choose a file first."))
    return SourceFile(given.filename.replace("\\", "/").rsplit("/", 1)[-1], given.read())
