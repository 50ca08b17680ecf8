"""What stands in the form that makes one row of two."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from datapatch.workflow.proposals.listed_twice import Twins, Which
from webui.forms.suggestions import About, Problem

KEPT, PICK = "kept", "pick-"


@dataclass(frozen=True, slots=True)
class Unit:
    """The form with what was chosen in it: which row stays, and where each value comes from.

    A column that is not ``picked`` takes the value of the first row, or the filled one.
    """

    twins: Twins
    kept: Which = Which.FIRST
    picked: Mapping[str, Which] = field(default_factory=dict)
    about: About = field(default_factory=About)
    problems: tuple[Problem, ...] = ()
    notice: str = ""
    challenge: str = ""


def read_unit(form: Mapping[str, str], twins: Twins, about: About) -> Unit:
    """What was chosen; whatever else was sent counts as not chosen."""
    sent = {
        column: _which(form.get(f"{PICK}{number}", ""))
        for number, column in enumerate(twins.open_columns)
    }
    picked = {column: which for column, which in sent.items() if which is not None}
    return Unit(twins, _which(form.get(KEPT, "")) or Which.FIRST, picked, about)


def picked_of(unit: Unit) -> dict[str, Which]:
    """Where the value of each open column comes from."""
    return {
        column: unit.picked.get(column) or _better(unit, column)
        for column in unit.twins.open_columns
    }


def _better(unit: Unit, column: str) -> Which:
    place = unit.twins.first.columns.index(column)
    filled = unit.twins.sheet(unit.kept).cells[place].strip()
    if filled:
        return unit.kept
    return Which.SECOND if unit.kept is Which.FIRST else Which.FIRST


def _which(text: str) -> Which | None:
    return Which(text) if text in set(Which) else None
