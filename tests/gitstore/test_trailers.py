"""Trailers are what git takes for trailers."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.gitstore.trailers import trailers


def by_git(message: str) -> tuple[tuple[str, str], ...]:
    """The trailers that stock git finds."""
    command = ["git", "interpret-trailers", "--parse", "--no-divider"]
    done = subprocess.run(command, input=message.encode(), capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    return tuple((token, value.strip()) for token, _, value in (x.partition(":") for x in lines))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Subject\n\nId: 7\nReviewed-by: A: B\n", (("Id", "7"), ("Reviewed-by", "A: B"))),
        ("Contribution: 7", ()),
        ("Subject\n\nSome text: it is prose\nand more\n", ()),
        ("Subject\n\nNote: one\n\nContribution: 7\n", (("Contribution", "7"),)),
        ("Subject\n\nLong: one\n  two\n\tthree\n", (("Long", "one two three"),)),
        ("Subject\n\nprose\nSigned-off-by: A\n", (("Signed-off-by", "A"),)),
        ("", ()),
    ],
)  # fmt: skip
def test_trailers(message: str, expected: tuple[tuple[str, str], ...]) -> None:
    """The last paragraph counts, the title never, prose only beside a line that git wrote."""
    assert trailers(message) == expected == by_git(message)


LINES = st.sampled_from(
    ["", "", " ", "Subject", "Key: value", "Other-Key : x: y", "key:", " folded", "\tfolded more",
     "prose here", "two words: x", "Signed-off-by: A <a@b>", "(cherry picked from commit 123)",
     "# aside", "#: 1", ":", "Clé: x", "---", "[note] x"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(LINES, max_size=12))
def test_same_as_git(lines: list[str]) -> None:
    """Whatever the message, git finds the same trailers."""
    message = "\n".join(lines) + "\n"
    assert trailers(message) == by_git(message)
