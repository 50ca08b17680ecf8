"""Expected failures as answers: one map from the exception tree to HTTP statuses."""

import logging
from collections.abc import Sequence

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from datapatch.errors import (
    Conflict,
    Crowded,
    DataPatchError,
    Forbidden,
    InvalidInput,
    LimitExceeded,
    NotFound,
    TooMany,
    Unavailable,
)
from webui.context import translate

STATUSES: tuple[tuple[type[DataPatchError], int], ...] = (
    (LimitExceeded, 413),
    (InvalidInput, 400),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (TooMany, 429),
    (Unavailable, 503),
    (DataPatchError, 500),
)
"""The first that fits: subclasses stand before their parents."""

log = logging.getLogger(__name__)


def status_of(error: DataPatchError) -> int:
    """The HTTP status of an expected failure."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def headers_of(error: DataPatchError) -> dict[str, str]:
    """When it is worth another try, where that is known."""
    if isinstance(error, TooMany | Crowded):
        return {"Retry-After": str(error.retry_after)}
    return {}


def register_errors(app: Flask) -> None:
    """Answer expected failures with a page, or with a problem document below /api."""
    app.register_error_handler(DataPatchError, expected)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)


def answer(
    status: int, sentence: str, *, title: str = "", again: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    """The page, or the RFC 9457 document, that tells of a failure.

    ``again`` is what was sent, behind a button that sends it once more.
    """
    if request.path.startswith("/api/"):
        document = {"type": "about:blank", "status": status, "title": sentence}
        return document, status, {"Content-Type": "application/problem+json"}
    # Who only reads had nothing to lose: no need to speak of it.
    reads = request.method == "GET"
    page = render_template(
        "errors/error.html",
        code=status,
        title=title or _title(status),
        sentence=sentence,
        lost=reads,
        again=again,
    )
    return page, status


def _title(status: int) -> str:
    titles = {
        400: _("This cannot be taken as it is"),
        403: _("This is not open to you"),
        404: _("Nothing is here"),
        405: _("This address cannot be used in this way"),
        409: _("Something changed meanwhile"),
        413: _("Too much at once"),
        429: _("Very many at once"),
        503: _("Not available just now"),
    }
    return str(titles.get(status, _("This did not work")))


def expected(error: DataPatchError) -> ResponseReturnValue:
    """The page, or the document, that tells of an expected failure."""
    told = status_of(error), error.sentence(translate())
    if isinstance(error, Crowded):
        sent = list(request.form.items(multi=True))
        answered = make_response(answer(*told, title=_title(429), again=sent))
    else:
        answered = make_response(answer(*told))
    answered.headers.update(headers_of(error))
    return answered


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    sentences = {
        401: _("Send an access token that is valid: your account page makes one."),
        400: _("This form is too old or incomplete. Go back, reload the page and send it again."),
        404: _("There is nothing at this address."),
        405: _("This address cannot be used in this way."),
        413: _("This is more than the server takes at once."),
    }
    return answer(error.code, sentences.get(error.code, _("This did not work. Nothing was lost.")))


def _unexpected(error: Exception) -> ResponseReturnValue:
    # Only the address is logged: a form may hold personal data.
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, _("Something broke on our side. Nothing was lost; please try again."))
