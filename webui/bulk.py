"""One verdict on many: what is ticked or what a filter holds, looked at first, then carried out."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Verdict
from datapatch.errors import DataPatchError
from datapatch.jobs import carry_out_verdicts, enqueue_later
from datapatch.types import DatasetName
from datapatch.workflow.queue.queues import read_queue
from datapatch.workflow.verdicts.bulk import preview, read_bulk, start, stop
from datapatch.workflow.verdicts.bulk_records import dataset_of
from datapatch.workflow.verdicts.bulk_reverting import revert_bulk
from webui.context import actor, instance, logged_in, now, translate
from webui.errors import status_of
from webui.forms.queues import queue_request
from webui.presenters.bulk import AGAIN_SECONDS, bulk_page, preview_page
from webui.presenters.queue import queue_url
from webui.verdicts import me

blueprint = Blueprint("bulk", __name__)


@blueprint.post("/queue/many")
@logged_in
def look() -> ResponseReturnValue:
    """What the verdict would do; nothing is decided yet."""
    verdict = _verdict()
    try:
        ids = _ids()
        name = dataset_of(instance(), me(), ids)
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
        return redirect(queue_url(queue_request(request.form)))
    page = preview_page(name, preview(instance(), me(), name, ids, verdict), verdict)
    return render_template("moderation/preview.html", **page)


@blueprint.post("/queue/many/start")
@logged_in
def begin() -> ResponseReturnValue:
    """Decide on them: they are carried out one after the other."""
    name, ids, verdict = _name(), request.form.get("ids", "").split(), _verdict()
    motive, words = request.form.get("reason", ""), request.form.get("message", "")
    try:
        made = start(
            instance(), me(), name, ids, verdict=verdict, now=now(), motive=motive, words=words
        )
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
        page = preview_page(name, preview(instance(), me(), name, ids, verdict), verdict)
        return render_template("moderation/preview.html", **page), status_of(error)
    enqueue_later(instance().config, carry_out_verdicts, at=made.carry_out_at)
    return redirect(url_for("bulk.progress", bulk_id=made.id))


@blueprint.get("/queue/many/<bulk_id>")
@logged_in
def progress(bulk_id: str) -> ResponseReturnValue:
    """How far it is; the page loads itself again until it is finished."""
    record = read_bulk(instance(), me(), bulk_id)
    page = bulk_page(record, now())
    headers = {} if record.finished else {"Refresh": str(AGAIN_SECONDS)}
    return render_template("moderation/bulk.html", **page), headers


@blueprint.post("/queue/many/<bulk_id>/stop")
@logged_in
def end(bulk_id: str) -> ResponseReturnValue:
    """Carry nothing more out: what was not reached waits again."""
    stop(instance(), me(), bulk_id, now=now())
    return redirect(url_for("bulk.progress", bulk_id=bulk_id))


@blueprint.post("/queue/many/<bulk_id>/revert")
@logged_in
def take_out(bulk_id: str) -> ResponseReturnValue:
    """Take back all that it published, as one."""
    try:
        revert_bulk(instance(), me(), bulk_id, now=now())
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
    else:
        flash(_("Reverted. The table is as it was before; later changes stay."), "success")
    return redirect(url_for("bulk.progress", bulk_id=bulk_id))


def _verdict() -> Verdict:
    accepts = request.form.get("verdict") == "accept"
    return Verdict.ACCEPT if accepts else Verdict.REFUSE


def _ids() -> Sequence[str]:
    """What is ticked, or everything that the filter of the page holds."""
    if request.form.get("which") == "all":
        asked = queue_request(request.form)
        ids = read_queue(instance(), actor(), asked.tab, asked.filter, now=now()).ids
    else:
        ids = tuple(request.form.getlist("id"))
    return ids


def _name() -> DatasetName:
    workspace, _slash, name = request.form.get("dataset", "").partition("/")
    return DatasetName(workspace, name)
