"""Whether this process serves: asked by containers and load balancers."""

from flask import Blueprint, Response
from sqlalchemy import text

from webui.context import instance

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """The word "ok" when the database answers; a failure of it is an error like any other."""
    with instance().database.reading() as session:
        session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
