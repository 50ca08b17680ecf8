"""Revisions in words: whom they are owed to, what they did, month by month."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from babel.dates import format_date, format_skeleton
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from datapatch.index.revisions import TableSummary
from datapatch.workflow.past.history import HistoryEntry
from datapatch.workflow.rows.reading import DatasetView
from datapatch.workflow.snapshot import DESCRIPTOR
from webui.addresses import dataset_url
from webui.presenters.changes import Printed
from webui.words import number


def timeline(view: DatasetView, entries: Sequence[HistoryEntry]) -> list[Printed]:
    """What the macro ``timeline`` shows: a title for each month, and its revisions."""
    months = groupby(entries, lambda entry: (entry.at.year, entry.at.month))
    return [
        {
            "title": format_date(date(year, month, 1), "LLLL y", locale=get_locale()),
            "entries": [_entry(view, entry) for entry in those],
        }
        for (year, month), those in months
    ]


def credit(entry: HistoryEntry) -> str:
    """Whom a revision is owed to: "Amine, checked by Léa"."""
    if not entry.reviewer or entry.reviewer == entry.author:
        return entry.author
    return str(_("%(name)s, checked by %(reviewer)s", name=entry.author, reviewer=entry.reviewer))


def rows_of(count: int) -> str:
    """How many rows, in words."""
    return str(ngettext("%(number)s row", "%(number)s rows", count, number=number(count)))


def whole_table(table: TableSummary) -> str:
    """That a table appeared, or vanished, with all its rows."""
    if table.resource:
        return str(_("imported with %(rows)s", rows=rows_of(table.added)))
    return str(_("removed with its %(rows)s", rows=rows_of(table.removed)))


def other_files(paths: Sequence[str]) -> list[str]:
    """What changed beside the tables, in words."""
    told = [p for p in paths if p.rpartition("/")[2] != DESCRIPTOR]
    notes = [_("the description of the data changed")] if len(told) < len(paths) else []
    if len(told) == 1:
        notes.append(_("the file %(path)s changed", path=told[0]))
    elif told:
        notes.append(
            ngettext(
                "%(number)s other file changed",
                "%(number)s other files changed",
                len(told),
                number=number(len(told)),
            )
        )
    return notes


def _entry(view: DatasetView, entry: HistoryEntry) -> Printed:
    parts = [table for table in entry.tables if not table.whole]
    counts = {
        "added": sum(t.added for t in parts),
        "changed": sum(t.updated for t in parts),
        "removed": sum(t.removed for t in parts),
        "cells": sum(t.cells for t in parts),
    }
    return {
        "when": format_skeleton("MMMMd", entry.at, locale=get_locale()),
        "text": entry.subject or _("No words"),
        "by": credit(entry),
        "url": dataset_url(view.record.name, "history.revision", commit=entry.commit),
        "counts": counts if any(counts.values()) else None,
        "note": " · ".join(_notes(view, entry)),
    }


def _notes(view: DatasetView, entry: HistoryEntry) -> list[str]:
    """What a revision did beside changing rows."""
    if entry.changes is None:
        return [_("What changed is still being read.")]
    titles = {table.name: table.title for table in view.tables}
    notes = []
    for table in entry.tables:
        title = titles.get(table.name, table.name)
        if table.whole:
            notes.append(_("%(table)s: %(what)s", table=title, what=whole_table(table)))
        elif table.reshaped:
            notes.append(_("%(table)s: the fields themselves changed", table=title))
    for name in entry.changes.unreadable:
        notes.append(_("%(table)s: no table in this version", table=titles.get(name, name)))
    # The first revision brought every file: only its tables are worth a word.
    return notes if entry.parent is None else [*notes, *other_files(entry.other_files)]
