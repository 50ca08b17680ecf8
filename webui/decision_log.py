"""What moderators decided on a dataset, for everybody who may read it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.rows.reading import read_dataset
from datapatch.workflow.verdicts.decision_log import read_decisions
from webui.context import actor, instance
from webui.presenters.decision_log import decisions_page

blueprint = Blueprint("decision_log", __name__)


@blueprint.get("/<workspace>/<dataset>/decisions")
def decisions(workspace: str, dataset: str) -> ResponseReturnValue:
    """Fifty decisions, newest first, and how long they take."""
    name, asked = DatasetName(workspace, dataset), request.args.get("page", "")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    view = read_dataset(instance(), actor(), name)
    log = read_decisions(instance(), actor(), name, page=page)
    return render_template("datasets/decisions.html", **decisions_page(view, log, page))
