"""The columns of a merged table: what was added, dropped, renamed and moved on two sides."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.alignment import Alignment
from datapatch.tables.columns import labels
from datapatch.tables.diff import differing_rows
from datapatch.tables.ordering import merge_order
from datapatch.tables.table import Table
from datapatch.tables.three_ways import ABSENT, Column, Conflict, Sides


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


@dataclass(frozen=True, slots=True)
class _Origin:
    """One column by the labels that it has in base, ours and theirs.

    It is ``touched`` if one side dropped it and the other did something to it.
    """

    base: str | None
    ours: str | None
    theirs: str | None
    touched: bool = False

    @property
    def renamed_twice(self) -> bool:
        """Whether both sides gave it a new name, and not the same one."""
        names = (self.base, self.ours, self.theirs)
        return None not in names and len(set(names)) == 3

    def claims(self, contested: frozenset[str]) -> set[str]:
        """The names that it would have, and the one that it falls back to."""
        names = {name for name in (self.ours, self.theirs) if name is not None}
        if self.base is None:
            return names
        if not self.touched and None in (self.ours, self.theirs):
            return set()
        new = names - {self.base}
        return new | {self.base} if new & contested or not new else new

    def is_contested(self, contested: frozenset[str]) -> bool:
        """Whether what it is called is in dispute."""
        return self.renamed_twice or not contested.isdisjoint(self.claims(contested))

    def label(self, contested: frozenset[str]) -> str | None:
        """Its name in the merged table, which is ours in dispute; None if it is not there."""
        if self.base is None:
            kept = self.ours is not None or self.theirs in contested
            return self.ours if kept else self.theirs
        if self.ours is None or (self.theirs is None and not self.touched):
            return None
        kept = self.theirs is None or self.ours != self.base or self.theirs in contested
        return self.ours if kept else self.theirs


def merge_columns(sides: Sides) -> tuple[list[Column], list[Conflict]]:
    """The columns of the merged table, in order, and what contradicts itself.

    A field that one side drops and the other edits, fills in a new row or renames is a conflict;
    so are two new names for one field, and one name for two fields.
    """
    own = labels(sides.base.fields)
    ours, theirs = _sides(own, sides)
    touched = _touched(sides.base, ours, theirs) | _touched(sides.base, theirs, ours)
    origins = _origins(own, ours, theirs, touched)
    contested = _contested(origins)
    merged = {
        number: Column(
            label,
            label if origin.base is None or not origin.is_contested(contested) else origin.base,
            number if origin.base is not None else ABSENT,
            ours.place(origin.ours),
            theirs.place(origin.theirs),
        )
        for number, origin in enumerate(origins)
        if (label := origin.label(contested)) is not None
    }
    here = {origin.ours: number for number, origin in enumerate(origins)}
    there = {origin.theirs: number for number, origin in enumerate(origins)}
    order = merge_order(
        range(len(own)),
        [here[label] for label in ours.labels],
        [there[label] for label in theirs.labels],
        kept=merged,
    )
    return [merged[number] for number in order], list(_conflicts(origins, contested))


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
    for j, i in enumerate(side.alignment.new_to_old):
        if i < 0:
            after = side.table.values(j)
            yield from (label for label, _, new in places if after[new])


def _origins(own: Sequence[str], ours: _Side, theirs: _Side, touched: set[str]) -> list[_Origin]:
    """The base's columns, those that ours added (maybe theirs too), those that theirs added."""
    added_here, added_there = ours.added, theirs.added
    both = set(added_here).intersection(added_there)
    return [
        *(
            _Origin(label, ours.names.get(label), theirs.names.get(label), label in touched)
            for label in own
        ),
        *(_Origin(None, label, label if label in both else None) for label in added_here),
        *(_Origin(None, None, label) for label in added_there if label not in both),
    ]


def _contested(origins: Sequence[_Origin]) -> frozenset[str]:
    """Names that several columns claim: by an old name, too, where it loses its new one."""
    contested = frozenset[str]()
    while True:
        claims = Counter(name for origin in origins for name in origin.claims(contested))
        found = frozenset(name for name, count in claims.items() if count > 1)
        if found == contested:
            return contested
        contested = found


def _conflicts(origins: Sequence[_Origin], contested: Iterable[str]) -> Iterator[Conflict]:
    for origin in origins:
        if origin.touched or origin.renamed_twice:
            yield _conflict(str(origin.base), origin.base, origin.ours, origin.theirs)
    for name in sorted(contested):
        yield _conflict(name, None, name, name)


def _conflict(field: str, base: str | None, ours: str | None, theirs: str | None) -> Conflict:
    return Conflict("field", None, (None, None, None), field, base, ours, theirs)
