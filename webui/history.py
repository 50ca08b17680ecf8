"""Looking back: the changes of a dataset, one of them, two moments, the life of one row."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.errors import InvalidInput, NotFound
from datapatch.jobs import enqueue, read_history
from datapatch.types import DatasetName
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.past.comparing import compare as compare_moments
from datapatch.workflow.past.comparing import first_moment, read_revision
from datapatch.workflow.past.heatmaps import Heatmap, change_heatmap
from datapatch.workflow.past.history import READ_SECONDS, overview, row_history
from datapatch.workflow.past.indexing import reading_progress
from datapatch.workflow.past.row_stories import tell
from datapatch.workflow.past.selecting import Selected, select
from datapatch.workflow.rows.reading import read_dataset, read_row
from webui.addresses import dataset_url
from webui.context import actor, instance, now, translate
from webui.forms.history import ChangesRequest, changes_request, rows_request
from webui.presenters.compare import compare_page, revision_page, wrong_moment_page
from webui.presenters.history import PAGE, changes_page
from webui.presenters.progress import progress
from webui.presenters.row_history import row_history_page

blueprint = Blueprint("history", __name__)


@blueprint.get("/<workspace>/<dataset>/changes")
def changes(workspace: str, dataset: str) -> ResponseReturnValue:
    """A year of squares, who published what, and where the table changes."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    asked = changes_request(request.args, [table.name for table in view.tables])
    seen = overview(instance(), name, seconds=READ_SECONDS)
    if seen.unread:
        enqueue(instance().config, read_history, workspace, dataset)
    page = changes_page(
        view,
        asked,
        seen,
        _selected(name, asked),
        schemas=schemas_of(instance(), name),
        heat=_heat(name, asked) if asked.as_map else None,
    )
    return render_template("history/changes.html", **page)


@blueprint.get("/<workspace>/<dataset>/changes/<commit>")
def revision(workspace: str, dataset: str, commit: str) -> ResponseReturnValue:
    """One publication: who, when, and every changed cell."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    shown = read_revision(instance(), name, commit)
    page = revision_page(view, shown, rows_request(request.args))
    return render_template("history/revision.html", **page)


@blueprint.get("/<workspace>/<dataset>/compare")
def compare(workspace: str, dataset: str) -> ResponseReturnValue:
    """What differs between two moments: days, versions or tags."""
    name = DatasetName(workspace, dataset)
    view = read_dataset(instance(), actor(), name)
    old = request.args.get("old") or first_moment(instance(), name).commit
    new = request.args.get("new") or now().date().isoformat()
    try:
        found = compare_moments(instance(), name, old, new)
    except NotFound as error:
        page = wrong_moment_page(view, old, new, error.sentence(translate()))
        return render_template("history/compare.html", **page), 404
    page = compare_page(view, found, rows_request(request.args), old=old, new=new)
    return render_template("history/compare.html", **page)


@blueprint.get("/<workspace>/<dataset>/rows/<resource>/<address>/history")
def row(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """What happened to one row, cell by cell."""
    name = DatasetName(workspace, dataset)
    found = read_row(instance(), actor(), name, resource=resource, address=address)
    today = found.content.address
    if today != address:
        return redirect(dataset_url(name, "history.row", resource=resource, address=today))
    view = read_dataset(instance(), actor(), name)
    events = row_history(instance(), name, resource, found.row)
    if not events:
        enqueue(instance().config, read_history, workspace, dataset)
    read, revisions = reading_progress(instance(), name)
    page = row_history_page(
        view,
        found,
        tell(instance(), name, events),
        progress=progress(read, revisions, request.path),
    )
    return render_template("history/row.html", **page)


def _selected(name: DatasetName, asked: ChangesRequest) -> Selected:
    """The publications on the page that was asked for, or on the last one."""
    wanted = asked.selection
    found = select(instance(), name, wanted, skip=(asked.page - 1) * PAGE, limit=PAGE, seconds=0)
    if found.entries or not found.total:
        return found
    last = (found.total - 1) // PAGE
    return select(instance(), name, wanted, skip=last * PAGE, limit=PAGE, seconds=0)


def _heat(name: DatasetName, asked: ChangesRequest) -> Heatmap | None:
    """The heatmap of the table in question; None when there is none that can be read."""
    try:
        return change_heatmap(instance(), name, asked.table, seconds=0)
    except (InvalidInput, NotFound):
        return None
