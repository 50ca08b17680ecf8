"""Tables as files of rows that can be queried: found by the blobs of their parts, made when absent.

A file of rows is immutable and named by the parts that it was made from. A version of a table that
changed some parts keeps the files of the others: what changed goes into one file beside them. When
such small files become many, `tidy` puts what they hold together.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, flock

from datapatch.index.engine import QueryEngine
from datapatch.index.recent import Recent
from datapatch.index.row_answers import VALUES, RowAnswers
from datapatch.index.row_building import FORMAT, RUN_ROWS, ReadPart, build_runs
from datapatch.index.row_catalog import RowCatalog
from datapatch.index.row_files import CELLS, PARQUET, WORDS
from datapatch.index.row_layout import Layout, Span
from datapatch.index.row_scan import RowScan
from datapatch.index.word_files import WordFile, read_words
from datapatch.tables.dialect import Dialect
from datapatch.tables.parts import check_part
from datapatch.tables.table import Table
from datapatch.types import BlobId

KEPT = 64
"""Tables of which it is known where their rows lie."""
KEPT_WORDS = 128
"""Files whose words are at hand: each takes a file descriptor."""
SPARE_FILES = 8
"""How many more files than it needs a table may have before `tidy` puts small ones together."""


Place = tuple[tuple[BlobId, ...], Dialect]


@dataclass(frozen=True)
class IndexedTable:
    """What to index: the blobs of a table's parts in order, and how a part is read."""

    blobs: tuple[BlobId, ...]
    dialect: Dialect
    read: ReadPart

    @property
    def place(self) -> Place:
        """What tells this table from any other."""
        return self.blobs, self.dialect


