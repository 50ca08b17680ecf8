"""Words of rows: they tell which rows hold a text, or that only the rows tell."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.index import row_building
from datapatch.index.folding import fold
from datapatch.index.memory_rows import MemoryRows
from datapatch.index.querying import Query
from datapatch.index.word_files import OFTEN, WordFile, read_words, write_words
from datapatch.tables.table import Table
from tests.index.indexing import Parts, cut, index_at, indexed

WORDS = st.sampled_from(
    ["mediatheque", "the", "sete", "eter", "12", "1234", "œuvre", "\x1c", "été"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
ROWS = [f"r{n},{'Médiathèque' if n % 3 else 'École'} de la Lune {n},{n % 7}" for n in range(100)]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), WORDS, st.integers(0, 3))
def test_what_is_told_is_so(few: list[tuple[str, str]], word: str, begin: int) -> None:
    """Of words that stand often and seldom, and of parts of them."""
    rows = [fold("\0".join(cells)) for cells in few * OFTEN + few[:2]]
    wanted = fold(word)[begin:].strip()
    known = words_of(rows)
    found = known.holding(wanted) if wanted else None
    if found is not None:
        assert found.tolist() == [wanted in row for row in rows]


def test_a_listed_word_is_told_unless_others_may_hold_it() -> None:
    """Of a text of two letters, and of one that a seldom word may hold, only the rows tell."""
    rows = ["mediatheque"] * OFTEN + ["ecole", "mediane"]
    known = words_of(rows)
    for asked, told in (("theque", OFTEN), ("lune", 0)):
        found = known.holding(asked)
        assert found is not None
        assert found.sum() == told
    assert [known.holding(asked) for asked in ("th", "media", "cole")] == [None, None, None]


def test_a_file_without_words_is_none(tmp_path: Path) -> None:
    """As one is that was made before words were kept."""
    assert read_words(tmp_path / "gone.words") is None


@pytest.mark.parametrize("gone", ["*.words", "", "few"])
@pytest.mark.parametrize(
    "search", ["mediatheque", "DE la", "école", "lune", "Médiathèque lune", "lune 12", "r1", "zz"]
)
def test_searches_find_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str, search: str
) -> None:
    """In a table of several files in another order, where all, some or none have their words."""
    monkeypatch.setattr(row_building, "RUN_ROWS", 25)
    data = "\n".join(["id,name,n", *ROWS, ""]).encode()
    table, index, parts = Table.parse(data), index_at(tmp_path), Parts()
    pieces = cut(table, (10, 30, 50, 80))
    index.layout(parts.table(*pieces))
    turned = (*pieces[2:], *pieces[:2])
    for path in sorted(tmp_path.glob("*.words"))[: 2 if gone == "few" else None]:
        if gone:
            path.unlink()
    head = table.header
    memory = MemoryRows(Table.parse(head + b"".join(p.removeprefix(head) for p in turned)))
    asked = Query(search=search, page_size=200)
    assert indexed(index, *turned).select(asked) == memory.select(asked)


def test_listed_words_are_found_without_the_rows(tmp_path: Path) -> None:
    """The file of rows may as well be gone."""
    data = "\n".join(["id,name,n", *ROWS, ""]).encode()
    rows = indexed(index_at(tmp_path), data)
    for path in tmp_path.glob("*.parquet"):
        path.unlink()
    page = rows.select(Query(search="médiathèque lune", page_size=100))
    assert page.total == sum("Médiathèque" in row for row in ROWS)
    assert all(before < after for before, after in pairwise(page.rows))
    assert not list(tmp_path.glob("*.parquet"))


def words_of(rows: list[str]) -> WordFile:
    """The words of these rows, written and read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "some.words"
        write_words(path, rows)
        found = read_words(path)
        assert found is not None
        return found
