"""The settings of a dataset, in groups and in words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from datapatch.tables.field import Field
from datapatch.workflow.preferences import Preferences
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url
from webui.forms.preferences import ReadPreferences
from webui.presenters.datasets import dataset_top, way_up

Printed = Mapping[str, object]


def settings_page(view: DatasetView, fields: Sequence[Field], read: ReadPreferences) -> Printed:
    """What the page prints; ``fields`` are those of the first table."""
    labels = {
        str(control["name"]): str(control["label"])
        for group in _groups(fields)
        for control in group[2]
    }
    return {
        "dataset": dataset_top(view, ""),
        "breadcrumb": way_up(view, below=True),
        "action": dataset_url(view.record.name, "settings.save"),
        "moderators_url": dataset_url(view.record.name, "moderators.team"),
        "groups": [
            {"title": title, "intro": intro, "fields": [_filled(c, read) for c in controls]}
            for title, intro, controls in _groups(fields)
        ],
        "errors": [
            {"target": f"field-{name}", "label": labels.get(name, name), "message": sentence}
            for name, sentence in read.problems.items()
        ],
    }


def _filled(control: Printed, read: ReadPreferences) -> Printed:
    name = str(control["name"])
    typed = read.typed[name]
    value = (
        "\n".join(typed) if control["kind"] == "textarea" and isinstance(typed, tuple) else typed
    )
    if control["kind"] == "checks" and isinstance(typed, str):
        value = (typed,) if typed else ()
    problem = read.problems.get(name)
    return {**control, "value": value, "errors": [problem] if problem else []}


Group = tuple[str, str, list[Printed]]


def _groups(fields: Sequence[Field]) -> list[Group]:
    return [
        (_("Suggestions"), "", _taking(fields)),
        (_("The form"), _("For the first table of the dataset."), _form(fields)),
        (_("How long things wait"), "", _waiting()),
        (
            _("Against floods and robots"),
            _("The usual values suit most. A limit or a threshold of 0 is switched off."),
            _guarding(fields),
        ),
        (_("Keeping it fresh"), "", _freshness(fields)),
    ]


def _taking(fields: Sequence[Field]) -> list[Printed]:
    paused = _("Take no suggestions for the time being")
    return [
        _switch("paused", _("Pause"), paused),
        _number("agreement", _("How many moderators must agree"), _("moderators")),
        _select(
            "place_field",
            _("The field that tells the place, to filter what waits"),
            fields,
            _("None: a field that is called like a town, a department or a region."),
        ),
        _number("max_waiting", _("Most suggestions that may wait at once"), _("suggestions")),
    ]


def _form(fields: Sequence[Field]) -> list[Printed]:
    light = _("The others are one link away. None ticked: the form chooses by itself.")
    locked = _("Everybody sees them; nobody may suggest a change of them.")
    invitation = _("For example “Add your association”. Empty: the usual words.")
    return [
        _text("addition_words", _("Words of the invitation to add a row"), invitation, most=60),
        _checks("light_fields", _("Fields that stand in the open"), light, fields),
        _checks("locked_fields", _("Locked fields"), locked, fields),
    ]


def _waiting() -> list[Printed]:
    days = _("days")
    return [
        _number("information_days", _("A question to the contributor waits for an answer"), days),
        _number("deputies_after_days", _("Deputies are told of what waits after"), days),
        _number("owners_after_days", _("Owners are told of what waits after"), days),
        _number(
            "contact_days", _("A contributor's address is erased after the decision, in"), days
        ),
        _number("refused_days", _("What was refused is kept for"), days),
        _number("quarantine_days", _("What is set apart is kept for"), days),
    ]


def _guarding(fields: Sequence[Field]) -> list[Printed]:
    seconds, points, hourly = _("seconds"), _("points"), _("in an hour")
    return [
        _switch("honeypot", _("Trap for robots"), _("A field that only robots fill in")),
        _number("form_least_seconds", _("A form is filled in for at least"), seconds),
        _number("form_most_seconds", _("A form can be sent for"), seconds),
        _number("sender_hourly", _("Suggestions from one sender"), hourly),
        _number("dataset_hourly", _("Suggestions for this dataset"), hourly),
        _number("proof_of_work_score", _("The sender's device must do a calculation from"), points),
        _number("quarantine_score", _("Suggestions are set apart from"), points),
        _number("trace_days", _("Traces of senders are erased after"), _("days")),
        _select(
            "territory_field", _("The field that tells whether a row is in the territory"), fields
        ),
        {
            "name": "territory_values",
            "label": _("What that field holds inside of the territory"),
            "kind": "textarea",
            "help": _("One value on each line. Others are marked for the moderators, not refused."),
        },
    ]


def _freshness(fields: Sequence[Field]) -> list[Printed]:
    return [
        _number(
            "promised_days",
            _("Every row is checked within"),
            _("days"),
            _("You are reminded when rows wait for it longer. 0: no promise."),
        ),
        _select(
            "ask_field",
            _("The field with the address of each place, to ask whether it is right"),
            fields,
        ),
        _number("ask_hourly", _("Places that are asked"), _("in an hour")),
    ]


def _switch(name: str, label: str, words: str) -> Printed:
    return {
        "name": name,
        "label": label,
        "kind": "checks",
        "options": [{"value": "yes", "label": words}],
    }


def _text(name: str, label: str, words: str, *, most: int) -> Printed:
    return {"name": name, "label": label, "kind": "text", "help": words, "maxlength": most}


def _number(name: str, label: str, unit: str, words: str = "") -> Printed:
    usual = _("Usual: %(value)s", value=getattr(Preferences(), name))
    said = " ".join(filter(None, (words, usual)))
    return {"name": name, "label": label, "kind": "number", "unit": unit, "help": said}


def _checks(name: str, label: str, words: str, fields: Sequence[Field]) -> Printed:
    options = [{"value": f.name, "label": f.label} for f in fields]
    return {"name": name, "label": label, "kind": "checks", "help": words, "options": options}


def _select(name: str, label: str, fields: Sequence[Field], words: str = "") -> Printed:
    options = [{"value": f.name, "label": f.label} for f in fields]
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "empty": _("none"),
        "options": options,
        "help": words,
    }
