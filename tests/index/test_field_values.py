from datapatch.index.field_values import FEW, CountedValues, count_values
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.types import BlobId, ObjectId

TOWNS = Table.parse("nom,commune\nA,Sète\nB,\nC,Sète,more\nD\n".encode())
BLOB = BlobId(ObjectId("0" * 40))


def test_values_are_counted_without_empty_cells() -> None:
    """Each value comes with its number; empty and missing cells do not count as one."""
    _, towns = count_values(TOWNS)
    assert towns.filled == 2
    assert towns.counts == {"Sète": 2}


def test_many_values_are_not_kept() -> None:
    """Of a field with too many different values only the filled cells are known."""
    rows = "".join(f"{n}\n" for n in range(FEW + 5))
    (numbers,) = count_values(Table.parse(f"n\n{rows}".encode()))
    assert numbers.filled == FEW + 5
    assert numbers.counts is None


def test_a_blob_is_counted_once() -> None:
    """The same blob in the same dialect gives the same object; in another dialect, another."""
    cache = CountedValues()
    first = cache.values(BLOB, Dialect(), TOWNS)
    assert cache.values(BLOB, Dialect(), TOWNS) is first
    assert cache.values(BLOB, Dialect(delimiter=";"), TOWNS) is not first


def test_the_cache_is_bounded() -> None:
    """What was not asked for lately is counted again."""
    cache = CountedValues(kept=1)
    first = cache.values(BLOB, Dialect(), TOWNS)
    cache.values(BLOB, Dialect(delimiter=";"), TOWNS)
    assert cache.values(BLOB, Dialect(), TOWNS) is not first
