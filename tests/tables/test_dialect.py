"""Dialects, from and to a resource's descriptor."""

import pytest

from datapatch.errors import BadDescriptor
from datapatch.tables.dialect import Dialect


def test_a_dialect_is_read_from_the_flat_and_from_the_nested_form() -> None:
    """``{"delimiter": ";"}`` and frictionless 5's ``{"csv": {…}}`` mean the same."""
    flat = Dialect.from_descriptor({"delimiter": ";", "quoteChar": "'", "headerRows": [2]})
    nested = Dialect.from_descriptor(
        {"headerRows": [2], "csv": {"delimiter": ";", "quoteChar": "'"}}
    )
    assert flat == nested == Dialect(delimiter=";", quote_char="'", header_row=2)


@pytest.mark.parametrize(
    "dialect",
    [
        Dialect(),
        Dialect(delimiter="\t", header_row=0),
        Dialect(quote_char="'", header_row=4, encoding="cp1252"),
        Dialect(quote_char=""),
    ],
)
def test_what_is_written_reads_back(dialect: Dialect) -> None:
    """A descriptor made from a dialect gives the dialect, with the resource's encoding."""
    assert Dialect.from_descriptor(dialect.to_descriptor(), dialect.encoding) == dialect


def test_the_default_dialect_needs_no_words() -> None:
    """An ordinary file has an empty descriptor."""
    assert Dialect().to_descriptor() == {}
    assert Dialect.from_descriptor(None) == Dialect()


@pytest.mark.parametrize(
    "descriptor",
    [
        {"delimiter": ""},
        {"delimiter": "||"},
        {"delimiter": "\n"},
        {"delimiter": 1},
        {"quoteChar": "''"},
        {"delimiter": '"'},
        {"headerRows": [1, 2]},
        {"headerRows": "first"},
    ],
)
def test_a_dialect_that_no_reader_could_follow_is_refused(descriptor: dict[str, object]) -> None:
    """The sentence shows the value that is wrong."""
    with pytest.raises(BadDescriptor) as caught:
        Dialect.from_descriptor(descriptor)
    assert repr(next(iter(descriptor.values()))) in caught.value.sentence()
