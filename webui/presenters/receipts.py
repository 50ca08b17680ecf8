"""The receipt of a contribution, as its template prints it."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from datapatch.db.models import State
from datapatch.tables.changes import RowChange
from datapatch.tables.schema import TableSchema
from datapatch.workflow.contributions import ContributionRecord
from webui.addresses import dataset_url
from webui.presenters.changes import Printed, cells, rows
from webui.presenters.contributions import dots_dates, dots_state

NO_SCHEMA = TableSchema.from_descriptor({"fields": []})


def receipt_page(
    record: ContributionRecord, schemas: Mapping[str, TableSchema]
) -> dict[str, object]:
    """What the receipt's template reads; ``schemas`` are those of the dataset's tables."""
    changes = [(p.resource, change) for p in record.patches for change in p.changes]
    return {
        "record": record,
        "heading": _heading(record),
        "dots_state": dots_state(record),
        "dates": dots_dates(record),
        "cells": _only_cells(changes, schemas),
        "rows": _rows(record, schemas) if len(changes) > 1 else [],
        "table_url": dataset_url(record.dataset.name, "datasets.table", resource=record.resource),
        "published_url": _published_url(record),
    }


def _heading(record: ContributionRecord) -> str:
    headings: dict[State, str] = {
        State.PUBLISHED: _("Thank you. Your suggestion is published."),
        State.REFUSED: _("Your suggestion was not kept."),
        State.WITHDRAWN: _("You took your suggestion back."),
    }
    return headings.get(record.state) or str(_("Thank you. Your suggestion is waiting."))


def _only_cells(
    changes: list[tuple[str, RowChange]], schemas: Mapping[str, TableSchema]
) -> list[Printed]:
    if len(changes) != 1:
        return []
    resource, change = changes[0]
    return cells(change, schemas.get(resource, NO_SCHEMA))


def _rows(record: ContributionRecord, schemas: Mapping[str, TableSchema]) -> list[Printed]:
    return [
        printed
        for patch in record.patches
        for printed in rows(
            patch.changes,
            schemas.get(patch.resource, NO_SCHEMA),
            titles=lambda change: ", ".join(change.key or ()),
            address=lambda _change: None,
        )
    ]


def _published_url(record: ContributionRecord) -> str:
    if record.published_commit is None:
        return ""
    commit = record.published_commit[:12]
    return dataset_url(record.dataset.name, "history.revision", commit=commit)


def mail_url(record: ContributionRecord, address: str) -> str:
    """A mail to oneself that keeps the address of a receipt."""
    subject = _("My suggestion: %(title)s", title=record.row_label)
    return f"mailto:?{urlencode({'subject': subject, 'body': address}, quote_via=quote)}"
