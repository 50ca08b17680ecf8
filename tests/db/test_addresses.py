"""E-mail addresses."""

import pytest

from datapatch.db.addresses import email_address
from datapatch.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana.B+tri@Mairie.Example.ORG ", "Ana.B+tri@mairie.example.org"),
        ("ana@médiathèque.example", "ana@xn--mdiathque-53af.example"),
        ("admin@localhost", "admin@localhost"),
    ],
)
def test_addresses_are_kept_in_one_form(typed: str, kept: str) -> None:
    """Spaces around and capitals in the domain do not matter; the domain becomes ASCII."""
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@@example.org",
        "ana b@example.org",
        "ana@example.org\nBcc: all@example.org",
        "ana@example.org, bob@example.org",
        "Ana <ana@example.org>",
        "ana@exam\x00ple.org",
        "ana..b@example.org",
        "ana@-example.org",
        "ana@\ud800.org",
        f"{'a' * 65}@example.org",
        f"ana@{'a.' * 130}org",
    ],
)
def test_what_is_not_one_address_is_refused(typed: str) -> None:
    """One address or none; the sentence does not repeat what was typed."""
    with pytest.raises(InvalidInput) as refused:
        email_address(typed)
    assert "name@example.org" in str(refused.value)
    assert "ana" not in str(refused.value)
