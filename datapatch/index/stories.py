"""The life of one table, carried from revision to revision: its rows, its fields, what touched
them.

Blame, the history of a row and the heatmap are read from here; none of them is kept beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from datapatch.index.changes import RowTouch, TableChanges
from datapatch.index.touches import ADDED, NOWHERE, Numbers, Touches, join_touches
from datapatch.tables.changes import FieldChanges


@dataclass(frozen=True, slots=True)
class Structure:
    """Rows that one revision removed, added and moved; all others kept their order."""

    removed: Numbers
    added: Numbers
    moved_from: Numbers
    moved_to: Numbers

    def __bool__(self) -> bool:
        return bool(len(self.removed) or len(self.added) or len(self.moved_to))

    def applied(self, order: Numbers, newcomers: Numbers) -> Numbers:
        """The lineages of the rows afterwards; raises ValueError when they do not fit together."""
        stays = np.ones(len(order), bool)
        stays[self.removed] = stays[self.moved_from] = False
        after = np.empty(len(order) - len(self.removed) + len(self.added), np.uint32)
        free = np.ones(len(after), bool)
        free[self.added] = free[self.moved_to] = False
        after[self.added], after[self.moved_to] = newcomers, order[self.moved_from]
        after[free] = order[stays]
        return after


@dataclass(frozen=True, slots=True)
class StoryField:
    """A field that the table has or had: its last name, and the revisions that brought and took
    it, which are the same for cells beyond the header.
    """

    name: str
    born: int
    gone: int | None = None


@dataclass(frozen=True, slots=True)
class Renaming:
    """A field that got another name in one revision."""

    number: int
    field: int
    old: str
    new: str


@dataclass(slots=True)
class Unsaved:
    """What a story learned since it was last stored."""

    touches: list[Touches] = field(default_factory=list)
    structures: list[tuple[int, Structure]] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    fields: set[int] = field(default_factory=set)
    sets: int = ADDED + 1
    """The first set of fields that is not stored."""


@dataclass(slots=True)
class Story:
    """One table up to some revision.

    ``order`` holds the lineage of each data row; those of the first version are 0, 1, 2… ``fields``
    are all that it ever had, ``columns`` where today's stand among them, by name. ``sets`` are the
    fields that changed together in one row, as places in ``fields``.
    """

    id: int
    resource: str
    born: int
    first_rows: int
    order: Numbers
    lineages: int
    fields: list[StoryField] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    sets: dict[tuple[int, ...], int] = field(default_factory=dict)
    unsaved: Unsaved = field(default_factory=Unsaved)

    @classmethod
    def begin(
        cls, number: int, resource: str, rows: int, fields: Sequence[str], *, story: int
    ) -> "Story":
        """The story of a table that appears with so many rows."""
        made = cls(story, resource, number, rows, np.arange(rows, dtype=np.uint32), rows)
        made._add_fields(fields, number)
        return made

    def advance(self, number: int, changes: TableChanges) -> None:
        """Carry this on to the version that ``changes`` made in revision ``number``.

        Raises ValueError or IndexError when they belong to another table.
        """
        names = dict(self.columns)
        self._change_fields(number, changes.fields)
        names.update(self.columns)
        structure = structure_of(changes)
        if structure:
            newcomers = np.arange(self.lineages, self.lineages + len(structure.added))
            self.order = structure.applied(self.order, newcomers.astype(np.uint32))
            self.lineages += len(structure.added)
            self.unsaved.structures.append((number, structure))
        touched = [touch for touch in changes.rows if touch.op != "remove"]
        if touched:
            self.unsaved.touches.append(self._touches(number, touched, names))

    def _touches(
        self, number: int, touched: Sequence[RowTouch], names: Mapping[str, int]
    ) -> Touches:
        numbers: dict[tuple[str, ...], int] = {}
        for fields in {touch.fields for touch in touched if touch.op == "update"}:
            known = (names[n] if n in names else self._beyond(n, number) for n in fields)
            places = tuple(sorted(set(known)))
            numbers[fields] = self.sets.setdefault(places, len(self.sets) + ADDED + 1)
        new = _column(touch.rows[1] for touch in touched)
        return Touches(
            self.order[new],
            np.full(len(touched), number, np.uint32),
            _column(NOWHERE if t.rows[0] is None else t.rows[0] for t in touched),
            new,
            _column(ADDED if t.op == "add" else numbers[t.fields] for t in touched),
        )

    def _beyond(self, name: str, number: int) -> int:
        """A cell of a row that is longer than the header: it belongs to no field of the table."""
        for place, each in enumerate(self.fields):
            if each.name == name and each.gone == each.born:
                return place
        self.fields.append(StoryField(name, number, number))
        self.unsaved.fields.add(len(self.fields) - 1)
        return len(self.fields) - 1

    def _change_fields(self, number: int, changes: FieldChanges) -> None:
        for name in changes.removed:
            if name in self.columns:
                place = self.columns.pop(name)
                gone = self.fields[place]
                self._set_field(place, StoryField(gone.name, gone.born, number))
        renamed = [(old, new, self.columns.pop(old, None)) for old, new in changes.renamed]
        for old, new, at in renamed:
            if at is not None:
                self.columns[new] = at
                self._set_field(at, StoryField(new, self.fields[at].born))
                self.unsaved.renamings.append(Renaming(number, at, old, new))
        self._add_fields(changes.added, number)

    def _add_fields(self, names: Iterable[str], number: int) -> None:
        for name in names:
            self.columns[name] = len(self.fields)
            self.fields.append(StoryField(name, number))
            self.unsaved.fields.add(self.columns[name])

    def _set_field(self, place: int, changed: StoryField) -> None:
        self.fields[place] = changed
        self.unsaved.fields.add(place)


def structure_of(changes: TableChanges) -> Structure:
    """What ``changes`` did to the order of rows."""
    return Structure(
        _column(t.rows[0] for t in changes.rows if t.op == "remove"),
        _column(t.rows[1] for t in changes.rows if t.op == "add"),
        _column(old for old, _ in changes.moves),
        _column(new for _, new in changes.moves),
    )


def unsaved_touches(story: Story) -> Touches:
    """The touches that are not stored yet."""
    return join_touches(story.unsaved.touches)


def _column(values: Iterable[int | None]) -> Numbers:
    return np.fromiter((NOWHERE if v is None else v for v in values), np.uint32)
