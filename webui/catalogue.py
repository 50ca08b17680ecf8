"""The front page: every dataset, searching all data, and the pages about this site."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.workflow.datasets import list_datasets
from datapatch.workflow.rows.searching import search_datasets
from datapatch.workflow.workspaces import first_steps
from webui.context import account, actor, instance
from webui.presenters.catalogue import home_page, results_page

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """All datasets that this reader may see, or what was found in them."""
    text = request.args.get("q", "").strip()
    if text:
        found = search_datasets(instance(), actor(), text)
        return render_template("catalogue/results.html", **results_page(found, text))
    datasets = list_datasets(instance(), actor())
    steps = first_steps(instance(), actor())
    page = home_page(datasets, steps, logged_in=account() is not None)
    return render_template("catalogue/home.html", **page)


@blueprint.get("/about")
def about() -> ResponseReturnValue:
    """What this site is for, in the words of a resident."""
    return render_template("catalogue/about.html")


@blueprint.get("/technical")
def technical() -> ResponseReturnValue:
    """How to work with the data by git, by API, by download."""
    return render_template("catalogue/technical.html", base_url=instance().config.base_url)
