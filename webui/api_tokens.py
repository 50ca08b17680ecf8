"""Who calls the API: the person of the access token in ``Authorization: Bearer``.

Cookies count for nothing there, so that no page of another site decides in a moderator's name.
"""

from flask import request
from werkzeug.exceptions import Unauthorized

from datapatch.workflow.people.visiting import visitor_of_token
from datapatch.workflow.publication.publishing import Moderator
from webui.context import instance, now

SCHEME = "bearer"


def caller() -> Moderator:
    """Who calls; raises 401 where the token is missing or nobody's."""
    given = request.authorization
    token = given.token if given is not None and given.type == SCHEME else None
    found = visitor_of_token(instance(), token, now=now()) if token else None
    if found is None:
        raise Unauthorized
    return found.who
