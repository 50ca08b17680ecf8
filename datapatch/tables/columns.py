"""Which column of one table is which column of another, by label.

A label is a column's name made unique, so that tables with repeated headers, which real histories
hold, can be compared: the second ``name`` is ``name⟨2⟩``, and the first cell beyond the header is
``⟨+1⟩``. An ordinary header's labels are its names.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from datapatch.tables.table import Table

_REPEATED = re.compile(r"⟨\d+⟩$")
_EXTRA = re.compile(r"⟨\+(\d+)⟩")


def labels(fields: Sequence[str]) -> tuple[str, ...]:
    """One label for each field, all different; ``name_of`` gives the names back."""
    seen: Counter[str] = Counter()
    found = []
    for name in fields:
        seen[name] += 1
        marked = _REPEATED.search(name) or _EXTRA.fullmatch(name) or seen[name] > 1
        found.append(f"{name}⟨{seen[name]}⟩" if marked else name)
    return tuple(found)


def name_of(label: str) -> str:
    """The header's cell behind ``label``."""
    return _REPEATED.sub("", label)


def extra_label(number: int) -> str:
    """The label of the ``number``-th cell (from 1) that a row has beyond the header."""
    return f"⟨+{number}⟩"


def extra_number(label: str) -> int:
    """Which cell beyond the header ``label`` means, from 1; 0 when it means a field."""
    found = _EXTRA.fullmatch(label) if label.startswith("⟨") else None
    return int(found.group(1)) if found else 0


def labelled(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """The cells that a row has, by label, those beyond the header last."""
    found = dict(zip(columns, cells, strict=False))
    for number, cell in enumerate(cells[len(columns) :], start=1):
        found[extra_label(number)] = cell
    return found


def arranged(values: Mapping[str, str | None], columns: Sequence[str]) -> tuple[str, ...]:
    """The row of a table with these ``columns`` that holds ``values``: the inverse of ``labelled``.

    None is a cell that the row does not have; where a later cell exists, it is empty.
    """
    extras = [label for label, value in values.items() if label[:1] == "⟨" and value is not None]
    beyond = max(map(extra_number, extras), default=0)
    order = [*columns, *(extra_label(number) for number in range(1, beyond + 1))]
    cells = [values.get(label) for label in order]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cell or "" for cell in cells)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How the columns of an old and of a new table, given by their labels, correspond.

    ``new_names`` gives the new label of every old column that still exists; ``in_place`` says that
    every column stands where it stood, so that cells correspond by position.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    new_names: Mapping[str, str] = field(init=False)
    removed: tuple[str, ...] = field(init=False)
    added: tuple[str, ...] = field(init=False)
    in_place: bool = field(init=False)

    def __post_init__(self) -> None:
        moved, there = dict(self.renamed), set(self.new)
        names = {
            label: moved.get(label, label) for label in self.old if label in moved or label in there
        }
        kept = set(names.values())
        store = partial(object.__setattr__, self)
        store("new_names", names)
        store("removed", tuple(label for label in self.old if label not in names))
        store("added", tuple(label for label in self.new if label not in kept))
        store("in_place", tuple(names.get(label) for label in self.old) == self.new)


def match_labels(old: Table, new: Table, renamed: Sequence[tuple[str, str]] = ()) -> ColumnMap:
    """The correspondence by label, and by what is known to be ``renamed``; no other renaming is
    looked for.
    """
    here, there = labels(old.fields), labels(new.fields)
    return ColumnMap(here, there, _sayable(renamed, here, there))


def _sayable(
    renamed: Sequence[tuple[str, str]], old: Sequence[str], new: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Those of ``renamed`` that both tables know, and after which no name means two fields: a name
    that is taken or given up must be given or taken by another of them.
    """
    pairs = {(before, after) for before, after in renamed if before in old and after in new}
    while True:
        olds, news = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        left = {
            (before, after)
            for before, after in pairs
            if (after not in old or after in olds)
            and (before not in new or before in news)
            and olds.count(before) == news.count(after) == 1
        }
        if left == pairs:
            return tuple(sorted(pairs, key=lambda pair: old.index(pair[0])))
        pairs = left


def same_writing(one: Table, other: Table) -> bool:
    """Whether equal bytes of a row mean equal cells in both tables."""
    ours, theirs = one.dialect, other.dialect
    return (ours.delimiter, ours.quote_char, ours.encoding) == (
        theirs.delimiter,
        theirs.quote_char,
        theirs.encoding,
    )
