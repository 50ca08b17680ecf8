"""Patterns: read as Python reads them, and never longer than they are worth."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from datapatch.tables.patterns import Patience, compiled
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import validate


@contextmanager
def bounded() -> Iterator[None]:
    """Whatever happens inside computes for seconds, where trying everything would take years.

    What other processes compute meanwhile does not count.
    """
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 60


def matches(pattern: str, text: str) -> bool | None:
    """What one column says of one text."""
    compare = Patience().comparison(pattern)
    assert compare is not None
    return compare(text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\+33\d{9}", "+33465710001", True),
        (r"\+33\d{9}", "0465710001", False),
        (r"(?:(?:^|\|)(wifi|cours))+", "wifi|cours", True),
        (r"(?:(?:^|\|)(wifi|cours))+", "wifi|télé", False),
        (r"(?=.*\d)[a-zé]+\d", "été4", True),
        (r"a|b", "ax", True),
    ],
)
def test_patterns_match_as_in_python(pattern: str, text: str, expected: bool) -> None:
    """Anchors, classes, groups and looking ahead mean what they mean to ``re``."""
    assert matches(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["(", "[a", "a{2,1}", r"\p{L}", "(?<n>a)", "(" * 5000])
def test_what_python_cannot_read_is_no_pattern(pattern: str) -> None:
    """It checks nothing, whatever another engine makes of it."""
    assert compiled(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["(?:a{50000}){50000}", "(?:(?:[ab]{200}){200}){200}", "a{90000000}", "a" * 30_000]
)
def test_heavy_patterns_are_not_read(pattern: str) -> None:
    """Repetitions that would fill the memory are no pattern either, and that is quickly known."""
    with bounded():
        assert compiled(pattern) is None


def test_many_short_repetitions_are_read() -> None:
    """What counts is what is written out, not how many braces there are."""
    assert matches(r"(?:[0-9a-f]{4}-?){8}( [a-z]{2}\d{3}){12}\{2\}[{3}]", "x") is False


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("(a+)+$", "a" * 40 + "!"), ("(a|aa)+$", "a" * 80 + "!"), (".*.*.*.*=;", "=" * 3000)],
)
def test_a_pattern_that_takes_ages_is_given_up(pattern: str, text: str) -> None:
    """Either the engine sees through it, or nobody can say in time."""
    with bounded():
        assert not matches(pattern, text)


def test_a_table_full_of_such_cells_is_judged_in_time() -> None:
    """After a few tries the rest is not tried; every cell that nobody judged is a violation."""
    names = [f"f{number}" for number in range(30)]
    fields = [{"name": n, "constraints": {"pattern": "(a|aa)+$"}} for n in names]
    rows = [",".join("a" * (60 + row) + "!" for _ in names) for row in range(40)]
    table = Table.parse("\n".join([",".join(names), *rows, ""]).encode())
    with bounded():
        found = validate(table, TableSchema.from_descriptor({"fields": fields})).violations
    assert len(found) == 30 * 40
    assert {violation.type for violation in found} == {"constraint-error"}
    assert "takes too long to compare with the pattern" in found[0].sentence()


def test_a_number_is_found_in_a_long_text() -> None:
    """A field whose numbers have words around them reads a long cell in no time."""
    field = {"name": "prix", "type": "number", "bareNumber": False}
    table = Table.parse(b"prix\n12 euros\n-3.5 %\nn-\n" + b"a" * 300_000 + b"1b2\n")
    with bounded():
        found = validate(table, TableSchema.from_descriptor({"fields": [field]})).violations
    assert [violation.row for violation in found] == [4, 5]


def test_a_busy_server_does_not_make_a_pattern_slow() -> None:
    """What other threads compute meanwhile is no reason to refuse a value."""
    over = threading.Event()

    def compute() -> None:
        while not over.is_set():
            sorted(range(1_000_000), key=lambda number: -number)

    threads = [threading.Thread(target=compute) for _ in range(6)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 3
    try:
        while time.monotonic() < deadline:
            assert matches(r"\+33[0-9]{9}", "+33465710001") is True
    finally:
        over.set()
        for thread in threads:
            thread.join()
