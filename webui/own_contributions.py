"""One's own contributions: by account for those who have one, else what the browser has kept."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from datapatch.db.models import State
from datapatch.workflow.contributors.own_contributions import OwnContribution, own_contributions
from datapatch.workflow.datasets import dataset_titles
from webui.context import account, actor, instance
from webui.presenters.contributions import CHIPS, summary
from webui.words import ago

blueprint = Blueprint("own_contributions", __name__)


@blueprint.get("/my-contributions")
def mine() -> ResponseReturnValue:
    """The list; a script adds the receipts that this browser knows."""
    me = account()
    own = own_contributions(instance(), me.person_id) if me else ()
    titles = dataset_titles(instance(), actor()) if own else {}
    items = [_item(one, titles.get(one.record.dataset.name, "")) for one in own]
    return render_template("contributing/mine.html", items=items, by_account=me is not None)


def _item(own: OwnContribution, dataset: str) -> dict[str, object]:
    record = own.record
    # To its author, what was set apart waits like any other.
    state = State.OPEN if record.state == State.QUARANTINED else record.state
    return {
        "url": url_for("receipts.receipt", secret=own.secret),
        "title": record.row_label or summary(record),
        "about": " · ".join(filter(None, (dataset, summary(record), ago(record.created_at)))),
        "status": CHIPS[state],
    }
