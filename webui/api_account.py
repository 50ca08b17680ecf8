"""The API for one's own account, version 1: what is held about its person, and its end.

Every call brings an access token of the account that it is about.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.workflow.people.visiting import login_of
from datapatch.workflow.privacy.held import held_about_account
from datapatch.workflow.privacy.leaving import leave
from webui.api_tokens import caller
from webui.context import csrf, instance, now
from webui.presenters.api import json_answer

blueprint = Blueprint("api_account", __name__, url_prefix="/api/v1/account")
csrf.exempt(blueprint)

_MEANT = N_(
    "Send a JSON object with your “login”, to show that it is meant, and “keep_name”, true or "
    "false; “hand_over” names a login for each workspace that nobody else owns."
)


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    """What is held about somebody is for them alone."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/held")
def held() -> ResponseReturnValue:
    """All that is held about the caller."""
    return json_answer(held_about_account(instance(), _login()))


@blueprint.delete("")
def end() -> ResponseReturnValue:
    """Delete the caller's account."""
    login, body = _login(), _body()
    keep = body.get("keep_name")
    if body.get("login") != login or not isinstance(keep, bool):
        raise InvalidInput(_MEANT)
    leave(instance(), login, keep_name=keep, heirs=_heirs(body), now=now())
    return "", 204


def _login() -> str:
    return login_of(instance(), caller().person_id)


def _body() -> Mapping[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidInput(_MEANT)
    return body


def _heirs(body: Mapping[str, object]) -> Mapping[str, str]:
    given = body.get("hand_over", {})
    if not isinstance(given, dict):
        raise InvalidInput(_MEANT)
    return {str(workspace): str(heir) for workspace, heir in given.items()}
