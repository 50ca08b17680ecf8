"""The style guide: there in development, nowhere else."""

from dataclasses import replace

from flask import Flask

from datapatch.workflow.instance import Instance
from webui import create_app
from webui.styleguide import screens


def test_every_screen_opens(instance: Instance) -> None:
    """In both languages; the page of all components leads to each."""
    app = create_app(replace(instance.config, development=True))
    client = app.test_client()
    guide = client.get("/styleguide")
    assert guide.status_code == 200
    names = _screens(app)
    assert len(names) > 20
    for name in names:
        assert f'href="/styleguide/{name}"' in guide.text
        for language in ("en", "fr"):
            assert client.get(f"/styleguide/{name}?lang={language}").status_code == 200
    assert client.get("/styleguide/nothing").status_code == 404
    app.extensions["datapatch"].database.close()


def test_it_is_for_development_only(app: Flask) -> None:
    """An instance that serves people has no such address."""
    answer = app.test_client().get("/styleguide", follow_redirects=True)
    assert answer.status_code == 404


def _screens(app: Flask) -> list[str]:
    with app.app_context():
        return screens()
