"""What a push changes, in the words of a contribution: its patches, its label, its title."""

from collections.abc import Sequence
from dataclasses import replace

from datapatch.tables.patch import Patch, patch_of
from datapatch.translation import N_, Translate
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.rows.labelling import patch_label, patch_subject


def patches_of(examination: Examination) -> list[Patch]:
    """What a pushed commit changes against the published tables, one patch for each table."""
    return [
        patch_of(table.changes, table.resource)
        for table in examination.tables
        if not table.changes.is_empty
    ]


def shortened(patches: Sequence[Patch], limit: int) -> list[Patch]:
    """The first ``limit`` changes of these patches: a push may rewrite the whole table.

    What the database keeps is for people to read; the commit holds everything.
    """
    kept = []
    for patch in patches:
        changes = patch.changes[: max(0, limit)]
        order = patch.row_order if len(patch.row_order or ()) <= limit else None
        kept.append(replace(patch, changes=changes, row_order=order))
        limit -= len(changes)
    return kept


def row_label(examination: Examination, patches: Sequence[Patch]) -> str:
    """What a push is about, in few words: its first row, else its first file."""
    for table in examination.tables:
        for patch in patches:
            if patch.resource == table.resource:
                return patch_label(table.published, patch)
    return examination.files[0].path if examination.files else ""


def subject(patches: Sequence[Patch], label: str, translate: Translate) -> str:
    """The first line of a commit that does what these patches do."""
    if len(patches) == 1:
        return patch_subject(patches[0], label, translate)
    return translate(N_("Change {label}")).format(label=label)
