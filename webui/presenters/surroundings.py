"""What stands around a contribution: who looks, what was said, others on the row, its history."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from datapatch.db.models import Speaker
from datapatch.tables.schema import TableSchema
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import RowEvent, row_history
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.review.surroundings import Surroundings
from datapatch.workflow.verdicts.asking import remarks_of
from webui.addresses import dataset_url
from webui.presenters import contributions as present
from webui.presenters.changes import Printed, field_label
from webui.presenters.receipts import NO_SCHEMA
from webui.presenters.timeline import credit
from webui.words import ago, day

EVENTS = 3
"""The last changes of a row that are told on a contribution's page."""


def surroundings_page(
    instance: Instance,
    record: ContributionRecord,
    examination: Examination | None,
    around: Surroundings,
) -> Mapping[str, object]:
    """What the template reads beside the contribution itself."""
    return {
        "others": [_other(other) for other in around.others],
        "looking": ", ".join(around.looking),
        "agreed": ", ".join(around.agreed) if around.needed > 1 else "",
        "agreement": {"agreed": len(around.agreed), "needed": around.needed},
        "remarks": _remarks(instance, record),
        "past": _past(instance, record, examination),
    }


def _other(other: ContributionRecord) -> Printed:
    return {
        "title": other.row_label or present.summary(other),
        "url": url_for("moderation.contribution", contribution_id=other.id),
        "text": ", ".join((present.summary(other), present.author(other), ago(other.created_at))),
    }


def _remarks(instance: Instance, record: ContributionRecord) -> list[Printed]:
    speakers: dict[Speaker, str] = {
        Speaker.CONTRIBUTOR: present.author(record),
        Speaker.MODERATOR: _("The moderators"),
        Speaker.SYSTEM: "Data Patch",
    }
    return [
        {
            "by": f"{speakers[remark.speaker]}, {ago(remark.created_at)}",
            "text": remark.text,
            "kind": str(remark.speaker),
        }
        for remark in remarks_of(instance, record)
    ]


def _past(
    instance: Instance, record: ContributionRecord, examination: Examination | None
) -> Printed | None:
    """The last changes of the row that a contribution is about; None for another one."""
    if examination is None or len(examination.tables) != 1:
        return None
    table = examination.tables[0]
    change = present.only_change(table)
    if change is None or change.rows[0] is None:
        return None
    name = record.dataset.name
    schema = schemas_of(instance, name).get(table.resource, NO_SCHEMA)
    events = row_history(instance, name, table.resource, change.rows[0])
    where = {"resource": table.resource, "address": record.row_address}
    return {
        "entries": [_event(record, event, schema) for event in events[:EVENTS]],
        "url": dataset_url(name, "history.row", **where) if record.row_address else "",
        "more": max(0, len(events) - EVENTS),
    }


def _event(record: ContributionRecord, event: RowEvent, schema: TableSchema) -> Printed:
    said = _("added by %(name)s") if event.touch.op == "add" else _("changed by %(name)s")
    touched = (event.touch.fields or ()) if event.touch.op == "update" else ()
    return {
        "when": day(event.entry.at),
        "text": said % {"name": credit(event.entry)},
        "note": ", ".join(field_label(schema, name) for name in touched),
        "url": dataset_url(record.dataset.name, "history.revision", commit=event.entry.commit),
    }
