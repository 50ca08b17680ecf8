"""The style guide: every component, and every screen with invented data. In development only."""

from pathlib import PurePosixPath

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from datapatch.errors import NotFound

blueprint = Blueprint("styleguide", __name__)

SCREENS = "styleguide/screens/"


@blueprint.get("/styleguide")
def page() -> ResponseReturnValue:
    """The components one by one, with links to the screens."""
    return render_template("styleguide/styleguide.html", screens=screens())


@blueprint.get("/styleguide/<name>")
def screen(name: str) -> ResponseReturnValue:
    """One screen; its links lead to other screens."""
    if name not in screens():
        raise NotFound
    return render_template(f"{SCREENS}{name}.html")


def screens() -> list[str]:
    """The names of all screens, in order."""
    found = current_app.jinja_env.list_templates(filter_func=lambda name: SCREENS in name)
    return sorted(PurePosixPath(name).stem for name in found)
