"""The fields of two patches, one carried out after the other, as those of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from datapatch.errors import InvalidInput
from datapatch.tables.changes import FieldChanges, arrival_order
from datapatch.translation import N_

_ONE_NAME = N_(
    "One patch cannot drop the field “{field}” and give its name to another. "
    "Apply the two patches one after the other."
)
_PLACE = N_(
    "The field “{field}” is dropped and added again, and nothing says where it stood. "
    "Apply the two patches one after the other."
)

Fields = Sequence[str]


@dataclass(frozen=True)
class ComposedFields:
    """What ``first`` and then ``second`` do to the fields of a table; and what the cells of both
    are called in the patch that does it at once.
    """

    first: FieldChanges
    second: FieldChanges

    @cached_property
    def removed(self) -> tuple[str, ...]:
        """The fields that do not survive, in the order in which undoing would restore them."""
        names = (self._old_name(name) for name in self.second.removed)
        return (*(name for name in names if name is not None), *self.first.removed)

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The fields that were not there before."""
        names = (self._new_name(name) for name in self.first.added)
        return (*(name for name in names if name is not None), *self.second.added)

    @cached_property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Old and new names."""
        later = {new: old for old, new in self.first.renamed}
        pairs = [(old, self._new_name(new)) for old, new in self.first.renamed]
        pairs += [
            (old, new)
            for old, new in self.second.renamed
            if old not in later and old not in self.first.added
        ]
        return tuple((old, new) for old, new in pairs if new is not None and new != old)

    @cached_property
    def again(self) -> frozenset[str]:
        """The fields that the first drops and the second adds: they stay."""
        return frozenset(self.removed) & frozenset(self.added)

    def changes(self) -> FieldChanges:
        """Both as one. Raises InvalidInput where one patch cannot say it."""
        olds, news = {old for old, _ in self.renamed}, {new for _, new in self.renamed}
        for field in sorted((news & {*self.removed}) | (olds & {*self.added})):
            raise InvalidInput(_ONE_NAME, field=field)
        added = tuple(name for name in self.added if name not in self.again)
        removed = tuple(name for name in self.removed if name not in self.again)
        changes = FieldChanges(added, removed, self.renamed)
        before, after = self._known_orders()
        if after is None:
            return self._unordered(changes)
        return _ordered(changes, before, after)

    def first_label(self, label: str) -> str | None:
        """What a cell of the first patch is called; None for a field that is in neither table."""
        if label in self.first.removed:
            return label
        return self._new_name(label) if label not in self.second.removed else self._old_name(label)

    def second_label(self, label: str) -> str | None:
        """What a cell of the second patch is called; None as above."""
        return self._old_name(label) if label in self.second.removed else label

    def _new_name(self, between: str) -> str | None:
        """The name in the last table of a field of the one between; None if it is dropped."""
        if between in self.second.removed:
            return None
        return self.second.new_names.get(between, between)

    def _old_name(self, between: str) -> str | None:
        """The name in the first table of a field of the one between; None if it was added."""
        if between in self.first.added:
            return None
        return self._origins.get(between, between)

    @cached_property
    def _origins(self) -> Mapping[str, str]:
        return {new: old for old, new in self.first.renamed}

    def _known_orders(self) -> tuple[Fields | None, Fields | None]:
        """All fields of the first and of the last table, as far as the patches tell them."""
        p, q = self.first, self.second
        a, b, c = p.before or None, p.order or q.before or None, q.order or None
        if b is None and a is not None:
            b = p.applied(a)
        if b is None and c is not None and q.before is None:
            b = q.inverted().applied(c)
        if b is None:
            return a, c
        if a is None and p.before is None:
            a = p.inverted().applied(b)
        return a, c or q.applied(b)

    def _unordered(self, changes: FieldChanges) -> FieldChanges:
        """The changes where no patch tells an order: what is new stands at the end."""
        exact = self.first.before is None and self.second.before is None
        again = [name for name in self.removed if name in self.again]
        size = len(again)
        if again and not (exact and list(self.added[:size]) == again):
            raise InvalidInput(_PLACE, field=again[0])
        undone = exact and list(self.removed[:size]) == again
        return changes if undone else replace(changes, before=())


def _ordered(changes: FieldChanges, before: Fields | None, after: Fields) -> FieldChanges:
    """The changes with the orders that do not follow from them."""
    if before is None:
        return replace(changes, order=tuple(after), before=())
    turned = changes.inverted()
    there = _arrival(changes, before)
    back = _arrival(turned, after)
    return replace(
        changes,
        order=None if there == tuple(after) else tuple(after),
        before=None if back == tuple(before) else tuple(before),
    )


def _arrival(changes: FieldChanges, fields: Fields) -> tuple[str, ...]:
    return arrival_order(
        fields, added=changes.added, removed=changes.removed, renamed=changes.renamed
    )
