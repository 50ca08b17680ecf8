"""Every sentence of the code and the templates is there in every language, and fits its data."""

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from datapatch.translation import DOMAIN, FOLDER, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
PERCENT = re.compile(r"%(?:\(\w+\))?[sd]")
FRENCH_SPACING = re.compile(r"(?:[^\s\u00a0\u202f] | )[;!?»](?!\w)|« |\w :(?:\s|$)")
"""An ordinary space where French wants one that does not break."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say today."""
    file = tmp_path_factory.mktemp("messages") / "datapatch.pot"
    mapping = FOLDER / "babel.cfg"
    command = ["-m", "babel.messages.frontend", "--quiet", "extract", "--mapping", str(mapping)]
    folders = ["datapatch", "webui", "hooks"]
    subprocess.run([sys.executable, *command, "--output", file, *folders], cwd=ROOT, check=True)
    with file.open("rb") as opened:
        return read_po(opened)


@pytest.fixture(scope="module", params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """The translations into one language."""
    file = FOLDER / request.param / "LC_MESSAGES" / f"{DOMAIN}.po"
    with file.open("rb") as opened:
        return read_po(opened, locale=request.param)


def test_nothing_is_missing(template: Catalog, catalogue: Catalog) -> None:
    """Each sentence has a translation, in every form that the language needs."""
    missing = [m.id for m in template if m.id and not all(_texts(catalogue.get(m.id)))]

    assert missing == []


def test_nothing_is_doubtful_or_left_over(template: Catalog, catalogue: Catalog) -> None:
    """No translation is marked fuzzy, and none is for a sentence that nothing says any more."""
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []
    assert list(catalogue.obsolete) == []
    assert [m.id for m in catalogue if m.id and template.get(m.id) is None] == []


def test_placeholders_are_kept(catalogue: Catalog) -> None:
    """A translation has the places for data that its sentence has, no other and no fewer."""
    assert [m.id for m in catalogue if m.id and not _fits(m)] == []


def test_french_spaces_do_not_break() -> None:
    """Before : ; ! ? » and after « stands a space that keeps the sign on its line."""
    with (FOLDER / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as opened:
        french = read_po(opened, locale="fr")

    assert [t for m in french if m.id for t in _texts(m) if FRENCH_SPACING.search(t)] == []


def _fits(message: Message) -> bool:
    """Whether no form has a place too many, and together they have them all."""
    wanted, texts = _places(*_ids(message)), _texts(message)
    if not all(texts):
        return True  # it is missing, which is told once
    return _places(*texts) == wanted and all(_places(text) <= wanted for text in texts)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _texts(message: Message | None) -> tuple[str, ...]:
    """The translations of a message: one, or one per plural form; an empty one when missing."""
    if message is None:
        return ("",)
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or [""])


def _places(*texts: str) -> set[str]:
    """Names in braces, and percent places, in any of ``texts``."""
    found: set[str] = set()
    for text in texts:
        found.update(PERCENT.findall(text))
        if not found:
            found.update(name for _, name, _, _ in string.Formatter().parse(text) if name)
    return found
