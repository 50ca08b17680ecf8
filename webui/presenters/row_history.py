"""The history of one row: a section for each revision that touched it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.changes import RowChange
from datapatch.workflow.past.row_stories import RowChapter
from datapatch.workflow.rows.reading import DatasetView, RowView
from webui.addresses import dataset_url
from webui.presenters.changes import Printed, cells
from webui.presenters.datasets import way_up
from webui.presenters.timeline import credit
from webui.words import day, number


def row_history_page(
    view: DatasetView, row: RowView, told: Sequence[RowChapter], *, progress: Printed | None
) -> Printed:
    """What the page with the history of a row prints; ``progress`` while it is being read."""
    where = {"resource": row.resource, "address": row.content.address}
    title = row.label or _("Row without a name")
    here = {"text": title, "url": dataset_url(view.record.name, "rows.row", **where)}
    count = len(told)
    changes = ngettext("%(number)s change", "%(number)s changes", count, number=number(count))
    since = [_("in the table since %(day)s", day=day(told[-1].event.entry.at))] if told else []
    return {
        "heading": _("History of %(name)s", name=title),
        "breadcrumb": [*way_up(view, below=True), here],
        "stats": [changes, *since],
        "chapters": [_chapter(view, chapter) for chapter in told],
        "row_url": here["url"],
        "progress": progress,
    }


def _chapter(view: DatasetView, chapter: RowChapter) -> Printed:
    entry, touch = chapter.event.entry, chapter.event.touch
    change = RowChange(touch.op, None, touch.rows, chapter.cells)
    said = _("added by %(name)s") if touch.op == "add" else _("changed by %(name)s")
    return {
        "id": f"r-{entry.commit[:12]}",
        "day": day(entry.at),
        "said": said % {"name": credit(entry)},
        "cells": cells(change, chapter.schema),
        "is_new": touch.op == "add",
        "url": dataset_url(view.record.name, "history.revision", commit=entry.commit),
    }
