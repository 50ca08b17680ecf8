"""What the columns of a merged table are called, and who decides where two sides disagree."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from datapatch.errors import InvalidInput
from datapatch.tables.choosing import Choice, Decisions, Written
from datapatch.tables.three_ways import Conflict
from datapatch.translation import N_

_ONE_NAME = N_("Two fields would be called “{field}”. Choose another name for one of them.")
_NAMELESS = N_("A new field has no other name than “{field}”. Choose a name for theirs.")


@dataclass(frozen=True, slots=True)
class Origin:
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

    def shown(self, contested: frozenset[str]) -> str | None:
        """The name that conflicts in its cells give it."""
        if self.base is not None and self.is_contested(contested):
            return self.base
        return self.label(contested)

    @property
    def turned(self) -> "Origin":
        """The same with ours and theirs exchanged."""
        return replace(self, ours=self.theirs, theirs=self.ours)


def contested_names(origins: Sequence[Origin]) -> frozenset[str]:
    """Names that several columns claim: by an old name, too, where it loses its new one."""
    contested = frozenset[str]()
    while True:
        claims = Counter(name for origin in origins for name in origin.claims(contested))
        found = frozenset(name for name, count in claims.items() if count > 1)
        if found == contested:
            return contested
        contested = found


def decide_names(
    origins: Sequence[Origin], contested: frozenset[str], decisions: Decisions
) -> list[str | None]:
    """The name of each column in the merged table; None where it is not there."""
    names = [origin.label(contested) for origin in origins]
    for number, origin in enumerate(origins):
        if origin.touched or origin.renamed_twice:
            field = str(origin.base)
            conflict = _conflict(field, origin.base, origin.ours, origin.theirs)
            names[number] = decisions.value(conflict)
    for name in sorted(contested):
        choice = decisions.choose(_conflict(name, None, name, name))
        for number, origin in enumerate(origins):
            if choice != "ours" and name in (origin.ours, origin.theirs):
                names[number] = _other_name(origin, name, choice, contested)
    _check_names(names)
    return names


def _other_name(origin: Origin, name: str, choice: Choice, contested: frozenset[str]) -> str | None:
    """What a column that claims ``name`` is called when ours is not what was chosen."""
    if isinstance(choice, Written):
        return origin.label(contested) if origin.ours == name else choice.value
    found = origin.base if choice == "base" else origin.turned.label(contested)
    if found is None and origin.base is None:
        raise InvalidInput(_NAMELESS, field=name)
    return found


def _check_names(names: Iterable[str | None]) -> None:
    counts = Counter(name for name in names if name is not None)
    for name, count in counts.items():
        if count > 1:
            raise InvalidInput(_ONE_NAME, field=name)


def _conflict(field: str, base: str | None, ours: str | None, theirs: str | None) -> Conflict:
    return Conflict("field", None, (None, None, None), field, base, ours, theirs)
