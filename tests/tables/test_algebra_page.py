"""The examples of docs/algebra.md are what the code says."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/algebra.md"


def test_the_examples_run() -> None:
    """Every command of the page prints what stands below it."""
    found = doctest.testfile(
        str(PAGE),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert found.attempted > 30
    assert found.failed == 0
