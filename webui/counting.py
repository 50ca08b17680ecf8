"""The API for counting and following, version 1: facets, groups, changes since, as JSON."""

from dataclasses import replace

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.past.following import changes_since
from datapatch.workflow.rows.counting import read_facets, read_groups
from datapatch.workflow.versions import read_version
from webui.context import actor, instance
from webui.forms.counting import changes_request, facets_request, groups_request, is_lasting
from webui.presenters.api import json_answer
from webui.presenters.counting import (
    changes_page,
    facets_page,
    groups_page,
    table_changes_page,
)
from webui.versions import not_modified, open_to_all, versioned

blueprint = Blueprint("counting", __name__, url_prefix="/api/v1/datasets/<workspace>/<dataset>")


@blueprint.after_request
def allow_any_site(response: Response) -> Response:
    """Reading needs no cookie: scripts of any site may do it, and see why it failed."""
    return open_to_all(response)


@blueprint.get("/resources/<resource>/facets")
def facets(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """The most frequent values of some fields, each under the filters on the other ones."""
    name, asked = DatasetName(workspace, dataset), facets_request(request.args)
    version = read_version(instance(), actor(), name, asked.at)
    if (known := not_modified(version)) is not None:
        return known
    found = read_facets(instance(), version, resource, asked.fields, asked.query, most=asked.most)
    return versioned(json_answer(facets_page(version, found)), version)


@blueprint.get("/resources/<resource>/aggregates")
def aggregates(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """Rows in groups, counted and measured."""
    name, asked = DatasetName(workspace, dataset), groups_request(request.args)
    version = read_version(instance(), actor(), name, asked.at)
    if (known := not_modified(version)) is not None:
        return known
    found = read_groups(instance(), version, resource, asked.grouping)
    return versioned(json_answer(groups_page(version, found, asked)), version)


@blueprint.get("/resources/<resource>/changes")
def changes(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """What changed in one table since a version, as a patch."""
    return _changes(DatasetName(workspace, dataset), resource)


@blueprint.get("/changes")
def all_changes(workspace: str, dataset: str) -> ResponseReturnValue:
    """What changed in each table since a version."""
    return _changes(DatasetName(workspace, dataset), "")


def _changes(name: DatasetName, resource: str) -> ResponseReturnValue:
    asked = changes_request(request.args)
    version = read_version(instance(), actor(), name, asked.at)
    # A date may mean another version tomorrow.
    version = replace(version, fixed=version.fixed and is_lasting(asked.since))
    if (known := not_modified(version)) is not None:
        return known
    found = changes_since(instance(), version, asked.since, resource)
    page = table_changes_page if resource else changes_page
    return versioned(json_answer(page(version, found)), version)
