"""Copies that come back: what they change, what they lack, and what a program did to them."""

import pytest

from datapatch.errors import InvalidInput
from datapatch.tables.applying import apply
from datapatch.tables.changes import Patch
from datapatch.tables.returning import Returned, returned
from datapatch.tables.rewritten import rewritten
from datapatch.tables.table import Table

OLD = Table.parse(
    b"code,name,opened,price\n001,Lake,2026-05-04,1.50\n002,Port,2025-01-31,2.00\n"
    b"003,Station,2024-12-01,3\n"
)


def come_back(text: str, old: Table = OLD, key: tuple[str, ...] = ("code",)) -> Returned:
    """What a copy with this text says."""
    return returned(old, Table.parse(text.encode()), key, most=100)


def applied(found: Returned, *, removing: bool = False, old: Table = OLD) -> str:
    """The table once the changes are carried out."""
    changes = (*found.changes, *(found.missing if removing else ()))
    return apply(old, Patch("t", found.key, changes)).data.decode()


def test_an_edited_sorted_copy_changes_its_cells_alone() -> None:
    """The order of rows and columns is no change; untouched rows keep their bytes."""
    found = come_back(
        "name,code,price,opened\nStation,003,3,2024-12-01\nOld port,002,2.00,2025-01-31\n"
        "Lake,001,1.50,2026-05-04\n"
    )
    assert found.missing_count == 0
    assert applied(found) == OLD.data.decode().replace("Port", "Old port")


def test_what_a_spreadsheet_program_rewrote_is_no_change() -> None:
    """Lost zeros, local dates and decimal commas are counted, and stay as they were."""
    found = come_back(
        'code,name,opened,price\n1,Lake,04/05/2026,"1,5"\n2,Harbour,31/01/25,2\n3,Station,01/12/2024,3\n'
    )
    assert applied(found) == OLD.data.decode().replace("Port", "Harbour")
    assert (found.rewritten, found.missing_count) == (5, 0)


def test_rows_that_a_copy_lacks_stay_unless_their_removal_is_wanted() -> None:
    """A filtered copy removes nothing by itself."""
    found = come_back("code,name,opened,price\n002,Quay,2025-01-31,2.00\n")
    assert applied(found) == OLD.data.decode().replace("Port", "Quay")
    assert found.missing_count == 2
    assert applied(found, removing=True) == "code,name,opened,price\n002,Quay,2025-01-31,2.00\n"


def test_columns_that_a_copy_lacks_stay() -> None:
    """A deleted column empties nothing; a strange one is left aside and named."""
    found = come_back("code,name,mood\n001,Sea,good\n002,Port,\n003,Station,\n")
    assert applied(found) == OLD.data.decode().replace("Lake", "Sea")
    assert (found.absent, found.unknown) == (("opened", "price"), ("mood",))


def test_new_rows_go_to_the_end_and_empty_ones_are_left_out() -> None:
    """A row with an unknown key is added after the others."""
    found = come_back(f"{OLD.data.decode()},,,\n004,Mill,2026-01-01,4\n")
    assert applied(found) == f"{OLD.data.decode()}004,Mill,2026-01-01,4\n"


def test_without_a_key_rows_are_found_by_content() -> None:
    """An edited row of a table without key is one update, whatever its place."""
    found = come_back(
        "code,name,opened,price\n003,Station,2024-12-01,3\n001,Lake,2026-05-04,9\n"
        "002,Port,2025-01-31,2.00\n",
        key=(),
    )
    assert [change.op for change in found.changes] == ["update"]
    assert applied(found) == OLD.data.decode().replace("1.50", "9")


def test_a_copy_without_the_key_or_of_another_table_is_refused() -> None:
    """The sentence names the column that is needed."""
    with pytest.raises(InvalidInput, match="“code”"):
        come_back("name,price\nLake,2\n")
    with pytest.raises(InvalidInput, match="code, name, opened, price"):
        come_back("a,b\n1,2\n")


def test_repeated_keys_are_told() -> None:
    """Two rows with one key are named."""
    assert come_back(f"{OLD.data.decode()}001,Lake,2026-05-04,7\n").repeated == (("001",),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01000", "1000"),
        ("+33465710001", "33465710001"),
        ("+33465710001", "3,34657E+10"),
        ("2.50", "2,5"),
        ("2026-05-04", "04/05/2026"),
        ("true", "VRAI"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_a_program_rewrites_one_way(old: str, new: str) -> None:
    """The way back is a correction made by hand, line ends apart."""
    assert rewritten(old, new)
    assert rewritten(new, old) == ("\n" in old)


@pytest.mark.parametrize(
    ("old", "new"),
    [("1000", "1001"), ("2026-05-04", "05/04/2026"), ("12345678901", "1,3E+10"), ("true", "faux")],
)
def test_another_value_is_a_change(old: str, new: str) -> None:
    """What differs in content was changed by hand."""
    assert not rewritten(old, new)
