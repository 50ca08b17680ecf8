"""What a mail says, once, as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import Environment, PackageLoader, select_autoescape

from datapatch.translation import N_, Translate

Sign = Literal["added", "changed", "removed"]
Piece = tuple[str, str]

TEMPLATES = Environment(
    loader=PackageLoader("datapatch.outbound"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)

# Words that the templates print.
N_("Hello,")
N_("{field}: {value}")
N_("… and {count} more")
N_("Source: {source}")
N_("Before")
N_("After")
N_("added")
N_("changed")
N_("removed")


@dataclass(frozen=True, slots=True)
class Line:
    """One changed cell: empty texts are cells that were, or are, empty.

    ``pieces`` are both texts, cut where words went ("removed") or came ("added").
    """

    field: str
    old: str
    new: str
    sign: Sign = "changed"
    pieces: Sequence[Piece] = ()

    @property
    def before(self) -> Sequence[Piece]:
        """The old text in its pieces."""
        return [piece for piece in self.pieces if piece[0] != "added"]

    @property
    def after(self) -> Sequence[Piece]:
        """The new text in its pieces."""
        return [piece for piece in self.pieces if piece[0] != "removed"]


@dataclass(frozen=True, slots=True)
class Item:
    """What one mail says of one contribution: its changes, and somebody's own words.

    ``note`` stands in small letters under the title; ``address`` is where the title leads;
    ``facts`` are fields with what they hold.
    """

    title: str = ""
    note: str = ""
    address: str = ""
    words: str = ""
    facts: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    more: int = 0
    quoted: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its words."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's content. ``said`` is what somebody wrote to its reader, right below the opening.

    ``button`` is the one thing to do; ``links`` and ``why`` stand below.
    """

    opening: str
    said: str = ""
    items: Sequence[Item] = ()
    closing: str = ""
    button: Link | None = None
    links: Sequence[Link] = ()
    why: str = ""


def as_text(letter: Letter, translate: Translate) -> str:
    """The letter for programs that show plain text."""
    return TEMPLATES.get_template("letter.txt").render(letter=letter, translate=translate)


def as_html(letter: Letter, translate: Translate, language: str) -> str:
    """The letter with its changes as a table and its address as a button."""
    page = TEMPLATES.get_template("letter.html")
    return page.render(letter=letter, translate=translate, language=language)
