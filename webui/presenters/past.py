"""JSON documents about the past of rows and cells; `schemas/blame.schema.json` describes them."""

from collections.abc import Mapping, Sequence

from datapatch.types import DatasetName
from datapatch.workflow.past.blaming import BlamedRows
from datapatch.workflow.past.past_form import cells_form, chapter_form, key_form, revisions_form
from datapatch.workflow.past.row_stories import RowChapter
from datapatch.workflow.rows.reading import RowView
from webui.addresses import dataset_url, public_url
from webui.forms.past import BlameRequest
from webui.presenters.api import page_address

Document = Mapping[str, object]


def blame_page(name: DatasetName, found: BlamedRows, asked: BlameRequest) -> Document:
    """For each row, the commit to which each cell is owed; and these commits."""
    total = 1 if asked.row else found.total
    pages = -(-total // asked.page_size)
    return {
        "data": [
            {
                "__id": place.address,
                "row": place.row + 1,
                "key": key_form(found.key, place.key),
                "cells": cells_form(found.blame, place.row),
            }
            for place in found.places
        ],
        "revisions": revisions_form(found.blame.revisions.values()),
        "links": {
            "self": page_address(asked.page),
            "next": page_address(asked.page + 1) if asked.page < pages else None,
            "prev": page_address(min(asked.page - 1, pages)) if asked.page > 1 else None,
        },
        "meta": {
            "page": asked.page,
            "page_size": asked.page_size,
            "total": total,
            "commit": found.commit,
            "dataset": str(name),
        },
    }


def row_history_document(
    name: DatasetName, row: RowView, chapters: Sequence[RowChapter]
) -> Document:
    """What happened to a row, newest first."""
    where = {"resource": row.resource, "address": row.content.address}
    return {
        "data": [chapter_form(chapter) for chapter in chapters],
        "links": {
            "self": public_url(dataset_url(name, "past.row", **where)),
            "row": public_url(dataset_url(name, "api.row", **where)),
            "html": public_url(dataset_url(name, "history.row", **where)),
        },
        "meta": {"commit": row.commit, "dataset": str(name)},
    }
