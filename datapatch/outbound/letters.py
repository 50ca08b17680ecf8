"""What a mail says, once, as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, select_autoescape

from datapatch.translation import Translate

TEMPLATES = Environment(
    loader=PackageLoader("datapatch.outbound"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One changed cell: empty texts are cells that were, or are, empty."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's content. ``quoted`` are somebody's own words; ``button`` leads to ``address``."""

    opening: str
    about: str = ""
    lines: Sequence[Line] = ()
    more: int = 0
    quoted: str = ""
    source: str = ""
    closing: str = ""
    button: str = ""
    address: str = ""


def as_text(letter: Letter, translate: Translate) -> str:
    """The letter for programs that show plain text."""
    return TEMPLATES.get_template("letter.txt").render(letter=letter, translate=translate)


def as_html(letter: Letter, translate: Translate, language: str) -> str:
    """The letter with its changes as a table and its address as a button."""
    page = TEMPLATES.get_template("letter.html")
    return page.render(letter=letter, translate=translate, language=language)
