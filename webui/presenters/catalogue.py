"""The front page, the results of a search, the page of a workspace."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.workflow.datasets import DatasetSummary
from datapatch.workflow.rows.searching import DatasetFound
from datapatch.workflow.workspaces import FirstSteps, WorkspaceView
from webui.addresses import dataset_url
from webui.presenters.cells import shortened
from webui.presenters.datasets import Printed
from webui.words import ago, number

INTRO_LENGTH = 180
"""Characters of a description that a card shows."""


def home_page(datasets: Sequence[DatasetSummary], steps: FirstSteps, *, logged_in: bool) -> Printed:
    """What the front page prints: the datasets, and the first steps while there are any left."""
    rows = sum(dataset.rows for dataset in datasets)
    counted = [
        ngettext("%(number)s dataset", "%(number)s datasets", len(datasets), number=len(datasets)),
        ngettext("%(number)s row", "%(number)s rows", rows, number=number(rows)),
    ]
    shows_steps = not datasets or (steps.may_import and not steps.is_over)
    return {
        "cards": [_card(dataset) for dataset in datasets],
        "stats": counted if datasets else [],
        "steps": _steps(steps, logged_in=logged_in) if shows_steps else [],
        "import_url": url_for("importing.upload") if steps.may_import and datasets else None,
    }


def results_page(found: Sequence[DatasetFound], text: str) -> Printed:
    """What a search over all data prints."""
    rows = sum(item.total for item in found)
    return {
        "search_text": text,
        "total": ngettext("%(number)s row", "%(number)s rows", rows, number=number(rows)),
        "results": [_result(item, text) for item in found],
    }


def workspace_page(view: WorkspaceView) -> Printed:
    """What the page of a workspace prints."""
    return {
        "title": view.title,
        "cards": [_card(dataset, in_workspace=True) for dataset in view.datasets],
        "import_url": url_for("importing.upload") if view.may_import else None,
    }


def _card(dataset: DatasetSummary, *, in_workspace: bool = False) -> Printed:
    stats: list[str] = []
    if not dataset.broken:
        stats.append(
            ngettext("%(number)s row", "%(number)s rows", dataset.rows, number=number(dataset.rows))
        )
    if dataset.changed_at:
        stats.append(_("last change %(when)s", when=ago(dataset.changed_at)))
    broken = _("This dataset cannot be read just now. Its operator can tell more.")
    description = broken if dataset.broken else shortened(dataset.description, INTRO_LENGTH)
    return {
        "title": dataset.title,
        "url": dataset_url(dataset.record.name, "datasets.table"),
        "workspace": "" if in_workspace else dataset.record.workspace_title,
        "description": description,
        "stats": stats,
        "status": None if dataset.record.facts.public else "private",
    }


def _result(item: DatasetFound, text: str) -> Printed:
    name = item.summary.record.name
    return {
        "card": _card(item.summary),
        "tables": [
            {
                "rows": [
                    {
                        "label": row.label,
                        "url": dataset_url(
                            name, "rows.row", resource=table.resource, address=row.address
                        ),
                    }
                    for row in table.rows
                ],
                "more": _("See all %(number)s rows", number=number(table.total))
                if table.total > len(table.rows)
                else None,
                "url": dataset_url(name, "datasets.table", resource=table.resource, q=text),
            }
            for table in item.tables
        ],
    }


def _steps(steps: FirstSteps, *, logged_in: bool) -> list[Printed]:
    shared = dataset_url(steps.dataset, "datasets.table") if steps.dataset else None
    told: list[dict[str, object]] = [
        {
            "title": _("Log in"),
            "text": _("“make run” printed a link that logs you in as administrator."),
            "url": url_for("accounts.log_in"),
            "action": _("Log in"),
            "done": logged_in,
        },
        {
            "title": _("Bring your table"),
            "text": _("A CSV file as it is. You see how it was understood before it is published."),
            "url": url_for("importing.upload") if steps.may_import else None,
            "action": _("Choose a file"),
            "done": steps.dataset is not None,
        },
        {
            "title": _("Look at it"),
            "text": _("Read the table as your visitors do, and open a row."),
            "url": shared,
            "action": _("Open the dataset"),
            "done": steps.visited or (steps.dataset is not None and steps.has_moderator),
        },
        {
            "title": _("Ask somebody to moderate"),
            "text": _("Whoever runs the server adds people: datapatch user add."),
            "done": steps.has_moderator,
        },
        {
            "title": _("Share the link"),
            "text": _("Send it to the people who know: they can suggest changes at once."),
            "url": shared,
            "action": _("Open the page to share"),
            "done": steps.visited,
        },
    ]
    return [{**step, "url": None if step["done"] else step.get("url")} for step in told]
