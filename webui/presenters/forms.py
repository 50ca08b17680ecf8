"""The forms of contributors as their templates print them."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from datapatch.workflow.proposals.suggesting import Sheet
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.labelling import label_fields
from webui.addresses import dataset_url
from webui.forms.fields import Control
from webui.forms.judging import Filled
from webui.forms.notation import Kind, same
from webui.forms.suggestions import (
    LONGEST,
    TRAP,
    About,
    Problem,
    about_labels,
    endings,
    ways_to_know,
)
from webui.presenters.controls import Printed, printed_control
from webui.presenters.places import places_of
from webui.presenters.proposals import proposal_words, twins

FIRST = 8
"""Fields that stand in the open, if the table has many."""

ALL = 10
"""Up to so many fields, nothing is folded."""

FORM = "suggest"
"""The id of the form, where problems without a field of their own lead."""

_WANTED = (
    FieldKind.PHONE,
    FieldKind.HOURS,
    FieldKind.EMAIL,
    FieldKind.WEB,
    FieldKind.ADDRESS,
    FieldKind.TOWN,
    FieldKind.POSTCODE,
)
"""What people correct most; one field of each stands in the open."""

_DULL = (FieldKind.IDENTIFIER, FieldKind.LATITUDE, FieldKind.LONGITUDE)


def suggestion_page(filled: Filled, action: str, token: str) -> dict[str, object]:
    """What the page of a change, or of an addition, prints; it is sent to ``action``."""
    sheet = filled.sheet
    visible = [c for c in filled.controls if not c.hidden or _troubled(filled, c)]
    first = _first(sheet, visible)
    rest = sorted((c for c in visible if c not in first), key=lambda c: c.locked)
    return _page(filled, action, token) | {
        "is_addition": not sheet.address,
        "dataset_title": sheet.table or sheet.title,
        "licence": sheet.licence,
        "first": [_printed(filled, control) for control in first],
        "rest": [_printed(filled, control) for control in rest],
        "report_url": _row_url(sheet, "contributing.report_problem"),
        "review": proposal_words(sheet, filled.draft) if filled.draft else None,
        "is_another": filled.is_another,
        "looks_up": any(c.kind is Kind.LOOKUP for c in visible),
        "twins": twins(sheet, filled.twins),
        "rest_is_open": any(
            _troubled(filled, c) or _is_touched(filled, c) or _is_sought(filled, c) for c in rest
        ),
    }


def gone_page(filled: Filled, action: str, token: str) -> dict[str, object]:
    """What the page that reports a row as gone prints."""
    return _page(filled, action, token) | {
        "what": {
            "name": "what",
            "label": about_labels()["what"],
            "kind": "radios",
            "value": filled.about.what,
            "required": True,
            "options": _options(endings()),
            "errors": _errors(filled.problems, "what"),
        },
        "suggest_url": _row_url(filled.sheet, "contributing.suggest_change"),
    }


def report_page(filled: Filled, action: str, token: str) -> dict[str, object]:
    """What the page prints that takes a report in words."""
    page = _page(filled, action, token)
    message = {
        **_about_fields(filled)["message"],
        "label": _("What is wrong?"),
        "rows": 6,
        "required": True,
    }
    subject = filled.sheet.label or filled.sheet.table or filled.sheet.title
    name = {**_about_fields(filled)["public_name"], "help": _("So that the moderator knows you.")}
    about = {**_about_fields(filled), "public_name": name}
    return page | {"message": message, "title": subject, "about": about}


def reworded_page(filled: Filled, action: str) -> dict[str, object]:
    """What the page prints on which a report that waits is said in other words."""
    page = report_page(filled, action, "")
    return page | {"is_addition": False, "first": [page["message"]], "rest": []}


def _page(filled: Filled, action: str, token: str) -> dict[str, object]:
    return {
        "action": action,
        "token": token,
        "title": filled.sheet.label or _("Row without a name"),
        "breadcrumb": _way_up(filled.sheet),
        "trap_name": TRAP,
        "is_fresh": filled.is_fresh,
        "form_id": FORM,
        "notice_text": filled.notice,
        "errors": [_summary(problem) for problem in filled.problems],
        "about": _about_fields(filled),
        "back_url": _back(filled.sheet),
        "challenge": filled.challenge,
    }


def _first(sheet: Sheet, visible: Sequence[Control]) -> list[Control]:
    """The controls that stand in the open, in the order of the columns; locked ones last."""
    if sheet.light:
        light = [c for c in visible if c.column in sheet.light or _asked(sheet, c)]
        return sorted(light, key=lambda c: c.locked)
    if len(visible) <= ALL:
        return sorted(visible, key=lambda c: c.locked)
    naming = label_fields(sheet.columns)
    needed = [c for c in visible if _asked(sheet, c)]
    named = [c for name in naming for c in visible if c.column == name]
    wanted = [next((c for c in visible if field_kind(c.field) is kind), None) for kind in _WANTED]
    others = sorted(visible, key=lambda c: (field_kind(c.field) in _DULL, c.kind is Kind.CHECKS))
    ranked = [*needed, *named, *(c for c in wanted if c is not None), *others]
    open_to_change = [c for c in ranked if not c.locked]
    chosen = list(dict.fromkeys(c.name for c in open_to_change))[: max(FIRST, len(needed))]
    return [control for control in visible if control.name in chosen]


def _asked(sheet: Sheet, control: Control) -> bool:
    """Whether a new row cannot do without this control."""
    return not sheet.address and (control.required or control.column in sheet.key)


def _printed(filled: Filled, control: Control) -> Printed:
    errors = _errors(filled.problems, control.name)
    compared = bool(filled.sheet.address)
    typed, hours = filled.answers.typed[control.name], filled.answers.hours.get(control.name)
    printed = printed_control(
        control, typed, errors, compared=compared, hours=hours, sought=filled.sought
    )
    places = places_of(filled.controls, filled.answers.typed, compared=compared)
    return {**printed, "place": places.get(control.name)}


def _about_fields(filled: Filled) -> dict[str, Printed]:
    return about_fields(filled.about, filled.problems)


def about_fields(about: About, problems: Sequence[Problem]) -> dict[str, Printed]:
    """What contributors may say of themselves, each as a control with what is wrong with it."""
    words = about_labels()
    fields: dict[str, dict[str, object]] = {
        "how": {"kind": "select", "options": _options(ways_to_know()), "empty": _("Choose…")},
        "source": {},
        "message": {"kind": "textarea", "rows": 3},
        "public_name": {
            "help": _("Shown beside the change, if you like. It stays in the history for good."),
            "autocomplete": "name",
        },
        "email": {
            "kind": "email",
            "help": _("Never shown. Only to tell you the outcome, then it is erased."),
            "autocomplete": "email",
        },
    }
    return {
        name: {
            "name": name,
            "label": words[name],
            "value": getattr(about, name),
            "maxlength": LONGEST.get(name),
            "errors": _errors(problems, name),
            **field,
        }
        for name, field in fields.items()
    }


def _options(words: Mapping[str, str]) -> list[Printed]:
    return [{"value": value, "label": label} for value, label in words.items()]


def _errors(problems: Sequence[Problem], name: str) -> list[str]:
    return [problem.sentence for problem in problems if problem.name == name]


def _troubled(filled: Filled, control: Control) -> bool:
    return any(problem.name == control.name for problem in filled.problems)


def _is_touched(filled: Filled, control: Control) -> bool:
    return not same(filled.answers.typed[control.name], control.initial)


def _is_sought(filled: Filled, control: Control) -> bool:
    return filled.sought is not None and filled.sought.name == control.name


def _summary(problem: Problem) -> Printed:
    target = f"field-{'-'.join(problem.name.split())}" if problem.name else FORM
    return {"target": target, "label": problem.label, "message": problem.sentence}


def _way_up(sheet: Sheet) -> list[Printed]:
    workspace = url_for("datasets.workspace", workspace=sheet.name.workspace)
    table = dataset_url(sheet.name, "datasets.table", resource=sheet.resource)
    items: list[Printed] = [
        {"text": sheet.dataset.workspace_title, "url": workspace},
        {"text": sheet.title, "url": table},
    ]
    if sheet.address:
        label = sheet.label or _("Row without a name")
        items.append({"text": label, "url": _row_url(sheet, "rows.row")})
    return items


def _back(sheet: Sheet) -> str:
    if sheet.address:
        return _row_url(sheet, "rows.row")
    return dataset_url(sheet.name, "datasets.table", resource=sheet.resource)


def _row_url(sheet: Sheet, endpoint: str) -> str:
    return dataset_url(sheet.name, endpoint, resource=sheet.resource, address=sheet.address)
