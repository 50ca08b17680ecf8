"""Diffs as text: for programs what the form says, for people nothing that steers a terminal."""

import json
import re

from hypothesis import given

from datapatch.presenting.cells import plain
from datapatch.presenting.diff_html import HtmlDiff
from datapatch.presenting.diff_json import diff_json
from datapatch.presenting.diff_text import TextDiff
from datapatch.tables.diff import diff
from datapatch.tables.patch import apply, parse_patch, patch_json
from datapatch.tables.table import Table
from tests.strategies import versions
from tests.test_schemas import validator

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@given(pair=versions(2))
def test_the_pieces_are_the_document(pair: tuple[Table, Table]) -> None:
    """What is written in pieces is the form of the diff, fits its schema, and can be applied."""
    old, new = pair
    changes = diff(old, new)
    form = json.loads("".join(diff_json(changes)))
    assert form == json.loads(json.dumps(patch_json(changes)))
    validator("diff.schema.json").validate(form)
    assert apply(old, parse_patch(form)).same_content(new)


@given(pair=versions(2))
def test_people_see_every_change_on_its_lines(pair: tuple[Table, Table]) -> None:
    """One title for a row that changed, and no character that a terminal would obey."""
    changes = diff(*pair)
    lines = "".join(TextDiff().lines(changes))
    assert not STEERING.search(lines)
    titles = re.findall(r"^(?:\+ added|~ changed|- removed) row ", lines, re.MULTILINE)
    assert len(titles) == len(changes.changes)
    assert bool(lines) is not changes.is_empty


@given(pair=versions(2))
def test_a_page_is_text_alone(pair: tuple[Table, Table]) -> None:
    """Whatever cells hold, the page has the elements that we write, in pairs."""
    page = "".join(HtmlDiff(("<a>", "&b")).page(pair[1], diff(*pair)))
    opened = re.findall(r"<(\w+)[ >]", page)
    closed = re.findall(r"</(\w+)>", page)
    assert set(opened) - {"meta"} == set(closed)
    for name in set(closed):
        assert opened.count(name) == closed.count(name)


def test_signs_for_what_a_terminal_obeys() -> None:
    """Line ends and tabs have signs of their own, others their number."""
    assert plain("a\nb\tc\r\x1b[31m\u202ed") == "a⏎b⇥c␍\\u001b[31m\\u202ed"
