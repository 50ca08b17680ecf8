"""Look-ups by key: what the index says is what a scan of the table finds."""

from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.gitstore.objects import blob_id
from datapatch.index.keyed_values import HashedRows, KeyedValues
from datapatch.tables.comparable import canonical, comparable
from datapatch.tables.dialect import Dialect
from datapatch.tables.field import Field
from datapatch.tables.row_hashes import INCOMPARABLE, NOTHING, TextReading, ValueReading
from datapatch.tables.table import Table
from datapatch.types import BlobId
from tests.compat.verdict_cases import CELLS, FORMS
from tests.strategies import ONE_FIXTURE

KEY = TextReading(Dialect(), (0,))
BOTH = TextReading(Dialect(), (0, 1))
CELL = st.sampled_from(["", "a", "b", "é", "1", "01", 'a"b', "a,b", "x\ny"])


def numbered(kind: str, **properties: object) -> ValueReading:
    """The reading of the first column as a field of one type."""
    described = Field.from_descriptor({"name": "a", "type": kind, **properties})
    return ValueReading(Dialect(), (0,), (described,), (frozenset([""]),))


class Parts:
    """A table in several blobs, which counts how often a blob is read."""

    def __init__(self, parts: list[list[tuple[str, ...]]]) -> None:
        texts = ["".join(["k,l\n", *(_line(row) for row in part)]).encode() for part in parts]
        self.tables = {blob_id(text): Table.parse(text) for text in texts}
        self.blobs = [blob_id(text) for text in texts]
        self.read: list[BlobId] = []
        self.rows = [row for part in parts for row in part]

    def table(self, blob: BlobId) -> Table:
        """The table in one blob."""
        self.read.append(blob)
        return self.tables[blob]


