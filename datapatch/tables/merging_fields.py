"""The columns of a merged table: what was added, dropped, renamed and moved on two sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.alignment import Alignment, alone
from datapatch.tables.choosing import Decisions
from datapatch.tables.columns import labels
from datapatch.tables.diff import differing_rows
from datapatch.tables.naming_fields import Origin, contested_names, decide_names
from datapatch.tables.ordering import merge_order
from datapatch.tables.table import Table
from datapatch.tables.three_ways import ABSENT, Column, Sides


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: its labels, which of them the base's columns have, and which are new."""

    table: Table
    alignment: Alignment
    labels: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def added(self) -> list[str]:
        return [label for label in self.labels if label not in self.names.values()]

    def place(self, label: str | None) -> int:
        return ABSENT if label is None else self.labels.index(label)


def merge_columns(sides: Sides, decisions: Decisions) -> list[Column]:
    """The columns of the merged table, in order.

    A field that one side drops and the other edits, fills in a new row or renames is a conflict;
    so are two new names for one field, and one name for two fields. Raises InvalidInput where what
    ``decisions`` say gives two fields one name, or leaves one without a name.
    """
    own = labels(sides.base.fields)
    ours, theirs = _sides(own, sides)
    touched = _touched(sides.base, ours, theirs) | _touched(sides.base, theirs, ours)
    origins = _origins(own, ours, theirs, touched)
    contested = contested_names(origins)
    names = decide_names(origins, contested, decisions)
    merged = {
        number: Column(
            name,
            origin.shown(contested) or name,
            number if origin.base is not None else ABSENT,
            ours.place(origin.ours),
            theirs.place(origin.theirs),
        )
        for number, (origin, name) in enumerate(zip(origins, names, strict=True))
        if name is not None
    }
    here = {origin.ours: number for number, origin in enumerate(origins)}
    there = {origin.theirs: number for number, origin in enumerate(origins)}
    order = merge_order(
        range(len(own)),
        [here[label] for label in ours.labels],
        [there[label] for label in theirs.labels],
        kept=merged,
    )
    return [merged[number] for number in order]


def _sides(own: Sequence[str], sides: Sides) -> tuple[_Side, _Side]:
    """Both sides; where one renamed a field, and the other dropped it but added one of that name,
    both renamed it.
    """
    here, there = sides.here.columns, sides.there.columns
    names_here, names_there = dict(here.new_names), dict(there.new_names)
    for label in own:
        new, other = here.new_names.get(label), there.new_names.get(label)
        if new is not None and other is None and new in there.added:
            names_there[label] = new
        elif other is not None and new is None and other in here.added:
            names_here[label] = other
    return (
        _Side(sides.ours, sides.here, here.new, names_here),
        _Side(sides.theirs, sides.there, there.new, names_there),
    )


def _touched(base: Table, side: _Side, other: _Side) -> set[str]:
    """The base's columns that ``other`` dropped, and ``side`` renamed, edited or filled anew."""
    own = labels(base.fields)
    kept = {label: name for label, name in side.names.items() if label not in other.names}
    found = {label for label, name in kept.items() if label != name}
    places = [(label, own.index(label), side.place(name)) for label, name in kept.items()]
    if places:
        found.update(_edited(places, base, side))
    return found


def _edited(places: Sequence[tuple[str, int, int]], base: Table, side: _Side) -> Iterable[str]:
    for i, j in differing_rows(base, side.table, side.alignment):
        before, after = base.values(i), side.table.values(j)
        yield from (label for label, old, new in places if before[old] != after[new])
    for j in alone(side.alignment.new_to_old):
        after = side.table.values(j)
        yield from (label for label, _, new in places if after[new])


def _origins(own: Sequence[str], ours: _Side, theirs: _Side, touched: set[str]) -> list[Origin]:
    """The base's columns, those that ours added (maybe theirs too), those that theirs added."""
    added_here, added_there = ours.added, theirs.added
    both = set(added_here).intersection(added_there)
    return [
        *(
            Origin(label, ours.names.get(label), theirs.names.get(label), label in touched)
            for label in own
        ),
        *(Origin(None, label, label if label in both else None) for label in added_here),
        *(Origin(None, None, label) for label in added_there if label not in both),
    ]
