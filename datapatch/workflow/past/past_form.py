"""Blame and the history of a row as JSON: one form for the API and the command line."""

from collections.abc import Iterable, Mapping

from datapatch.types import Key
from datapatch.workflow.past.blaming import TableBlame
from datapatch.workflow.past.history import HistoryEntry
from datapatch.workflow.past.row_stories import RowChapter

Form = dict[str, object]


def revision_form(entry: HistoryEntry) -> Form:
    """Who made a revision, when, through which contribution; what is not known is null."""
    return {
        "commit": entry.commit,
        "at": entry.at.isoformat(),
        "author": entry.author,
        "reviewer": entry.reviewer or None,
        "contribution": entry.contribution or None,
        "subject": entry.subject,
    }


def revisions_form(entries: Iterable[HistoryEntry]) -> Form:
    """Revisions by commit, the newest first."""
    ordered = sorted(entries, key=lambda entry: -(entry.number or 0))
    return {entry.commit: revision_form(entry) for entry in ordered}


def key_form(fields: Iterable[str], key: Key | None) -> Form | None:
    """A row's key by field; None where no key tells it apart."""
    return None if key is None else dict(zip(fields, key, strict=True))


def cells_form(blamed: TableBlame, row: int) -> Form:
    """The commit to which each cell of a data row is owed, by field."""
    commits: Mapping[str, HistoryEntry] = blamed.row(row)
    return {field: entry.commit for field, entry in commits.items()}


def chapter_form(chapter: RowChapter) -> Form:
    """What one revision did to a row: places from 1, cells as [old, new], as in a diff."""
    touch = chapter.event.touch
    return {
        **revision_form(chapter.event.entry),
        "op": touch.op,
        "row": [None if place is None else place + 1 for place in touch.rows],
        "cells": {cell.field: [cell.old, cell.new] for cell in chapter.cells},
    }
