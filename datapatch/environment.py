"""What an entry point reads from the environment: the configuration and the reader's language."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from datapatch.errors import InvalidInput
from datapatch.translation import LANGUAGES, N_, Translate, translator

if TYPE_CHECKING:
    from datapatch.config import Config

CHECKOUT = Path(__file__).resolve().parent.parent


def read_configuration(environ: Mapping[str, str] = os.environ) -> "Config":
    """The configuration that the environment describes.

    Raises ``InvalidInput`` when a setting that must be a number is none.
    """
    # Most verbs of the command line have none.
    from datapatch.config import config_from_environment

    try:
        return config_from_environment(environ, default_home())
    except ValueError as error:
        raise InvalidInput(
            N_(
                "A DATAPATCH_… setting must be a number and is not: {reason}. "
                "Correct it, then start again."
            ),
            reason=error,
        ) from error


def default_home() -> Path:
    """Where data lies when ``DATAPATCH_HOME`` is not set: the checkout, else the current folder."""
    return CHECKOUT if (CHECKOUT / "setup.cfg").exists() else Path.cwd()


def read_language(environ: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal: ``DATAPATCH_LANGUAGE``, else the locale's, else English."""
    for name in ("DATAPATCH_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := environ.get(name):
            language = setting[:2].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def read_translator(environ: Mapping[str, str] = os.environ) -> Translate:
    """The function that translates templates into the language of the terminal."""
    return translator(read_language(environ))
