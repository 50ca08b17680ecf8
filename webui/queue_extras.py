"""Beside the queue: filters that are kept under a name, and the queue as a private feed."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import DataPatchError
from datapatch.workflow.queue.queue_feeds import reader_of_feed
from datapatch.workflow.queue.queues import read_queue
from datapatch.workflow.queue.saved_filters import forget_filter, keep_filter
from webui.context import instance, logged_in, now, translate
from webui.forms.queues import query_of, queue_request
from webui.presenters.atom import queue_feed
from webui.presenters.queue import queue_url
from webui.verdicts import me

blueprint = Blueprint("queue_extras", __name__)


@blueprint.post("/queue/filters")
@logged_in
def keep() -> ResponseReturnValue:
    """Keep what the form filters by, under the name that it gives."""
    asked = queue_request(request.form)
    try:
        keep_filter(
            instance(), me().person_id, request.form.get("name", ""), query_of(asked), now=now()
        )
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
    else:
        flash(_("Kept: it stands above the list from now on."), "success")
    return redirect(queue_url(asked))


@blueprint.post("/queue/filters/<int:filter_id>/forget")
@logged_in
def forget(filter_id: int) -> ResponseReturnValue:
    """Keep a filter no longer."""
    forget_filter(instance(), me().person_id, filter_id)
    return redirect(url_for("moderation.queue"))


@blueprint.get("/queue/feed/<int:person_id>/<secret>.atom")
def feed(person_id: int, secret: str) -> ResponseReturnValue:
    """What waits, for a feed reader, which has no session: the address is the key."""
    reader, asked = reader_of_feed(instance(), person_id, secret), queue_request(request.args)
    read = read_queue(instance(), reader.actor, asked.tab, asked.filter, now=now())
    answer = Response(queue_feed(read, now()), mimetype="application/atom+xml")
    answer.cache_control.private = True
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
