"""Keys for new rows: made where the others look made, never where they are names."""

import re
import uuid

import pytest

from datapatch.tables.dialect import Dialect
from datapatch.tables.field import Field
from datapatch.tables.table import Table
from datapatch.workflow.proposals.new_keys import SPREAD, makes_keys, new_key


def table_of(*keys: str, field: str = "id") -> Table:
    """A table that holds these keys."""
    text = "".join(f"{key},x\n" for key in keys)
    return Table.parse(f"{field},other\n{text}".encode(), Dialect())


@pytest.mark.parametrize(
    ("keys", "form"),
    [
        (("p1", "p2", "p3"), r"p[0-9a-z]{8}"),
        (("lieu-0001", "lieu-0002"), r"lieu-[0-9a-z]{8}"),
        (("1", "2", "30"), r"\d+"),
        (("0001", "0002"), r"\d{4,}"),
        ((), r"[0-9a-z]{8}"),
        ((str(uuid.uuid4()), str(uuid.uuid4())), r"[0-9a-f-]{36}"),
    ],
)
def test_a_key_looks_like_the_others(keys: tuple[str, ...], form: str) -> None:
    """Numbers, beginnings and UUIDs are recognised, and the new key is none of the old ones."""
    table = table_of(*keys)
    made = {new_key(table, Field("id")) for _ in range(20)}
    assert all(re.fullmatch(form, key) for key in made)
    assert not made & set(keys)


def test_two_additions_do_not_get_the_same_number() -> None:
    """The next number is not taken: two that wait would clash."""
    table, field = table_of("1", "2"), Field("id", type="integer")
    made = {int(new_key(table, field)) for _ in range(50)}
    assert len(made) > 40
    assert all(2 < number <= 2 + SPREAD for number in made)


def test_a_key_is_what_the_schema_asks_for() -> None:
    """Where a pattern wants four digits, the key has four digits."""
    field = Field("id", constraints={"pattern": r"^lieu-\d{4}$"})
    made = new_key(table_of("lieu-0001", "lieu-0002"), field)
    assert re.fullmatch(r"lieu-\d{4}", made)


def test_no_key_is_made_that_the_schema_refuses() -> None:
    """Rather none than one that nobody could send."""
    field = Field("id", constraints={"enum": ["lieu-1", "lieu-2"]})
    assert new_key(table_of("lieu-1", "lieu-2"), field) == ""


def test_made_keys_do_not_hide_the_form_of_the_others() -> None:
    """A list in which most keys were made by us is still numbered after its beginning."""
    first = [f"lieu-{n}" for n in range(3)]
    table = table_of(*first)
    later = [new_key(table, Field("id")) for _ in range(40)]
    assert makes_keys(table_of(*first, *later), Field("id"))


def test_made_keys_that_end_in_digits_are_made_keys() -> None:
    """Letters and then digits by chance: it is not a numbered list of its own."""
    keys = ("lieu-1", "lieu-2", "lieu-3", "lieu-rveedf46", "lieu-fqxwxdc7", "lieu-yqedek14")
    assert makes_keys(table_of(*keys), Field("id"))


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("Symbol", ("MMM", "AOS", "ABT")),
        ("nom", ("La Fabrique", "Le Port")),
        ("System ID", ("careem_bike", "dott-dubai")),
        ("code_insee", ("34301", "34172")),
        ("nom", ()),
    ],
)
def test_names_and_codes_are_not_made_up(field: str, keys: tuple[str, ...]) -> None:
    """Who adds a company knows its symbol; nothing can be invented for it."""
    table = table_of(*keys, field=field)
    assert not makes_keys(table, Field(field))
    assert new_key(table, Field(field)) == ""
