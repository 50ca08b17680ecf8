"""The pages of a dataset: what stands at their top, the table, the description."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from datapatch.tables.field import Field
from datapatch.tables.licences import Licence
from datapatch.tables.package import Contributor
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.rows.field_kinds import FieldKind
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url, public_url
from webui.presenters.cells import link, web_address
from webui.presenters.pace import pace_words, time_words
from webui.words import ago, number

Printed = Mapping[str, object]


def dataset_top(
    view: DatasetView, current: str, *, resource: str = "", stats: Sequence[str] = ()
) -> Printed:
    """What the macro ``dataset_top`` shows.

    ``current`` is the tab: "table", "changes", "waiting" or "about"; ``stats`` stand before the
    last change; an addition goes into the table ``resource``, by default the first.
    """
    resource = resource or next((table.name for table in view.tables), "")
    changed = _("last change %(when)s by %(name)s", when=ago(view.changed_at), name=view.changed_by)
    addition = report = None
    if view.may_suggest and resource:
        name = view.record.name
        addition = dataset_url(name, "contributing.suggest_addition", resource=resource)
        report = dataset_url(name, "contributing.report_problem", resource=resource)
    return {
        "title": view.title,
        "stats": [*stats, {"text": changed, "icon": "clock"}, *_pace(view)],
        "addition_url": addition,
        "addition_words": preferences_for(view.record).addition_words,
        "report_url": report,
        "tab_items": _tabs(view, current),
    }


def _pace(view: DatasetView) -> list[Printed]:
    """In how long suggestions are decided here, once some were."""
    if view.pace.median is None:
        return []
    words = _("suggestions decided within %(time)s", time=time_words(view.pace.median))
    return [{"text": words, "url": dataset_url(view.record.name, "decision_log.decisions")}]


def way_up(view: DatasetView, *, below: bool = False) -> list[Printed]:
    """The breadcrumb: the workspace, and the dataset itself on pages ``below`` it."""
    workspace = url_for("datasets.workspace", workspace=view.record.name.workspace)
    items: list[Printed] = [{"text": view.record.workspace_title, "url": workspace}]
    if below:
        items.append({"text": view.title, "url": dataset_url(view.record.name, "datasets.table")})
    return items


def _tabs(view: DatasetView, current: str) -> list[Printed]:
    name, waiting = view.record.name, view.waiting
    tabs = [
        ("table", _("Table"), dataset_url(name, "datasets.table"), None),
        ("changes", _("Changes"), dataset_url(name, "history.changes"), number(view.revisions)),
    ]
    if waiting is not None:
        url = dataset_url(name, "datasets.waiting")
        tabs.append(("waiting", _("Waiting"), url, number(waiting)))
    tabs.append(("about", _("About"), dataset_url(name, "datasets.about"), None))
    return [
        {
            "text": text,
            "url": url,
            "count": count,
            "current": key == current,
            "kind": "waiting" if key == "waiting" and waiting else None,
        }
        for key, text, url, count in tabs
    ]


def empty_page(view: DatasetView) -> Printed:
    """What the page of a dataset prints when it holds no table that can be read."""
    return {"dataset": dataset_top(view, "table"), "breadcrumb": way_up(view), **technical(view)}


def about_page(view: DatasetView, schemas: Mapping[str, Sequence[Field]]) -> Printed:
    """What the page about a dataset prints."""
    package, contact = view.package, view.package.contact
    return {
        "dataset": dataset_top(view, "about"),
        "breadcrumb": way_up(view),
        "paragraphs": [part for part in package.description.split("\n\n") if part.strip()],
        "facts": [
            {"label": _("Published by"), "value": view.record.workspace_title},
            *(_licence(licence) for licence in package.licenses),
            *([_contact(contact)] if contact else []),
            _decisions(view),
            _thanks(view),
        ],
        "schemas": [
            {"title": table.title, "rows": [_field_row(field) for field in schemas[table.name]]}
            for table in view.tables
            if table.name in schemas
        ],
        **technical(view),
    }


def _thanks(view: DatasetView) -> Printed:
    url = dataset_url(view.record.name, "thanks.thanks")
    return {"label": _("Thanks to"), "value": _("those who contributed"), "url": url}


def technical(view: DatasetView, resource: str = "") -> dict[str, object]:
    """Addresses for technical users: to clone, to read rows, the descriptor."""
    name = view.record.name
    resource = resource or next((table.name for table in view.tables), "")
    rows = dataset_url(name, "api.rows", resource=resource) if resource else ""
    return {
        "clone_url": public_url(f"/{name}.git"),
        "api_url": public_url(rows) if rows else "",
        "links": [
            {"text": "datapackage.json", "url": dataset_url(name, "datasets.descriptor")},
            {"text": _("The API of this dataset"), "url": dataset_url(name, "openapi.page")},
            {"text": _("About the API"), "url": url_for("api.index")},
        ],
    }


def waiting_page(view: DatasetView, waiting: Sequence[ContributionRecord]) -> Printed:
    """What the list of waiting contributions prints; each leads to its page for a moderator."""
    return {
        "dataset": dataset_top(view, "waiting"),
        "breadcrumb": way_up(view),
        "columns": [{"label": text} for text in (_("Row"), _("Kind"), _("Since"))],
        "rows": [_waiting_row(record, moderates=view.may_moderate) for record in waiting],
    }


def _waiting_row(record: ContributionRecord, *, moderates: bool) -> Printed:
    kinds = {
        "correction": _("Correction"),
        "addition": _("Addition"),
        "deletion": _("Removal"),
        "mixed": _("Several changes"),
    }
    url = url_for("moderation.contribution", contribution_id=record.id) if moderates else None
    cells = [record.row_label or "…", kinds[record.kind], ago(record.created_at)]
    return {"cells": cells, "url": url}


def _licence(licence: Licence) -> Printed:
    url = licence.path if web_address(licence.path) else ""
    return {"label": _("Licence"), "value": licence.label, "url": url, "external": True}


def _decisions(view: DatasetView) -> Printed:
    """How suggestions are decided, and where each can be read."""
    url = dataset_url(view.record.name, "decision_log.decisions")
    return {"label": _("Decisions"), "value": pace_words(view.pace) or _("none yet"), "url": url}


def _contact(contact: Contributor) -> Printed:
    url = link(FieldKind.EMAIL, contact.email) or link(FieldKind.WEB, contact.path)
    name = contact.title or contact.organization or contact.email
    return {"label": _("Contact"), "value": name, "url": url, "icon": "mail"}


def _field_row(field: Field) -> Printed:
    title = {"text": field.label, "note": field.name if field.label != field.name else ""}
    choices = ", ".join(field.choices.values) if field.choices else ""
    said = {"text": field.description or choices}
    if field.description and choices:
        said["note"] = _("Choices: %(choices)s", choices=choices)
    return {"cells": [title, said, field.example]}
