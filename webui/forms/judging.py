"""A form as it came back, and what is made of it: a draft, or the form with what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import gettext as _

from datapatch.errors import InvalidInput, NothingChanged, PatchMismatch, RowGone
from datapatch.tables.validation import Violation
from datapatch.translation import Translate
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.likely_duplicates import Likely, likely_duplicates
from datapatch.workflow.proposals.suggesting import (
    Draft,
    Sheet,
    draft_addition,
    draft_removal,
    draft_report,
    draft_update,
)
from datapatch.workflow.rows.pointed_rows import Option, names_a_row, search_rows
from webui.forms.fields import LOOK, SOUGHT, Answers, Control
from webui.forms.suggestions import About, Problem, about_labels, about_problems, endings
from webui.forms.tokens import Doubt
from webui.words import day_names


class Purpose(StrEnum):
    """What a form is for."""

    CHANGE = "change"
    ADDITION = "addition"
    REMOVAL = "removal"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Sought:
    """The rows that were found for the control of that name, by these words."""

    name: str
    words: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what was typed into it, and what is wrong with that.

    With a ``draft`` it is shown once more before it is sent; ``twins`` are rows that it may repeat,
    ``sought`` the rows of another table that somebody looked for. A ``challenge`` is to be solved
    before it is sent again. It ``is_fresh`` before anybody typed, and ``is_another`` once its
    author said that it repeats none of the twins.
    """

    purpose: Purpose
    sheet: Sheet
    controls: tuple[Control, ...]
    answers: Answers
    about: About
    problems: tuple[Problem, ...] = ()
    notice: str = ""
    draft: Draft | None = None
    twins: tuple[Likely, ...] = ()
    sought: Sought | None = None
    challenge: str = ""
    is_fresh: bool = False
    is_another: bool = False


def look_up(instance: Instance, filled: Filled, form: Mapping[str, str]) -> Filled:
    """The form with the rows that somebody looks for; as it is when nobody does."""
    wanted = form.get(LOOK, "")
    control = next((c for c in filled.controls if c.name == wanted), None)
    if control is None or control.pointer is None:
        return filled
    words, sheet = form.get(f"{SOUGHT}{wanted}", "").strip(), filled.sheet
    found = search_rows(instance, sheet.name, sheet.base, control.pointer, words) if words else ()
    return replace(filled, sought=Sought(wanted, words, found))


def judge(instance: Instance, filled: Filled, translate: Translate) -> Draft | Filled:
    """The draft of what was typed, or the form with every problem; raises `RowGone`."""
    about = about_problems(filled.about, translate)
    if filled.purpose is Purpose.REMOVAL and filled.about.what not in endings():
        about.insert(0, Problem("what", about_labels()["what"], _("Choose one of these.")))
    if filled.purpose is Purpose.REPORT and not filled.about.message:
        about.insert(
            0, Problem("message", _("What is wrong?"), _("Say in a few words what it is."))
        )
    unread = _unread_hours(filled)
    about = [*unread, *about]
    try:
        draft = _draft(instance, filled)
    except NothingChanged as error:
        if unread:
            return replace(filled, problems=tuple(about))
        empty = _("The form is still empty. Fill in what you know, then send it.")
        said = empty if filled.purpose is Purpose.ADDITION else error.sentence(translate)
        return replace(filled, problems=tuple(about), notice=said)
    except (InvalidInput, PatchMismatch) as error:
        return replace(filled, problems=tuple(about), notice=error.sentence(translate))
    pointing = _pointing_nowhere(instance, filled)
    problems = (*pointing, *_cell_problems(filled, draft.violations, translate), *about)
    return replace(filled, problems=problems) if problems else draft


def twins_of(instance: Instance, filled: Filled) -> tuple[Likely, ...]:
    """Published rows that an addition may repeat; none for any other form."""
    if filled.purpose is not Purpose.ADDITION:
        return ()
    return likely_duplicates(instance, filled.sheet, filled.answers.cells)


def same_key(instance: Instance, filled: Filled) -> tuple[Likely, ...]:
    """The published row that has the key of an addition, which cannot be sent for that."""
    return tuple(twin for twin in twins_of(instance, filled) if twin.same_key)


def _draft(instance: Instance, filled: Filled) -> Draft:
    sheet, cells = filled.sheet, filled.answers.cells
    if filled.purpose is Purpose.REMOVAL:
        return draft_removal(instance, sheet)
    if filled.purpose is Purpose.REPORT:
        return draft_report(sheet)
    if filled.purpose is Purpose.CHANGE:
        return draft_update(instance, sheet, cells)
    if filled.answers.untouched:
        raise NothingChanged
    return draft_addition(instance, sheet, cells)


def doubt_words(doubted: Doubt) -> str:
    """Why a form is shown again, and what to do."""
    words: dict[Doubt, str] = {
        Doubt.BROKEN: _(
            "This form could not be recognised. What you wrote is still here: "
            "look it over, then send it again."
        ),
        Doubt.EXPIRED: _(
            "This form was open for a long time. What you wrote is still here: "
            "look it over, then send it again."
        ),
        Doubt.EARLY: _("That was very quick. Look it over for a moment, then send it again."),
        Doubt.OTHER_PERSON: _(
            "You logged in or out meanwhile. What you wrote is still here: "
            "look it over, then send it again."
        ),
    }
    return words[doubted]


def trap_words() -> str:
    """What is said to who filled in the field that people do not see."""
    said: str = _(
        "Something filled in a field that nobody sees, as robots do. "
        "What you wrote is still here: send it again if you are a person."
    )
    return said


def gone_words(error: RowGone, translate: Translate) -> str:
    """What is said to who changes a row that is gone."""
    offer = _("If it belongs there, send what you wrote as an addition: it is filled in below.")
    return f"{error.sentence(translate)} {offer}"


def _unread_hours(filled: Filled) -> list[Problem]:
    """The days whose hours nobody can read, beside the control that they belong to."""
    names = day_names()
    return [
        Problem(
            control.name,
            control.field.label,
            _("%(day)s: write the hours as 9:00-12:00, 14:00-18:00.", day=names[day]),
        )
        for control in filled.controls
        if control.name in filled.answers.hours
        for day in filled.answers.hours[control.name].unread
    ]


def _pointing_nowhere(instance: Instance, filled: Filled) -> list[Problem]:
    """The values that should name a row of another table and do not."""
    sheet, typed = filled.sheet, filled.answers.cells
    return [
        Problem(c.name, c.field.label, _nowhere(typed[c.column]))
        for c in filled.controls
        if c.pointer and typed.get(c.column) and typed[c.column] != c.cell
        if not names_a_row(instance, sheet.name, sheet.base, c.pointer, typed[c.column])
    ]


def _nowhere(value: str) -> str:
    said: str = _(
        "“%(value)s” is not in the list. Look for it by its name, then pick it.", value=value
    )
    return said


def _cell_problems(
    filled: Filled, violations: Sequence[Violation], translate: Translate
) -> list[Problem]:
    """Each violation beside the control that it is about, told once."""
    found = []
    for violation in violations:
        control = _control_of(filled, violation)
        if control is None:
            found.append(Problem("", _("Table"), violation.sentence(translate)))
        else:
            label = control.field.label
            found.append(Problem(control.name, label, violation.advice(translate)))
    return list(dict.fromkeys(found))


def _control_of(filled: Filled, violation: Violation) -> Control | None:
    named = violation.field
    if named is None and violation.type == "primary-key":
        named = filled.sheet.key[0] if filled.sheet.key else None
    return next((c for c in filled.controls if c.field.name == named), None)
