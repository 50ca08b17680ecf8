"""A moderator's form: what is ticked, corrected and chosen, as the values that a verdict takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args
from urllib.parse import quote, unquote

from werkzeug.datastructures import MultiDict

from datapatch.errors import InvalidInput
from datapatch.tables.changes import Operation
from datapatch.translation import N_
from datapatch.workflow.accepting import CellPlace, Choices, ConflictPlace, RowPlace
from datapatch.workflow.settling import Resolution, Side

Verdict = Literal["accept", "ticked", "correct", "refuse", "ask", "release"]
"""What the buttons of the bar send: all, what is ticked, what is ticked as corrected, …"""

TICK, SHOWN = "tick", "shown"
VALUE, PROPOSED = "value:", "was:"
CHOICE, OTHER = "side:", "other:"

_UNREADABLE = N_("This form could not be read. Reload the page, then decide again.")


def place_text(place: RowPlace | CellPlace) -> str:
    """How a form names a changed row, or one of its cells; browsers change nothing in it."""
    if isinstance(place, RowPlace):
        return f"{quote(place.resource, safe='')}/{place.op}/{place.row}"
    return f"{place_text(place.row)}/{quote(place.field, safe='')}"


def file_text(path: str) -> str:
    """How a form names a file that is taken over whole."""
    return quote(path, safe="")


def conflict_text(place: ConflictPlace) -> str:
    """How a form names a conflict."""
    return f"{quote(place.resource, safe='')}/{place.number}"


def read_choices(form: MultiDict[str, str], verdict: Verdict) -> Choices:
    """What a form leaves of a contribution; raises `InvalidInput` when no page sent it.

    "Accept all" looks at no tick, and at no correction: only at what was chosen about conflicts.
    """
    resolutions = MappingProxyType(dict(_resolutions(form)))
    if verdict == "accept":
        return Choices(resolutions=resolutions)
    ticked = set(form.getlist(TICK))
    left = [_place(text) for text in form.getlist(SHOWN) if text not in ticked]
    values = dict(_values(form)) if verdict == "correct" else {}
    return Choices(
        rows_left_out=frozenset(p for p in left if isinstance(p, RowPlace)),
        cells_left_out=frozenset(p for p in left if isinstance(p, CellPlace)),
        values=MappingProxyType(values),
        files_left_out=frozenset(p for p in left if isinstance(p, str)),
        resolutions=resolutions,
    )


def typed_values(form: MultiDict[str, str]) -> Mapping[str, str]:
    """What stands in the inputs for corrections, by the name of their place."""
    return {name.removeprefix(VALUE): text for name, text in form.items() if _is(name, VALUE)}


def _values(form: MultiDict[str, str]) -> Iterator[tuple[CellPlace, str]]:
    for name, typed in typed_values(form).items():
        text, place = typed.replace("\r\n", "\n"), _place(name)
        # What nobody touched is no correction, however a browser writes its line ends.
        if isinstance(place, CellPlace) and text != form.get(PROPOSED + name, "").replace(
            "\r\n", "\n"
        ):
            yield place, text


def _resolutions(form: MultiDict[str, str]) -> Iterator[tuple[ConflictPlace, Resolution]]:
    sides: tuple[Side, ...] = get_args(Side)
    for name, chosen in form.items():
        if not _is(name, CHOICE):
            continue
        text = name.removeprefix(CHOICE)
        resource, _slash, number = text.partition("/")
        side = next((known for known in sides if known == chosen), None)
        if side is None or not number.isdecimal():
            raise InvalidInput(_UNREADABLE)
        other = form.get(OTHER + text, "").replace("\r\n", "\n")
        place = ConflictPlace(unquote(resource), int(number))
        yield place, Resolution(side, other if side == "value" else "")


def _place(text: str) -> RowPlace | CellPlace | str:
    parts = text.split("/")
    if len(parts) == 1:
        return unquote(text)
    operations: tuple[Operation, ...] = get_args(Operation)
    op = next((known for known in operations if known == parts[1]), None)
    if op is None or len(parts) not in (3, 4) or not parts[2].isdecimal():
        raise InvalidInput(_UNREADABLE)
    row = RowPlace(unquote(parts[0]), op, int(parts[2]))
    return row if len(parts) == 3 else CellPlace(row, unquote(parts[3]))


def _is(name: str, kind: str) -> bool:
    return name.startswith(kind)


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form holds when its page is shown again; an empty one before anybody touched it."""

    form: MultiDict[str, str] | None = None

    def is_ticked(self, text: str) -> bool:
        """Whether a box is ticked: at first, every one."""
        if self.form is None or text not in self.form.getlist(SHOWN):
            return True
        return text in self.form.getlist(TICK)

    def value(self, text: str, proposed: str) -> str:
        """What stands in the input of a place."""
        return proposed if self.form is None else self.form.get(VALUE + text, proposed)

    def side(self, text: str) -> str:
        """What is chosen about a conflict; "" for nothing."""
        return "" if self.form is None else self.form.get(CHOICE + text, "")

    def other(self, text: str) -> str:
        """The free value of a conflict."""
        return "" if self.form is None else self.form.get(OTHER + text, "")

    def words(self, name: str) -> str:
        """What was written to the contributor."""
        return "" if self.form is None else self.form.get(name, "")
