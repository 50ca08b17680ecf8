"""A moderator's form: what is ticked, corrected and chosen, as the values that a verdict takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import MultiDict

from datapatch.workflow.review.accepting import CellPlace, Choices, ConflictPlace
from datapatch.workflow.review.choices_form import choices, read_place, read_resolution
from datapatch.workflow.review.settling import Resolution
from webui.forms.correcting import PROPOSED, VALUE, Schemas, corrected, typed, unix
from webui.forms.fields import Control
from webui.forms.notation import Shown

Verdict = Literal["accept", "ticked", "correct", "refuse", "ask", "release"]
"""What the buttons of the bar send: all, what is ticked, what is ticked as corrected, …"""

TICK, SHOWN = "tick", "shown"
CHOICE, OTHER = "side:", "other:"


def read_choices(form: MultiDict[str, str], verdict: Verdict, schemas: Schemas) -> Choices:
    """What a form leaves of a contribution; raises `InvalidInput` when no page sent it.

    "Accept all" looks at no tick, and at no correction: only at what was chosen about conflicts.
    """
    resolutions = dict(_resolutions(form))
    if verdict == "accept":
        return choices([], {}, resolutions)
    ticked = set(form.getlist(TICK))
    left_out = [read_place(text) for text in form.getlist(SHOWN) if text not in ticked]
    values = dict(_values(form, schemas)) if verdict == "correct" else {}
    return choices(left_out, values, resolutions)


def _values(form: MultiDict[str, str], schemas: Schemas) -> Iterator[tuple[CellPlace, str]]:
    sent = (name.partition(":") for name in form)
    for name in dict.fromkeys(n for kind, _, n in sent if f"{kind}:" in (VALUE, PROPOSED)):
        place = read_place(name)
        if isinstance(place, CellPlace):
            cell = corrected(form, schemas, place, unix(form.get(PROPOSED + name, "")))
            if cell is not None:
                yield place, cell


def _resolutions(form: MultiDict[str, str]) -> Iterator[tuple[ConflictPlace, Resolution]]:
    for name, chosen in form.items():
        if name.startswith(CHOICE):
            text = name.removeprefix(CHOICE)
            yield read_resolution(text, chosen, unix(form.get(OTHER + text, "")))


@dataclass(frozen=True, slots=True)
class Entered:
    """What a form holds when its page is shown again; an empty one before anybody touched it."""

    form: MultiDict[str, str] | None = None

    def is_ticked(self, text: str) -> bool:
        """Whether a box is ticked: at first, every one."""
        if self.form is None or text not in self.form.getlist(SHOWN):
            return True
        return text in self.form.getlist(TICK)

    def value(self, control: Control) -> Shown:
        """What stands in the input of a cell."""
        return control.initial if self.form is None else typed(self.form, control)

    def side(self, text: str) -> str:
        """What is chosen about a conflict; "" for nothing."""
        return "" if self.form is None else self.form.get(CHOICE + text, "")

    def other(self, text: str) -> str:
        """The free value of a conflict."""
        return "" if self.form is None else self.form.get(OTHER + text, "")

    def words(self, name: str) -> str:
        """What was written to the contributor."""
        return "" if self.form is None else self.form.get(name, "")
