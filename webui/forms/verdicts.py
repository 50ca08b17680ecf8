"""A moderator's form: what is ticked, corrected and chosen, as the values that a verdict takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import MultiDict

from datapatch.workflow.review.accepting import CellPlace, Choices, ConflictPlace
from datapatch.workflow.review.choices_form import choices, read_place, read_resolution
from datapatch.workflow.review.settling import Resolution

Verdict = Literal["accept", "ticked", "correct", "refuse", "ask", "release"]
"""What the buttons of the bar send: all, what is ticked, what is ticked as corrected, …"""

TICK, SHOWN = "tick", "shown"
VALUE, PROPOSED = "value:", "was:"
CHOICE, OTHER = "side:", "other:"


def read_choices(form: MultiDict[str, str], verdict: Verdict) -> Choices:
    """What a form leaves of a contribution; raises `InvalidInput` when no page sent it.

    "Accept all" looks at no tick, and at no correction: only at what was chosen about conflicts.
    """
    resolutions = dict(_resolutions(form))
    if verdict == "accept":
        return choices([], {}, resolutions)
    ticked = set(form.getlist(TICK))
    left_out = [read_place(text) for text in form.getlist(SHOWN) if text not in ticked]
    return choices(left_out, dict(_values(form)) if verdict == "correct" else {}, resolutions)


def typed_values(form: MultiDict[str, str]) -> Mapping[str, str]:
    """What stands in the inputs for corrections, by the name of their place."""
    found = {n.removeprefix(VALUE): text for n, text in form.items() if n.startswith(VALUE)}
    return {name: _lines(text) for name, text in found.items()}


def _values(form: MultiDict[str, str]) -> Iterator[tuple[CellPlace, str]]:
    for name, text in typed_values(form).items():
        place = read_place(name)
        # What nobody touched is no correction, however a browser writes its line ends.
        if isinstance(place, CellPlace) and text != _lines(form.get(PROPOSED + name, "")):
            yield place, text


def _resolutions(form: MultiDict[str, str]) -> Iterator[tuple[ConflictPlace, Resolution]]:
    for name, chosen in form.items():
        if name.startswith(CHOICE):
            text = name.removeprefix(CHOICE)
            yield read_resolution(text, chosen, _lines(form.get(OTHER + text, "")))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


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
