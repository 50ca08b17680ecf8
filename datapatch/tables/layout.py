"""The rows of a table, written into the columns of its successor."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from datapatch.tables.columns import arranged, labelled, labels, name_of
from datapatch.tables.comparing import empty_cell
from datapatch.tables.table import Table
from datapatch.tables.writing import Piece, closed, rewrite_row, write_row

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """``columns`` are the successor's labels; ``names`` gives those of the table's columns that it
    keeps, by their own labels.
    """

    table: Table
    columns: tuple[str, ...]
    names: Mapping[str, str]
    own: tuple[str, ...] = field(init=False)
    """The table's labels."""
    origins: tuple[int | None, ...] = field(init=False)
    """Where each of the successor's columns stands in the table."""

    def __post_init__(self) -> None:
        own = labels(self.table.fields)
        places = {self.names[label]: n for n, label in enumerate(own) if label in self.names}
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "origins", tuple(places.get(label) for label in self.columns))

    @property
    def in_place(self) -> bool:
        """Whether cells stay where they are: a row that does not change keeps its bytes."""
        return tuple(self.names.get(label) for label in self.own) == self.columns

    def carried(self, row: int) -> dict[str, str | None]:
        """What a row of the table holds in the successor's columns if nothing else changes it."""
        cells = self.table.row(row)
        found: dict[str, str | None] = dict.fromkeys(self.columns, empty_cell(cells, self.table))
        found.update(dict.fromkeys(self.names.values()))
        for label, cell in labelled(cells, self.own).items():
            if label in self.names:
                found[self.names[label]] = cell
            elif label not in self.own:
                found[label] = cell
        return found

    def rewritten(self, row: int, values: Values) -> bytes:
        """A row of the table that now holds ``values``; cells that stay keep their bytes."""
        return self.refilled(row, self.table.row(row), arranged(values, self.columns))

    def refilled(self, row: int, old: Sequence[str], cells: Sequence[str]) -> bytes:
        """The same with the row's ``old`` cells at hand, and all of the new ones."""
        raw = self.table.raw(row)
        origins = [*self.origins, *self._beyond(len(cells))][: len(cells)]
        return rewrite_row(raw, old, cells, self.table.dialect, origins=origins)

    def fresh(self, values: Values) -> bytes:
        """A new row that holds ``values``, as the table's dialect writes it."""
        return write_row(arranged(values, self.columns), self.table.dialect)

    def head(self, *, rows_follow: bool) -> bytes:
        """All that stands above the first row."""
        table, dialect = self.table, self.table.dialect
        header = table.header
        if not dialect.header_row:
            return table.preamble
        if not header:
            return self._first_head() if self.columns or rows_follow else table.preamble
        if not self.in_place or any(old != new for old, new in self.names.items()):
            names = [name_of(label) for label in self.columns]
            header = rewrite_row(header, table.fields, names, dialect, origins=self.origins)
        return table.preamble + (closed(header, dialect) if rows_follow else header)

    def pieces(
        self, order: Sequence[range | bytes], written: Mapping[int, bytes]
    ) -> Iterator[Piece]:
        """The bytes of the rows in ``order``: ranges are rows of the table, which keep their bytes
        unless ``written`` has others; bytes are new rows.
        """
        special = sorted({*written, self.table.row_count - 1})
        for place, run in enumerate(order, start=1):
            if isinstance(run, bytes):
                yield run
            else:
                chosen = special[bisect_left(special, run.start) : bisect_left(special, run.stop)]
                yield from self._run(run, chosen, written, ends=place == len(order))

    def _run(
        self, run: range, special: Sequence[int], written: Mapping[int, bytes], *, ends: bool
    ) -> Iterator[Piece]:
        """The bytes of a run of rows, of which the ``special`` ones are looked at one by one."""
        table, begin = self.table, run.start
        for row in special:
            if begin < row:
                yield table.view(begin, row)
            raw, begin = written.get(row) or table.raw(row), row + 1
            unfinished = row == table.row_count - 1 and not (ends and begin == run.stop)
            yield closed(raw, table.dialect) if unfinished else raw
        if begin < run.stop:
            yield table.view(begin, run.stop)

    def _beyond(self, width: int) -> range:
        """The places of cells beyond the header, for a row of ``width`` cells."""
        fields = len(self.table.fields)
        return range(fields, fields + max(0, width - len(self.columns)))

    def _first_head(self) -> bytes:
        """A header where there was none, in the record where the dialect looks for it."""
        table, dialect = self.table, self.table.dialect
        above = len(table.starts) - 1
        start = table.starts[max(above - 1, 0)]
        preamble = table.data[:start]
        if above:
            preamble += closed(table.data[start:], dialect)
        blank = write_row((), dialect) * (dialect.header_row - 1 - above)
        return preamble + blank + write_row([name_of(label) for label in self.columns], dialect)
