"""The style guide: every component once, with invented data. In development only."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
def page() -> ResponseReturnValue:
    """The components one by one."""
    return render_template("styleguide/styleguide.html")
