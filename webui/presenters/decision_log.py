"""The log of decisions of a dataset, as its template prints it."""

from flask_babel import gettext as _

from datapatch.db.models import Kind
from datapatch.workflow.rows.reading import DatasetView
from datapatch.workflow.verdicts.decision_log import PAGE, DecisionLog, LoggedDecision
from datapatch.workflow.verdicts.motives import MOTIVES
from webui.addresses import dataset_url
from webui.presenters.changes import Printed
from webui.presenters.datasets import dataset_top, way_up
from webui.presenters.pace import pace_words
from webui.presenters.pagination import pagination
from webui.words import day


def decisions_page(view: DatasetView, log: DecisionLog, page: int) -> Printed:
    """What the page prints."""
    name = view.record.name
    return {
        "dataset": dataset_top(view, "about"),
        "breadcrumb": way_up(view, below=True),
        "title": view.title,
        "pace": pace_words(log.pace),
        "entries": [_entry(view, decision) for decision in log.decisions],
        "pages": pagination(
            page,
            -(-log.total // PAGE),
            lambda n: dataset_url(name, "decision_log.decisions", page=str(n)),
        ),
    }


def _entry(view: DatasetView, decision: LoggedDecision) -> Printed:
    kinds: dict[Kind, str] = {
        Kind.CORRECTION: _("a correction"),
        Kind.ADDITION: _("an addition"),
        Kind.DELETION: _("a removal"),
        Kind.MIXED: _("several changes"),
    }
    kind = kinds.get(decision.kind, _("a report"))
    commit = (decision.commit or "")[:12]
    return {
        "when": day(decision.at),
        "title": decision.title,
        "kind": kind,
        "chip": "published" if decision.accepted else "refused",
        "author": decision.author or (_("anonymous") if decision.accepted else ""),
        "by": decision.by,
        "motive": _(MOTIVES[decision.motive]) if decision.motive in MOTIVES else "",
        "reverted": decision.reverted,
        "url": dataset_url(view.record.name, "history.revision", commit=commit) if commit else "",
    }
