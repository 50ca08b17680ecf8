"""A workspace, and the pages of a dataset: its table, what waits, what it is, its files."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.accounts.policy import Action, may
from datapatch.errors import NotFound
from datapatch.types import DatasetName
from datapatch.workflow.privacy.purge_notices import last_purge
from datapatch.workflow.rows.downloading import (
    read_descriptor,
    read_file,
    read_schemas,
)
from datapatch.workflow.rows.exporting import EXCEL_FR, Kind, copy_of
from datapatch.workflow.rows.reading import (
    DatasetView,
    TableView,
    read_dataset,
    read_table,
    read_waiting,
)
from datapatch.workflow.upkeep.freshness import checked_share, last_checks
from datapatch.workflow.versions import Version, read_version
from datapatch.workflow.workspaces import read_workspace
from webui.addresses import dataset_url
from webui.context import actor, instance, now
from webui.forms.queries import table_request
from webui.presenters.catalogue import workspace_page
from webui.presenters.datasets import about_page, empty_page, waiting_page
from webui.presenters.tables import Freshness, table_page
from webui.versions import not_modified, versioned

blueprint = Blueprint("datasets", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<workspace>/")
def workspace(workspace: str) -> ResponseReturnValue:
    """Who publishes, and the datasets that this reader may see."""
    view = read_workspace(instance(), actor(), workspace)
    return render_template("datasets/workspace.html", **workspace_page(view))


@blueprint.get("/<workspace>/<dataset>/")
def table(workspace: str, dataset: str) -> ResponseReturnValue:
    """A page of the table, filtered and sorted as the address says."""
    name, asked = DatasetName(workspace, dataset), table_request(request.args)
    view = read_dataset(instance(), actor(), name)
    resource = asked.resource or next((t.name for t in view.tables), "")
    if not resource:
        return render_template("datasets/empty.html", **empty_page(view))
    rows = read_table(
        instance(), actor(), name, resource, query=asked.query, at=asked.at, counted=True
    )
    fresh = Freshness({}, 0.0) if asked.at else _freshness(view, rows)
    purged = last_purge(instance(), view.record, now=now())
    page = table_page(view, rows, asked, fresh)
    return render_template("datasets/table.html", **page, purged=purged)


@blueprint.get("/<workspace>/<dataset>/waiting")
def waiting(workspace: str, dataset: str) -> ResponseReturnValue:
    """What waits for a decision, for those who may know."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    page = waiting_page(view, read_waiting(instance(), actor(), name))
    return render_template("datasets/waiting.html", **page)


@blueprint.get("/<workspace>/<dataset>/about")
def about(workspace: str, dataset: str) -> ResponseReturnValue:
    """What the dataset is, under which licence, whom to write to, what each field holds."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    schemas = read_schemas(instance(), read_version(instance(), actor(), name))
    chooses = may(actor(), Action.ADMINISTER, view.record.facts)
    settings_url = dataset_url(name, "settings.show") if chooses else ""
    page = about_page(view, schemas)
    return render_template(
        "datasets/about.html", **page, settings_url=settings_url, ask_url=_ask_url(view)
    )


@blueprint.get("/<workspace>/<dataset>/<resource>.xlsx")
def workbook(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """One table as an Excel file, today or at ``?at=``."""
    version = _version(workspace, dataset)
    return not_modified(version) or _copy(version, resource, "xlsx", XLSX)


@blueprint.get("/<workspace>/<dataset>/<resource>.<any(csv, tsv):ending>")
def download(workspace: str, dataset: str, resource: str, ending: str) -> ResponseReturnValue:
    """The stored bytes of one table, today or at ``?at=``; with ``?dialect=excel-fr`` a copy that
    a spreadsheet program in French opens.
    """
    version = _version(workspace, dataset)
    if (known := not_modified(version)) is not None:
        return known
    if ending == "csv" and request.args.get("dialect") == EXCEL_FR:
        return _copy(version, resource, "excel-fr", "text/csv; charset=utf-8")
    file, data = read_file(instance(), version, resource)
    if file.ending != ending:
        raise NotFound
    kind = "text/csv" if ending == "csv" else "text/tab-separated-values"
    response = Response(data, content_type=f"{kind}; charset={file.resource.encoding}")
    response.headers.set("Content-Disposition", "attachment", filename=f"{resource}.{ending}")
    return versioned(response, version)


@blueprint.get("/<workspace>/<dataset>/datapackage.json")
def descriptor(workspace: str, dataset: str) -> ResponseReturnValue:
    """The stored description of the dataset, today or at ``?at=``."""
    version = _version(workspace, dataset)
    if (known := not_modified(version)) is not None:
        return known
    data = read_descriptor(instance(), version)
    return versioned(Response(data, content_type="application/json; charset=utf-8"), version)


def _version(workspace: str, dataset: str) -> Version:
    name = DatasetName(workspace, dataset)
    return read_version(instance(), actor(), name, request.args.get("at", ""))


def _copy(version: Version, resource: str, kind: Kind, content_type: str) -> Response:
    copy = copy_of(instance(), version, resource, kind)
    response = Response(copy.pieces, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=copy.name)
    return versioned(response, version)


def _freshness(view: DatasetView, table: TableView) -> Freshness:
    """When the rows on the page were looked at, and how many of all within a year."""
    rows = dict(zip(table.page.rows, (row.address for row in table.rows), strict=True))
    days = last_checks(instance(), view.record, table.resource, rows)
    share = checked_share(instance(), view.record, table.resource, today=now().date())
    return Freshness(days, share)


def _ask_url(view: DatasetView) -> str:
    """Where the places can be asked, for who may do that."""
    asks = view.record.facts.public and may(actor(), Action.ADMINISTER, view.record.facts)
    return dataset_url(view.record.name, "asking.ask") if asks else ""