def _line(row: tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n"


@pytest.fixture
def keyed(tmp_path: Path) -> KeyedValues:
    """An empty index."""
    return KeyedValues(tmp_path / "keys.sqlite")


Partition = st.lists(st.lists(st.tuples(CELL, CELL), max_size=5), min_size=1, max_size=4)


@settings(deadline=None, suppress_health_check=ONE_FIXTURE)
@given(parts=Partition, asked=st.tuples(CELL, CELL))
def test_a_look_up_is_a_scan(
    parts: list[list[tuple[str, ...]]], asked: tuple[str, ...], keyed: KeyedValues
) -> None:
    """Every row with the key is found, by one field or two, wherever the parts are cut."""
    table = Parts(parts)
    for reading, width in ((KEY, 1), (BOTH, 2)):
        found = keyed.rows(table.blobs, reading, table.table)
        expected = [n for n, row in enumerate(table.rows) if row[:width] == asked[:width]]
        number = reading.hash(asked[:width])
        assert (number == NOTHING) is not any(asked[:width])
        assert found.candidates(number) == expected
        assert found.repeated() == keyed.repeated(table.blobs, reading, table.table)
        assert found.candidates(number) == expected  # looked up in another way by now
        assert found.occurring([number, 7]) == (frozenset([number]) if expected else frozenset())
        assert [len(part) for part in parts] == list(found.row_counts)
        assert found.row_count == len(table.rows)
        for row in expected:
            blob, inside = found.place(row)
            assert table.tables[table.blobs[blob]].row(inside) == table.rows[row]


@settings(deadline=None, suppress_health_check=ONE_FIXTURE)
@given(parts=Partition)
def test_many_look_ups_at_once(parts: list[list[tuple[str, ...]]], keyed: KeyedValues) -> None:
    """Looking for many values gives what looking for each gives."""
    table = Parts(parts)
    found = keyed.rows(table.blobs, BOTH, table.table)
    numbers = [BOTH.hash(row) for row in table.rows] + list(range(2, 20))
    assert found.all_candidates(numbers) == {
        number: found.candidates(number) for number in set(numbers) if found.candidates(number)
    }
    assert found.occurring(numbers) == frozenset(BOTH.hash(row) for row in table.rows)
    assert found.repeated() == {
        number for number in numbers if number and len(found.candidates(number)) > 1
    }


def test_only_new_parts_are_read(keyed: KeyedValues, tmp_path: Path) -> None:
    """A version that shares parts with another one, even in another process, reads the others."""
    first = Parts([[("a", "1")], [("b", "2")], [("c", "3")]])
    keyed.rows(first.blobs, KEY, first.table)
    assert first.read == first.blobs
    keyed.rows(first.blobs, KEY, first.table)
    assert first.read == first.blobs
    second = Parts([[("a", "1")], [("x", "2")], [("c", "3")], [("a", "1")]])
    found = KeyedValues(tmp_path / "keys.sqlite").rows(second.blobs, KEY, second.table)
    assert second.read == [second.blobs[1]]
    assert found.candidates(KEY.hash(["a"])) == [0, 3]


def test_rows_are_counted_without_a_key(keyed: KeyedValues) -> None:
    """A table without a key has numbers of rows too, read once."""
    table = Parts([[("a", "1"), ("b", "")], [], [("c", "3")]])
    for _ in range(2):
        assert keyed.row_counts(table.blobs, Dialect(), table.table) == (2, 0, 1)
    assert len(table.read) == 3


def test_values_are_compared_as_their_type(keyed: KeyedValues) -> None:
    """`01` is `1` where whole numbers are expected, and what is no number holds nothing."""
    table = Parts([[("01", ""), ("x", "")], [("", ""), ("1", ""), ("+1", ""), ("2", "")]])
    reading = numbered("integer")
    found = keyed.rows(table.blobs, reading, table.table)
    assert found.candidates(reading.hash(["1"])) == [0, 3, 4]
    assert found.candidates(NOTHING) == [1, 2]
    assert reading.hash(["1"]) == numbered("number").hash(["1.0"])


@given(st.lists(CELL, max_size=6), st.sampled_from(["string", "any", "integer"]))
def test_all_rows_get_the_numbers_of_single_ones(cells: list[str], kind: str) -> None:
    """A whole table is read faster than single rows, to the same numbers."""
    parts, reading = Parts([[(cell, "x") for cell in cells]]), numbered(kind)
    whole = np.frombuffer(reading.hashes(parts.table(parts.blobs[0])), "<u8").tolist()
    assert whole == [reading.hash([cell]) for cell in cells]


def test_what_equals_nothing_is_told() -> None:
    """NaN stands for no value that another row could have."""
    assert numbered("number").hash(["NaN"]) == INCOMPARABLE


def test_numbers_stay_the_same() -> None:
    """What was kept by another process, or by an earlier version, is still right."""
    assert KEY.hash(["Sète"]) == 2466027881328777333
    assert numbered("number").hash(["1.50"]) == 8022836960560506069
    assert len({KEY.address, BOTH.address, numbered("integer").address}) == 3
    assert numbered("integer").address != numbered("integer", bareNumber=False).address
    assert numbered("integer").address == numbered("integer", title="Words").address


@settings(max_examples=300)
@given(st.data())
def test_equal_values_share_a_number(data: st.DataObject) -> None:
    """Whatever compares as equal, in one field or between two, has the same number."""
    values = []
    for _ in range(2):
        kind = data.draw(st.sampled_from(sorted(FORMS)))
        reading = numbered(kind, **data.draw(st.sampled_from(FORMS[kind])))
        cell = data.draw(st.sampled_from(CELLS[kind]))
        values.append((comparable(reading.values([cell])), reading.hash([cell])))
    (one, here), (other, there) = values
    if one is not None and {one} == {other}:
        assert here == there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, Decimal("1.000")),
        (True, 1.0),
        (10**40, Decimal(10**40)),
        (0, Decimal("-0E+5")),
        (Decimal("1E+999999999999"), Decimal("10E+999999999998")),
        (float("inf"), Decimal("Infinity")),
        (time.fromisoformat("12:00:00+02:00"), time.fromisoformat("10:00:00Z")),
        (timedelta(days=1), timedelta(hours=24)),
    ],
)
def test_equal_values_of_other_types(one: object, other: object) -> None:
    """Types do not keep equal values apart."""
    assert one == other
    assert canonical(one) == canonical(other)


def test_an_empty_table(keyed: KeyedValues) -> None:
    """A header alone holds no value."""
    table = Parts([[]])
    found: HashedRows = keyed.rows(table.blobs, KEY, table.table)
    assert found.candidates(KEY.hash(["a"])) == []
    assert found.occurring(range(2, 30)) == frozenset()
    assert found.repeated() == frozenset()
