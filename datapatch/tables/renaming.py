"""Fields that were renamed: same place and same content, or clearly the same column.

Without this, a field renamed on one side and filled on the other loses values in a merge by name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapatch.tables.columns import ColumnMap
from datapatch.tables.similarity import text_likeness
from datapatch.tables.table import Table

_SAMPLE = 2000
_SAME = 0.9
_LIKELY = 0.6
_TELLING = 3
"""How many different values make agreement telling: two columns of yes and no agree by chance."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An old and a new column; the share of rows where they agree, how many different values these
    hold, whether there was anything to compare, and what their places and names say.
    """

    old: str
    new: str
    agreement: float
    values: int
    comparable: bool
    same_place: bool
    names: float

    @property
    def is_renamed(self) -> bool:
        if not self.comparable:
            return self.same_place and self.names >= _LIKELY
        telling = self.values >= _TELLING
        if self.agreement >= _SAME:
            return self.same_place or telling
        return self.agreement >= _LIKELY and telling and (self.same_place or self.names >= _LIKELY)

    @property
    def rank(self) -> tuple[float, bool, float]:
        return self.agreement, self.same_place, self.names


def find_renamed(
    old: Table, new: Table, columns: ColumnMap, old_to_new: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """The labels, old and new, of columns that ``columns`` takes for removed and added.

    ``old_to_new`` gives the row of ``new`` that each row of ``old`` is, or -1.
    """
    removed, added = columns.removed, columns.added
    if not removed or not added or not (old.dialect.header_row and new.dialect.header_row):
        return ()
    rows = [(i, j) for i, j in enumerate(old_to_new) if j >= 0]
    rows = rows[:: len(rows) // _SAMPLE + 1]
    here = _column_texts(old, [columns.old.index(label) for label in removed], [i for i, _ in rows])
    there = _column_texts(new, [columns.new.index(label) for label in added], [j for _, j in rows])
    found = [
        _compare(columns, (label, other), texts, others)
        for label, texts in zip(removed, here, strict=True)
        for other, others in zip(added, there, strict=True)
    ]
    return tuple(_best([candidate for candidate in found if candidate.is_renamed]))


def _column_texts(table: Table, places: Sequence[int], rows: Sequence[int]) -> list[list[str]]:
    values = [table.values(row) for row in rows]
    return [[cells[place] for cells in values] for place in places]


def _compare(
    columns: ColumnMap, labels: tuple[str, str], texts: Sequence[str], others: Sequence[str]
) -> _Candidate:
    filled = [(a, b) for a, b in zip(texts, others, strict=True) if a or b]
    equal = [a for a, b in filled if a == b]
    return _Candidate(
        *labels,
        agreement=len(equal) / len(filled) if filled else 0.0,
        values=len(set(equal)),
        comparable=bool(filled),
        same_place=_same_place(columns, *labels),
        names=text_likeness(*labels),
    )


def _same_place(columns: ColumnMap, old: str, new: str) -> bool:
    """Whether both have the same position, or the same column before them."""
    here, there = columns.old.index(old), columns.new.index(new)
    if here == there:
        return True
    names = columns.new_names
    before = columns.old[here - 1] if here else None
    after = columns.new[there - 1] if there else None
    return before is not None and names.get(before) == after


def _best(candidates: Sequence[_Candidate]) -> Iterator[tuple[str, str]]:
    """Each column once, the likeliest pairs first."""
    left, right = set[str](), set[str]()
    for candidate in sorted(candidates, key=lambda found: found.rank, reverse=True):
        if candidate.old not in left and candidate.new not in right:
            left.add(candidate.old)
            right.add(candidate.new)
            yield candidate.old, candidate.new
