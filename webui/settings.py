"""What a producer chooses for a dataset: how suggestions come in, wait and are decided."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.accounts.policy import Action
from datapatch.tables.field import Field
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.preferences import choose, read_preferences
from datapatch.workflow.queue.places import replace_places
from datapatch.workflow.rows.reading import read_dataset
from webui.addresses import dataset_url
from webui.context import actor, instance, logged_in
from webui.forms.preferences import ReadPreferences, read_settings, shown
from webui.presenters.settings import settings_page

blueprint = Blueprint("settings", __name__)


@blueprint.get("/<workspace>/<dataset>/settings")
@logged_in
def show(workspace: str, dataset: str) -> ResponseReturnValue:
    """The settings, for who administers the dataset."""
    name = DatasetName(workspace, dataset)
    find_dataset(instance(), actor(), name, Action.ADMINISTER)
    return _page(name, shown(read_preferences(instance(), actor(), name)))


@blueprint.post("/<workspace>/<dataset>/settings")
@logged_in
def save(workspace: str, dataset: str) -> ResponseReturnValue:
    """Keep them, or show what cannot be taken."""
    name = DatasetName(workspace, dataset)
    find_dataset(instance(), actor(), name, Action.ADMINISTER)
    read = read_settings(request.form)
    if read.problems:
        return _page(name, read), 400
    before = read_preferences(instance(), actor(), name)
    if choose(instance(), actor(), name, read.values).place_field != before.place_field:
        replace_places(instance(), name)
    flash(_("The settings are kept."), "success")
    return redirect(dataset_url(name, "settings.show"), 303)


def _page(name: DatasetName, read: ReadPreferences) -> str:
    view = read_dataset(instance(), actor(), name)
    return render_template(
        "datasets/settings.html", **settings_page(view, first_fields(name), read)
    )


def first_fields(name: DatasetName) -> Sequence[Field]:
    """The fields of the first table, which the settings name."""
    with published(instance(), name) as snapshot:
        first = next(iter(snapshot.table_files.values()), None)
        return first.schema.fields if first else ()
