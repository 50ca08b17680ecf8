"""A verdict on many contributions, before and while it is carried out."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.db.models import Verdict
from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.verdicts.bulk import Preview
from datapatch.workflow.verdicts.bulk_records import BulkRecord
from webui.addresses import dataset_url
from webui.presenters import contributions as present
from webui.presenters.changes import Printed
from webui.words import number

SHOWN = 20
"""Contributions of each kind that are named."""

AGAIN_SECONDS = 2
"""After so long the page of what is being carried out loads itself again."""


def preview_page(name: DatasetName, preview: Preview, verdict: Verdict) -> Printed:
    """What the page prints before anything is decided."""
    count = len(preview.taken)
    accepts = verdict == Verdict.ACCEPT
    if accepts:
        heading = ngettext(
            "Accept one contribution",
            "Accept %(number)s contributions",
            count,
            number=number(count),
        )
    else:
        heading = ngettext(
            "Refuse one contribution",
            "Refuse %(number)s contributions",
            count,
            number=number(count),
        )
    looked_at = sum(map(len, (preview.ready, preview.clashing, preview.failing)))
    return {
        "heading": heading,
        "accepts": accepts,
        "verdict": str(verdict),
        "dataset": str(name),
        "ids": " ".join(record.id for record in preview.taken),
        "count": count,
        "looked_at": looked_at if preview.unseen else 0,
        "unseen": len(preview.unseen),
        "groups": [group for group in _groups(preview) if group["count"]],
        "motives": present.motives(),
    }


def _groups(preview: Preview) -> list[Printed]:
    return [
        _group(_("Ready"), "", preview.ready),
        _group(
            _("Left out: they clash with what was published meanwhile"),
            _("Open each to choose what shall stand."),
            preview.clashing,
        ),
        _group(
            _("Left out: they would add a problem"),
            _("Open each to see it, correct it or refuse it."),
            preview.failing,
        ),
        _group(_("Left out: decided already"), "", preview.decided),
    ]


def _group(title: str, text: str, records: Sequence[ContributionRecord]) -> Printed:
    return {
        "title": title,
        "text": text,
        "count": len(records),
        "items": [
            {
                "title": record.row_label or present.summary(record),
                "url": url_for("moderation.contribution", contribution_id=record.id),
                "text": present.summary(record),
            }
            for record in records[:SHOWN]
        ],
        "more": max(0, len(records) - SHOWN),
    }


def bulk_page(record: BulkRecord, now: datetime) -> Printed:
    """What the page prints while it is carried out, and afterwards."""
    accepts = record.verdict == Verdict.ACCEPT
    kept = record.done - record.left_out
    if accepts:
        done = ngettext("%(number)s published", "%(number)s published", kept, number=number(kept))
    else:
        done = ngettext("%(number)s refused", "%(number)s refused", kept, number=number(kept))
    waits = not record.finished and record.carry_out_at > now
    return {
        "id": record.id,
        "heading": _heading(record, waits=waits),
        "stats": [done, *_left_out(record)],
        "done": record.done,
        "total": record.total,
        "share": round(100 * record.done / record.total) if record.total else 100,
        "waits": waits,
        "finished": record.finished,
        "stopped": record.stopped,
        "reverted": record.reverted,
        "revertible": record.revertible and record.finished,
        "table_url": dataset_url(record.dataset, "datasets.table"),
        "changes_url": dataset_url(record.dataset, "history.changes"),
    }


def _heading(record: BulkRecord, *, waits: bool) -> str:
    if record.finished:
        return str(_("Stopped") if record.stopped else _("Done"))
    if waits:
        return str(_("Decided, and not yet carried out"))
    return str(_("Being carried out"))


def _left_out(record: BulkRecord) -> list[str]:
    if not record.left_out:
        return []
    count = record.left_out
    words = ngettext(
        "%(number)s left out, waiting", "%(number)s left out, waiting", count, number=number(count)
    )
    return [str(words)]
