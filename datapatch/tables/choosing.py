"""What people choose where a merge has conflicts, and by which name they tell these apart."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from datapatch.errors import InvalidInput
from datapatch.tables.three_ways import Cell, Conflict, Side
from datapatch.translation import N_

_MISSING = N_(
    "Conflict {id} ({conflict}) is not decided yet. Choose base, ours, theirs or a value."
)
_UNKNOWN = N_("There is no conflict {id} in this merge. Merge again, then choose.")
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Written:
    """A value that is none of the three; None where the row or field is to go."""

    value: Cell


Choice = Side | Written
Choices = Mapping[str, Choice]
"""What was chosen for each conflict, by its identity."""


@dataclass(slots=True)
class Decisions:
    """Collects the conflicts of a merge, and says what stands in their place: ours, unless there
    are ``choices``.
    """

    choices: Choices | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)
    _missing: list[tuple[str, Conflict]] = field(default_factory=list)

    def choose(self, conflict: Conflict) -> Choice:
        """The choice for a conflict, which is noted."""
        self.conflicts.append(conflict)
        if self.choices is None:
            return "ours"
        found = _numbered(_identity(conflict), self._counts)
        self._seen.add(found)
        if found not in self.choices:
            self._missing.append((found, conflict))
        return self.choices.get(found, "ours")

    def value(self, conflict: Conflict) -> Cell:
        """The text chosen for a conflict, which is noted."""
        return chosen_text(conflict, self.choose(conflict))

    def check(self) -> None:
        """Raise InvalidInput where a conflict lacks a choice, or a choice its conflict."""
        for identity, conflict in self._missing:
            raise InvalidInput(_MISSING, id=identity, conflict=_told(conflict))
        for identity in sorted(set(self.choices or ()) - self._seen):
            raise InvalidInput(_UNKNOWN, id=identity)


def chosen_text(conflict: Conflict, choice: Choice) -> Cell:
    """What ``choice`` puts in the place of ``conflict``."""
    if isinstance(choice, Written):
        return choice.value
    return {"base": conflict.base, "ours": conflict.ours, "theirs": conflict.theirs}[choice]


def conflict_ids(conflicts: Iterable[Conflict]) -> tuple[str, ...]:
    """An identity for each conflict of one merge.

    It is made from kind, key, field and the three values, so that it is the same whenever the same
    versions are merged, and another one as soon as a value is. Equal conflicts, which rows without
    a key may have, are numbered.
    """
    counts = Counter[str]()
    return tuple(_numbered(_identity(conflict), counts) for conflict in conflicts)


def _numbered(identity: str, counts: Counter[str]) -> str:
    counts[identity] += 1
    return identity if counts[identity] == 1 else f"{identity}-{counts[identity]}"


def _identity(conflict: Conflict) -> str:
    values = (conflict.base, conflict.ours, conflict.theirs)
    told = json.dumps([conflict.kind, conflict.key, conflict.field, *values])
    return sha256(told.encode()).hexdigest()[:_DIGITS]


def _told(conflict: Conflict) -> str:
    words = [conflict.kind, *(conflict.key or ()), conflict.field]
    return ", ".join(word for word in words if word)
