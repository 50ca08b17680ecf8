"""Addresses of the front-end bundle that change when its content does."""

import json
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response, request, url_for

BUNDLE = "bundle"
YEAR = 31_536_000


def register_assets(app: Flask) -> None:
    """Offer ``asset`` to templates, and let browsers keep what carries its hash for ever.

    Without a bundle, pages come without style and script, and work.
    """
    hashes = _hashes(Path(app.static_folder or "") / BUNDLE / "manifest.json")

    def asset(name: str) -> str:
        return url_for("static", filename=f"{BUNDLE}/{name}", v=hashes.get(name))

    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def _hashes(manifest: Path) -> Mapping[str, str]:
    if not manifest.exists():
        return {}
    found: dict[str, str] = json.loads(manifest.read_text())
    return found


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
