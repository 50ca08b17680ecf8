"""The page of thanks of a dataset."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.types import DatasetName
from datapatch.workflow.contributors.thanking import read_thanks
from datapatch.workflow.rows.reading import read_dataset
from webui.context import actor, instance
from webui.presenters.datasets import dataset_top, way_up

blueprint = Blueprint("thanks", __name__)


@blueprint.get("/<workspace>/<dataset>/thanks")
def thanks(workspace: str, dataset: str) -> ResponseReturnValue:
    """Everybody whose contributions are published, if they gave a name."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    return render_template(
        "datasets/thanks.html",
        dataset=dataset_top(view, "about"),
        breadcrumb=way_up(view, below=True),
        title=view.title,
        heading=_("Thank you"),
        thanks=read_thanks(instance(), actor(), name),
    )
