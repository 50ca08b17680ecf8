"""Who decides on the contributions to a dataset, and for which rows each of them cares."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import InvalidInput
from datapatch.types import DatasetName
from datapatch.workflow.people.team import (
    find_moderator,
    look_after,
    read_team,
    rows_held,
    values_of,
)
from datapatch.workflow.rows.reading import read_dataset
from webui.addresses import dataset_url
from webui.context import actor, instance, logged_in, translate
from webui.forms.moderators import CaredRows, cared_rows, kept_rows
from webui.presenters.moderators import moderator_page, moderators_page
from webui.settings import first_fields

blueprint = Blueprint("moderators", __name__)


@blueprint.get("/<workspace>/<dataset>/settings/moderators")
@logged_in
def team(workspace: str, dataset: str) -> ResponseReturnValue:
    """The moderators with the rows of each."""
    name = DatasetName(workspace, dataset)
    found = read_team(instance(), actor(), name)
    rows = {
        member.person_id: rows_held(
            values_of(instance(), actor(), name, member.field), member.values
        )
        for member in found.moderators
        if member.field
    }
    view, fields = read_dataset(instance(), actor(), name), first_fields(name)
    return render_template("datasets/moderators.html", **moderators_page(view, fields, found, rows))


@blueprint.get("/<workspace>/<dataset>/settings/moderators/<int:person_id>")
@logged_in
def member(workspace: str, dataset: str, person_id: int) -> ResponseReturnValue:
    """The rows of one moderator, as they are."""
    name = DatasetName(workspace, dataset)
    return _page(name, person_id, kept_rows(find_moderator(instance(), actor(), name, person_id)))


@blueprint.post("/<workspace>/<dataset>/settings/moderators/<int:person_id>")
@logged_in
def change(workspace: str, dataset: str, person_id: int) -> ResponseReturnValue:
    """Keep the choice, or show what cannot be taken, or the values of another field first."""
    name, chosen = DatasetName(workspace, dataset), cared_rows(request.form)
    if "look" in request.form:
        return _page(name, person_id, chosen)
    try:
        look_after(
            instance(),
            actor(),
            name,
            person_id,
            field=chosen.field,
            values=chosen.values,
            deputy=chosen.deputy,
        )
    except InvalidInput as error:
        return _page(name, person_id, chosen, error.sentence(translate())), 400
    flash(_("The choice is kept."), "success")
    return redirect(dataset_url(name, "moderators.team"), 303)


def _page(name: DatasetName, person_id: int, chosen: CaredRows, problem: str = "") -> str:
    member = find_moderator(instance(), actor(), name, person_id)
    view, fields = read_dataset(instance(), actor(), name), first_fields(name)
    values = values_of(instance(), actor(), name, chosen.field)
    page = moderator_page(view, fields, member, chosen, values, problem)
    return render_template("datasets/moderator.html", **page)
