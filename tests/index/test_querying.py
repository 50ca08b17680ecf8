import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.errors import BadQuery
from datapatch.index.querying import Filter, Page, Query, fold, match, order, select
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row

PLACES = Table.parse(
    "nom,commune,places,services\n"
    'La Fabrique,Sète,12,"wifi|cours"\n'
    "Médiathèque du Lac,Montpellier,9,wifi gratuit\n"
    "Cyber-base,Nîmes,,cours\n"
    'Le « Cœur »,sete,"1,5",\n'.encode()
)


def found(*filters: Filter, search: str = "") -> list[int]:
    """The rows of PLACES that match."""
    return match(PLACES, Query(filters=filters, search=search))


def test_no_question_gives_every_row_in_order() -> None:
    """Without filter, search and order, the table comes as it is."""
    assert select(PLACES, Query()) == Page((0, 1, 2, 3), 4, 1, 50)


@pytest.mark.parametrize(
    ("operator", "value", "rows"),
    [
        ("exact", "Sète", [0]),
        ("differs", "Sète", [1, 2, 3]),
        ("contains", "SETE", [0, 3]),
        ("notcontains", "sete", [1, 2]),
        ("in", "Sète,Nîmes", [0, 2]),
        ("in", '["Sète", "Nîmes"]', [0, 2]),
        ("notin", "Sète,Nîmes", [1, 3]),
        ("startswith", "mont", [1]),
    ],
)
def test_operators_on_texts(operator: str, value: str, rows: list[int]) -> None:
    """Each operator keeps the rows that its name says."""
    assert found(Filter("commune", operator, value)) == rows


@pytest.mark.parametrize(
    ("operator", "value", "rows"),
    [
        ("less", "9", [1, 3]),
        ("strictly_less", "9", [3]),
        ("lt", "9", [3]),
        ("lte", "9", [1, 3]),
        ("greater", "9", [0, 1]),
        ("strictly_greater", "9", [0]),
        ("gt", "9,0", [0]),
        ("gte", "9.0", [0, 1]),
        ("isnull", "", [2]),
        ("isblank", "1", [2]),
        ("isnotnull", "", [0, 1, 3]),
    ],
)
def test_operators_on_numbers(operator: str, value: str, rows: list[int]) -> None:
    """Numbers are compared as numbers, decimal commas included; an empty cell is no number."""
    assert found(Filter("places", operator, value)) == rows


def test_a_value_of_a_list() -> None:
    """With arraycontains a whole value of the cell is meant, with contains any part of it."""
    assert found(Filter("services", "arraycontains", "wifi")) == [0]
    assert found(Filter("services", "contains", "wifi")) == [0, 1]


def test_filters_add_up() -> None:
    """A row must pass every filter and hold every searched word."""
    wifi = Filter("services", "contains", "wifi")
    assert found(wifi, Filter("places", "less", "9")) == [1]
    assert found(wifi, search="fabrique sète") == [0]
    assert found(wifi, search="fabrique nîmes") == []


@pytest.mark.parametrize("text", ["coeur", "CŒUR", "cœur", "«", "sete le", " le  cœur "])
def test_search_asks_for_no_accents(text: str) -> None:
    """Case, accents, ligatures and the order of words do not matter."""
    assert found(search=text) == [3]


def test_search_finds_a_quote_inside_a_cell() -> None:
    """A quotation mark is found although the file doubles it."""
    table = Table.parse(b'nom\n"12"" screen"\nother\n')
    assert match(table, Query(search='12"')) == [0]
    assert match(table, Query(search='2" screen')) == [0]


CELLS = st.text("aÉé,;\"'’ \r\n|", max_size=4)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from(['"', "e", "a,", "'", "|"]))
def test_search_is_what_the_cells_say(rows: list[tuple[str, str]], word: str) -> None:
    """Searching the bytes in chunks finds exactly the rows whose cells hold the word."""
    written = [write_row(cells, Dialect()) for cells in [("one", "two"), *rows]]
    table = Table.parse(b"".join(written))
    cells = enumerate(table.rows())
    assert match(table, Query(search=word)) == [
        i for i, texts in cells if any(word in fold(text) for text in texts)
    ]


def test_order_of_numbers_and_words() -> None:
    """Numbers stand before words and by their size, empty cells last in both directions."""
    assert order(PLACES, [0, 1, 2, 3], [("places", False)]) == [3, 1, 0, 2]
    assert order(PLACES, [0, 1, 2, 3], [("places", True)]) == [0, 1, 3, 2]


def test_order_by_two_fields() -> None:
    """The second field decides among equals of the first, case and accents apart."""
    assert order(PLACES, [0, 1, 2, 3], [("commune", False), ("nom", True)]) == [1, 2, 3, 0]


def test_pages() -> None:
    """A page past the end is empty and still tells how many rows there are."""
    assert select(PLACES, Query(page=2, page_size=3)) == Page((3,), 4, 2, 3)
    assert select(PLACES, Query(page=9, page_size=3)).rows == ()
    assert select(PLACES, Query(page_size=3)).pages == 2


@pytest.mark.parametrize(("page", "size"), [(0, 50), (-1, 50), (1, 0)])
def test_a_page_that_cannot_be(page: int, size: int) -> None:
    """A page below the first is refused, not read from the end."""
    with pytest.raises(BadQuery):
        select(PLACES, Query(page=page, page_size=size))


def test_unknown_field_is_named() -> None:
    """An unknown field is refused with the list of the right ones, in filters and in sorting."""
    with pytest.raises(BadQuery, match=r"no field “ville”.*nom, commune, places, services"):
        found(Filter("ville", "exact", "x"))
    with pytest.raises(BadQuery, match="no field “ville”"):
        select(PLACES, Query(sort=(("ville", False),)))


def test_unknown_operator_is_named() -> None:
    """An unknown operator is refused with the list of the right ones."""
    with pytest.raises(BadQuery, match=r"no operator “like”.*contains"):
        found(Filter("nom", "like", "x"))


def test_repeated_fields_have_labels() -> None:
    """The second of two fields of one name is asked for by its label."""
    table = Table.parse(b"a,a\n1,2\n")
    assert match(table, Query(filters=(Filter("a", "exact", "2"),))) == []
    assert match(table, Query(filters=(Filter("a⟨2⟩", "exact", "2"),))) == [0]


def test_ragged_rows() -> None:
    """A missing cell is empty; a cell beyond the header disturbs nothing."""
    table = Table.parse(b"a,b\n1\n1,2,3\n\n")
    assert match(table, Query(filters=(Filter("b", "isnull", ""),))) == [0, 2]
    assert order(table, [0, 1, 2], [("b", False)]) == [1, 0, 2]
