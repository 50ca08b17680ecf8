"""Clone and push with stock git: the addresses of its smart HTTP protocol, and who may use them.

Whoever does not log in gets the same 401 for a private and for a missing repository; whoever logs
in without the right gets 404. Answers are plain text, which git prints in the terminal.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import partial
from importlib.resources import as_file, files

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from datapatch.accounts.policy import ANONYMOUS, Actor
from datapatch.config import Config
from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.hooking import install_hooks
from datapatch.gitstore.smart_http import GitRequest
from datapatch.jobs import wake_mail
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.people.visiting import Visitor, visitor
from datapatch.workflow.pushes.exchanging import (
    FETCH,
    PUSH,
    Source,
    hand_out,
    hooks_folder,
    invite,
    offer,
    take_in,
)
from webui.context import csrf, instance, now, translate
from webui.errors import status_of

blueprint = Blueprint("git", __name__)
csrf.exempt(blueprint)

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Data Patch", charset="UTF-8"'}
LOG_IN = N_("Log in with your login and an access token: your account page makes one.")
NOT_SMART = N_("This address speaks git's smart protocol alone. Use git 2.0 or later.")
PUSH_ELSEWHERE = N_("This address is for reading. Push to {address}: it becomes a contribution.")


class LogInFirst(Exception):
    """git sends a name and a token only when it is asked."""


@blueprint.errorhandler(LogInFirst)
def log_in_first(_error: LogInFirst) -> Response:
    """The challenge that git answers."""
    return _told(LOG_IN, 401, CHALLENGE)


@blueprint.errorhandler(DataPatchError)
def failed(error: DataPatchError) -> Response:
    """A sentence that git prints, in place of a page."""
    return _text(error.sentence(translate()), status_of(error))


@blueprint.get("/<workspace>/<name>.git")
@blueprint.get("/<workspace>/<name>.git/")
def page(workspace: str, name: str) -> ResponseReturnValue:
    """Where a browser finds what lies behind an address made for git."""
    return redirect(url_for("datasets.table", workspace=workspace, dataset=name))


@blueprint.get("/<workspace>/<name>.git/info/refs")
def refs(workspace: str, name: str) -> Response:
    """What a client may fetch, or where it may push."""
    dataset, service = DatasetName(workspace, name), request.args.get("service")
    if service == PUSH:
        actor = _known().who.actor
        return _stream(
            invite(instance(), actor, dataset, protocol=_protocol()), PUSH, "advertisement"
        )
    if service == FETCH:
        return _offered(Source(dataset), _actor())
    return _told(NOT_SMART, 403)


@blueprint.post("/<workspace>/<name>.git/git-upload-pack")
def fetch(workspace: str, name: str) -> Response:
    """The objects of a clone or a fetch."""
    return _handed_out(Source(DatasetName(workspace, name)), _actor())


@blueprint.get("/review/<workspace>/<name>.git/info/refs")
def review_refs(workspace: str, name: str) -> Response:
    """The branches that wait, for those who may see them."""
    actor = _known().who.actor
    if request.args.get("service") == PUSH:
        address = f"{instance().config.base_url}/{workspace}/{name}.git"
        return _told(PUSH_ELSEWHERE, 403, address=address)
    if request.args.get("service") == FETCH:
        return _offered(Source(DatasetName(workspace, name), review=True), actor)
    return _told(NOT_SMART, 403)


@blueprint.post("/review/<workspace>/<name>.git/git-upload-pack")
def review_fetch(workspace: str, name: str) -> Response:
    """The objects of contributions, for those who may see them."""
    source = Source(DatasetName(workspace, name), review=True)
    return _handed_out(source, _known().who.actor)


@blueprint.post("/<workspace>/<name>.git/git-receive-pack")
def push(workspace: str, name: str) -> Response:
    """A push: judged, and turned into contributions."""
    who, dataset = _known(), DatasetName(workspace, name)
    answer = _stream(take_in(instance(), who, dataset, _request(), now=now()), PUSH, "result")
    # The mails are written while the answer is sent.
    answer.call_on_close(partial(wake_mail, instance(), now=now()))
    return answer


def _offered(source: Source, actor: Actor) -> Response:
    try:
        answer = offer(instance(), actor, source, protocol=_protocol())
    except NotFound:
        raise _hidden() from None
    return _stream(answer, FETCH, "advertisement")


def _handed_out(source: Source, actor: Actor) -> Response:
    try:
        answer = hand_out(instance(), actor, source, _request())
    except NotFound:
        raise _hidden() from None
    return _stream(answer, FETCH, "result")


def _hidden() -> Exception:
    """What a private and a missing dataset have in common: they ask strangers to log in."""
    return NotFound() if request.authorization else LogInFirst()


def _actor() -> Actor:
    return _known().who.actor if request.authorization else ANONYMOUS


def _known() -> Visitor:
    """Who logs in with a token; asks for it when there is none, or a wrong one."""
    given = request.authorization
    if given is None or given.type != "basic" or not given.password:
        raise LogInFirst
    found = visitor(instance(), given.username or "", given.password, now=now())
    if found is None:
        raise LogInFirst
    return found


class _Body:
    """The body of a request, for whoever knows no web framework."""

    def __init__(self) -> None:
        # git's own limits hold here: a push may be larger than any form
        request.max_content_length = sys.maxsize
        self._stream = request.stream

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; raises EOFError when the client has left."""
        try:
            return self._stream.read(size)
        except HTTPException as error:
            raise EOFError from error


def _request() -> GitRequest:
    return GitRequest(_Body(), _protocol(), request.headers.get("Content-Encoding", ""))


def _protocol() -> str:
    return request.headers.get("Git-Protocol", "")


def prepare_hooks(config: Config) -> None:
    """Write the hooks that git is pointed to, for the interpreter that runs now."""
    script = files("datapatch.hooks") / "handing_over.py"
    with as_file(script) as path:
        install_hooks(hooks_folder(config), path)


def _told(
    template: str, status: int, headers: Mapping[str, str] | None = None, **data: str
) -> Response:
    return _text(translate()(template).format(**data), status, headers)


def _text(sentence: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f"{sentence}\n", status, headers, mimetype="text/plain")


def _stream(answer: Iterable[bytes], service: str, what: str) -> Response:
    headers = {"Cache-Control": "no-cache, max-age=0, must-revalidate"}
    return Response(answer, 200, headers, content_type=f"application/x-{service}-{what}")
