"""Values by which rows are compared without decoding more than is needed."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from datapatch.tables.columns import ColumnMap, same_writing
from datapatch.tables.dialect import Dialect
from datapatch.tables.scanning import grammar, split_record
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row


@dataclass(frozen=True, slots=True)
class View:
    """The columns of a table at ``places``, in that order, and its cells beyond the header."""

    table: Table
    places: tuple[int, ...]

    def cells(self, row: int) -> tuple[str, ...]:
        """The cells of one data row; a missing one is empty."""
        found, width = self.table.row(row), len(self.table.fields)
        chosen = [found[place] if place < len(found) else "" for place in self.places]
        return (*chosen, *found[width:])


def shared_views(old: Table, new: Table, columns: ColumnMap) -> tuple[View, View]:
    """Both tables reduced to the columns that they share, in the old one's order."""
    names = columns.new_names
    there = {label: place for place, label in enumerate(columns.new)}
    here = tuple(place for place, label in enumerate(columns.old) if label in names)
    return View(old, here), View(new, tuple(there[names[columns.old[place]]] for place in here))


def fingerprints(
    old: Table, new: Table, columns: ColumnMap, *, rows: tuple[Sequence[int], Sequence[int]]
) -> tuple[list[Hashable], list[Hashable]]:
    """One value for each of ``rows`` (old, new): equal where the shared cells are equal."""
    if not (columns.in_place and same_writing(old, new)):
        here, there = shared_views(old, new, columns)
        return [here.cells(row) for row in rows[0]], [there.cells(row) for row in rows[1]]
    olds, news = _contents(old, rows[0]), _contents(new, rows[1])
    quote = old.dialect.quote_char.encode(old.dialect.encoding)
    if not quote or (quote not in old.data and quote not in new.data):
        return [*olds], [*news]
    doubtful = _doubtful({*olds, *news}, quote)
    return _plain(olds, old.dialect, doubtful), _plain(news, new.dialect, doubtful)


def _doubtful(contents: set[bytes], quote: bytes) -> set[bytes]:
    """Those that may hold the same cells as another one: without quotes they are the same."""
    bare = Counter(content.replace(quote, b"") for content in contents)
    return {content for content in contents if bare[content.replace(quote, b"")] > 1}


def _contents(table: Table, rows: Sequence[int]) -> list[bytes]:
    if len(rows) == table.row_count:
        return table.contents()
    return [table.content(row) for row in rows]


def _plain(contents: Sequence[bytes], dialect: Dialect, doubtful: set[bytes]) -> list[Hashable]:
    """Each row's bytes; of the ``doubtful`` ones, the plainest way to write their cells."""
    plain = replace(dialect, line_terminator="", quote_all=False)
    quote, tokens = dialect.quote_char.encode(dialect.encoding), grammar(dialect)
    return [
        write_row(split_record(content.decode(dialect.encoding), tokens), plain)
        if quote in content and content in doubtful
        else content
        for content in contents
    ]


def key_prints(table: Table, places: Sequence[int], *, plain: bool) -> list[Hashable]:
    """One value for each row: equal where the cells at ``places`` are equal.

    With ``plain`` they can be compared only between tables of the same writing, and are bytes;
    without, texts. The value of an empty key is false.
    """
    missing: Hashable = b"" if plain else ""
    read: Iterator[Sequence[Hashable]]
    read = _byte_cells(table, max(places) + 1) if plain else table.rows()
    if len(places) == 1:
        place = places[0]
        return [cells[place] if place < len(cells) else missing for cells in read]
    keys = (
        tuple([cells[place] if place < len(cells) else missing for place in places])
        for cells in read
    )
    return [key if any(key) else () for key in keys]


def _byte_cells(table: Table, width: int) -> Iterator[Sequence[Hashable]]:
    """The first ``width`` cells of each row, at least, as bytes."""
    dialect = table.dialect
    tokens = grammar(dialect)
    delimiter, quote = tokens.delimiter_bytes, tokens.quote_bytes
    for content in table.contents():
        cells = content.split(delimiter, width)
        if quote and quote in content and any(quote in cell for cell in cells[:width]):
            text = content.decode(dialect.encoding)
            yield [cell.encode(dialect.encoding) for cell in split_record(text, tokens)[:width]]
        else:
            yield cells