class RowIndex:
    """The files of rows of one instance. Processes and threads may use one folder at once."""

    def __init__(self, engine: QueryEngine) -> None:
        self.engine = engine
        self.catalog = RowCatalog(engine.folder / "catalog.sqlite")
        self._scans: Recent[Place, RowScan] = Recent(KEPT)
        self.answers = RowAnswers(engine.folder)
        self._words: Recent[str, WordFile | None] = Recent(KEPT_WORDS)

    def scan(self, table: IndexedTable) -> RowScan:
        """The rows of ``table`` for queries, as `layout` gives them."""
        return self._scans.get(table.place, lambda: self._opened(table))

    def layout(self, table: IndexedTable) -> Layout:
        """Where the rows of ``table`` lie; what is not there yet is made first.

        Raises UnreadableTable.
        """
        return self.scan(table).layout

    def known_layout(self, table: IndexedTable) -> Layout | None:
        """Where the rows of ``table`` lie when all of them are there already."""
        fields = self.catalog.fields(_header_id(table))
        return None if fields is None else self._laid_out(table, fields)

    def forget(self, table: IndexedTable) -> None:
        """Look again where the rows of ``table`` lie: a file was not there any more."""
        self._scans.drop(table.place)

    def tidy(self, table: IndexedTable) -> Layout:
        """`layout`, after putting small files together where there are many."""
        layout = self.layout(table)
        needed = -(-layout.row_count // RUN_ROWS)
        if len(layout.files) <= needed + SPARE_FILES:
            return layout
        small = {file for file, rows in layout.live_rows.items() if 2 * rows < RUN_ROWS}
        spans = self._spans(table, layout.fields)
        scattered = [b for b in table.blobs if any(span.file in small for span in spans[b])]
        with self._building(table):
            self._build(table, layout.fields, scattered)
        self.forget(table)
        return self.layout(table)

    def sweep(self, used: Collection[str], *, before: datetime) -> int:
        """Remove the files that are not among ``used`` and are older than ``before``; how many.

        ``used`` names files and layouts.
        """
        gone = set()
        for ending in (PARQUET, CELLS, WORDS, VALUES):
            for path in self.engine.folder.glob(f"*{ending}*"):
                name = path.name.split(".")[0]
                if name not in used and path.stat().st_mtime < before.timestamp():
                    path.unlink(missing_ok=True)
                    gone.add(name)
        self.catalog.forget(gone)
        return len(gone)

    def _opened(self, table: IndexedTable) -> RowScan:
        return RowScan(self.engine, self._complete(table), self._words_of)

    def _words_of(self, file: str) -> WordFile | None:
        path = self.engine.folder / (file + WORDS)
        return self._words.get(file, lambda: read_words(path))

    def _complete(self, table: IndexedTable) -> Layout:
        fields = self._fields(table)
        found = self._laid_out(table, fields)
        if found is not None:
            return found
        with self._building(table):
            # Somebody else may have built it while we waited.
            known = self._spans(table, fields)
            self._build(table, fields, [blob for blob in table.blobs if blob not in known])
        spans = self._spans(table, fields)
        return Layout(fields, _in_order(table, spans))

    def _laid_out(self, table: IndexedTable, fields: tuple[str, ...]) -> Layout | None:
        spans = self._spans(table, fields)
        complete = all(blob in spans for blob in table.blobs)
        return Layout(fields, _in_order(table, spans)) if complete else None

    def _spans(
        self, table: IndexedTable, fields: tuple[str, ...]
    ) -> dict[BlobId, tuple[Span, ...]]:
        """The spans of each part whose files are there."""
        reading = _reading(table, fields)
        ids = {reading + blob: blob for blob in table.blobs}
        known = self.catalog.spans(list(ids))
        files = {span.file for spans in known.values() for span in spans}
        gone = {file for file in files if file and not self._is_there(file)}
        return {
            ids[part]: spans
            for part, spans in known.items()
            if not any(span.file in gone for span in spans)
        }

    def _is_there(self, file: str) -> bool:
        return all((self.engine.folder / (file + end)).exists() for end in (PARQUET, CELLS))

    def _fields(self, table: IndexedTable) -> tuple[str, ...]:
        known = self.catalog.fields(_header_id(table))
        if known is None:
            known = table.read(table.blobs[0]).fields
            self.catalog.keep_fields(_header_id(table), known)
        return known

    def _build(self, table: IndexedTable, fields: tuple[str, ...], blobs: Sequence[BlobId]) -> None:
        reading, width = _reading(table, fields), len(fields)
        made = build_runs(self.engine, blobs, _checked(table), reading=reading, width=width)
        self.catalog.keep({reading + blob: spans for blob, spans in made.items()})

    @contextmanager
    def _building(self, table: IndexedTable) -> Iterator[None]:
        """Alone in building this table, or another one now and then: half the work for two."""
        self.engine.folder.mkdir(parents=True, exist_ok=True)
        with (self.engine.folder / f"building-{table.blobs[0][:1]}.lock").open("w") as handle:
            flock(handle, LOCK_EX)
            yield


def _in_order(table: IndexedTable, spans: Mapping[BlobId, tuple[Span, ...]]) -> tuple[Span, ...]:
    return tuple(span for blob in table.blobs for span in spans[blob] if span.rows)


def _checked(table: IndexedTable) -> ReadPart:
    """How parts are read that must go with the first one, which is read once."""
    first = table.read(table.blobs[0])
    numbers = {blob: number for number, blob in enumerate(table.blobs, 1)}

    def read(blob: BlobId) -> Table:
        part = first if blob == table.blobs[0] else table.read(blob)
        number = numbers[blob]
        check_part(first, part, number, is_last=number == len(table.blobs))
        return part

    return read


def _header_id(table: IndexedTable) -> str:
    return f"{_digest(_written(table.dialect))}:{table.blobs[0]}"


def _reading(table: IndexedTable, fields: Sequence[str]) -> str:
    """How cells come out of bytes: rows read in another way are other rows."""
    return _digest([FORMAT, _written(table.dialect), list(fields)]) + ":"


def _written(dialect: Dialect) -> list[object]:
    return [dialect.delimiter, dialect.quote_char, dialect.encoding, dialect.header_row]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
