"""The style guide: there in development, nowhere else."""

from dataclasses import replace

from flask import Flask

from datapatch.workflow.instance import Instance
from webui import create_app


def test_every_component_is_shown(instance: Instance) -> None:
    """One page, in both languages."""
    app = create_app(replace(instance.config, development=True))
    client = app.test_client()
    for language in ("en", "fr"):
        guide = client.get(f"/styleguide?lang={language}")
        assert guide.status_code == 200
        assert "Changes per day" in guide.text
    app.extensions["datapatch"].database.close()


def test_it_is_for_development_only(app: Flask) -> None:
    """An instance that serves people has no such address."""
    answer = app.test_client().get("/styleguide", follow_redirects=True)
    assert answer.status_code == 404
