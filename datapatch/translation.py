"""Sentences in the reader's language: gettext catalogues compiled from ``translations/``."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

DOMAIN = "datapatch"
FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("fr", "en")
"""Languages that are complete; the first is offered first."""

Translate = Callable[[str], str]
"""Turns an English template into the reader's language, placeholders kept."""


def N_(message: str) -> str:
    """Mark ``message`` for extraction; it is translated where it is shown."""
    return message


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of ``language``; English, the source language, when there is none."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def translator(language: str) -> Translate:
    """The function that translates templates into ``language`` ("fr", "en")."""
    return catalogue(language).gettext


def untranslated(message: str) -> str:
    """The template as it is written in the code, in English."""
    return message
