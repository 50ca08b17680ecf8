"""The web interface of Data Patch: the application factory."""

from contextlib import suppress

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from datapatch.config import Config
from datapatch.translation import DOMAIN, FOLDER
from datapatch.workflow.instance import open_instance
from webui.admission import register_admission
from webui.assets import register_assets
from webui.blueprints import register_blueprints
from webui.context import babel, choose_language, csrf, keep_language, login_manager, present
from webui.errors import register_errors
from webui.git import prepare_hooks
from webui.security import secure
from webui.words import register_filters


def create_app(config: Config) -> Flask:
    """The WSGI application of the instance that ``config`` describes."""
    instance = open_instance(config)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=instance.secret,
        MAX_CONTENT_LENGTH=config.limits.file_bytes + 1_000_000,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https://"),
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=config.base_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=config.language,
        BABEL_DOMAIN=DOMAIN,
        BABEL_TRANSLATION_DIRECTORIES=str(FOLDER),
    )
    app.extensions["datapatch"] = instance
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.bytecode_cache = _compiled_templates(config)
    babel.init_app(app, locale_selector=choose_language)
    csrf.init_app(app)
    login_manager.init_app(app)
    register_admission(app)
    app.context_processor(present)
    app.after_request(keep_language)
    register_filters(app)
    register_assets(app)
    register_blueprints(app)
    register_errors(app)
    secure(app)
    prepare_hooks(config)
    return app


class _CompiledTemplates(FileSystemBytecodeCache):
    """Templates that another process compiled: the first page of each takes a third of the time.

    Each is known by its source, so that nothing in there is ever out of date.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for others, where the disk has room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_templates(config: Config) -> _CompiledTemplates:
    folder = config.instance / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _CompiledTemplates(str(folder))
