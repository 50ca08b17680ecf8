"""Addresses of pages, and what they ask for."""

from werkzeug.datastructures import MultiDict

from datapatch.index.querying import Filter
from webui.forms.queries import parameters, table_request


def test_an_address_asks_and_is_written_again() -> None:
    """What an address asks for can be written as an address that asks for the same."""
    given = [
        ("resource", "places"),
        ("q", "lac"),
        ("commune__exact", "Sète"),
        ("a__b__contains", "x"),
        ("telephone__isnull", ""),
        ("sort", "-nom"),
        ("at", "2026-05-01"),
        ("columns", "all"),
        ("page", "3"),
    ]
    asked = table_request(MultiDict(given))
    assert asked.query.filters[1] == Filter("a__b", "contains", "x")
    assert asked.query.sort == (("nom", True),)
    assert parameters(asked) == given


def test_what_a_form_leaves_empty_is_nothing() -> None:
    """Selects that were not touched, and a page that is none, ask for nothing."""
    asked = table_request(MultiDict([("commune__exact", ""), ("q", " "), ("page", "-1")]))
    assert (asked.query.filters, asked.query.search, asked.query.page) == ((), "", 1)
    assert parameters(asked) == []
