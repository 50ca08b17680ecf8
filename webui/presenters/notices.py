"""The bell's list as its template prints it."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from datapatch.db.models import NoticeKind, Rhythm
from datapatch.translation import Translate
from datapatch.workflow.mails.bells import BellEntry
from datapatch.workflow.mails.notice_words import notice_words
from webui.addresses import dataset_url

Printed = dict[str, object]

ICONS = {
    NoticeKind.ARRIVED: "inbox",
    NoticeKind.ANSWERED: "chat",
    NoticeKind.WAITS: "clock",
    NoticeKind.RETURNED: "undo",
    NoticeKind.QUARANTINE: "pause",
    NoticeKind.FRESHNESS: "calendar",
    NoticeKind.PURGED: "warning",
}


def notices_page(entries: Sequence[BellEntry], translate: Translate) -> dict[str, object]:
    """What is to be done or read, and what was."""
    fresh = [entry for entry in entries if not (entry.handled or entry.seen)]
    past = [entry for entry in entries if entry.handled or entry.seen]
    return {
        "fresh": [_printed(entry, translate) for entry in fresh],
        "past": [_printed(entry, translate) for entry in past],
    }


def rhythms() -> list[Printed]:
    """How often somebody may be mailed: what is sent, and its words."""
    words: dict[Rhythm, str] = {
        Rhythm.AT_ONCE: _("At once, for each suggestion"),
        Rhythm.DAILY: _("At once when nothing else waits, then once a day"),
        Rhythm.WEEKLY: _("At once when nothing else waits, then once a week"),
        Rhythm.NEVER: _("Never: the bell is enough"),
    }
    return [{"value": str(rhythm), "label": said} for rhythm, said in words.items()]


def _printed(entry: BellEntry, translate: Translate) -> Printed:
    decide = url_for("moderation.contribution", contribution_id=entry.contribution or "-")
    return {
        "icon": ICONS[entry.kind],
        "words": notice_words(entry.kind, entry.text, translate),
        "label": entry.label,
        "url": decide if entry.contribution else dataset_url(entry.dataset, "datasets.table"),
        "dataset": str(entry.dataset),
        "when": entry.created_at,
        "handled": entry.handled,
    }
