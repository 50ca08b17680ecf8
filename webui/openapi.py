"""The API described for machines, and for people who read such descriptions."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.rows.downloading import read_schemas
from datapatch.workflow.rows.reading import read_dataset
from datapatch.workflow.versions import read_version
from webui.addresses import dataset_url, public_url
from webui.context import actor, instance
from webui.presenters.api import json_answer
from webui.presenters.openapi import dataset_document, instance_document
from webui.presenters.operations import operations_page
from webui.versions import open_to_all, versioned

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/api/v1/openapi.json")
def whole() -> ResponseReturnValue:
    """What every dataset offers."""
    return open_to_all(json_answer(instance_document(instance().config.base_url)))


@blueprint.get("/api/v1/datasets/<workspace>/<dataset>/openapi.json")
def one(workspace: str, dataset: str) -> ResponseReturnValue:
    """What one dataset offers, its fields described."""
    name = DatasetName(workspace, dataset)
    version = read_version(instance(), actor(), name)
    document = dataset_document(
        instance().config.base_url,
        read_dataset(instance(), actor(), name),
        read_schemas(instance(), version),
    )
    answer: Response = json_answer(document)
    return versioned(answer, version)


@blueprint.get("/<workspace>/<dataset>/api")
def page(workspace: str, dataset: str) -> ResponseReturnValue:
    """The description of one dataset's API as a page."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    schemas = read_schemas(instance(), read_version(instance(), actor(), name))
    document = dataset_document(instance().config.base_url, view, schemas)
    url = public_url(dataset_url(name, "openapi.one"))
    return render_template("api/dataset.html", **operations_page(view, document, url))
