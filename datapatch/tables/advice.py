"""What to tell a resident about a cell that is not right: what is wrong, and what to write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from datapatch.tables.cell_types import boolean_texts, decimal_char
from datapatch.tables.descriptors import as_text, items, text
from datapatch.tables.field import Field
from datapatch.tables.wording import mentions
from datapatch.translation import N_

LONGEST = 80
"""Characters of a cell that a sentence repeats."""
LISTED = 6
"""Choices that a sentence names before it says “and others”."""
CHOICE_LENGTH = 40
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A template and what fills it."""

    template: str
    data: Mapping[str, object]


PHONE = N_("“{cell}” is not a phone number like {example}.")
POSTCODE = N_("“{cell}” is not a postal code like {example}.")
PATTERN = N_("“{cell}” is not written as asked for: write it like {example}.")
PATTERN_ALONE = N_("“{cell}” is not written as asked for, which is {pattern}.")
SLOW_PATTERN = N_(
    "“{cell}” takes too long to compare with the pattern of this field: make the pattern simpler."
)
CHOICE = N_("“{cell}” is not one of the choices: {choices}.")
MANY_CHOICES = N_("“{cell}” is not one of the choices, which are {choices} and others.")
REQUIRED = N_("Fill in this field: it may not stay empty.")
TOO_SMALL = N_("“{cell}” is too small: write {limit} or more.")
TOO_LARGE = N_("“{cell}” is too large: write {limit} or less.")
NOT_ABOVE = N_("“{cell}” is too small: write more than {limit}.")
NOT_BELOW = N_("“{cell}” is too large: write less than {limit}.")
TOO_SHORT = N_("“{cell}” is too short: write at least {limit} characters.")
TOO_LONG = N_("“{cell}” is too long: write at most {limit} characters.")
BOOLEAN = N_("“{cell}” is neither {yes} nor {no}: write one of the two.")
ITEM = N_("A value in the list “{cell}” is not right: compare it with {example}.")

_TYPES = {
    "integer": (N_("“{cell}” is not a whole number like {example}."), "12"),
    "number": (N_("“{cell}” is not a number like {example}."), "3.5"),
    "date": (N_("“{cell}” is not a date like {example}."), "2024-05-31"),
    "time": (N_("“{cell}” is not a time of day like {example}."), "14:30:00"),
    "datetime": (N_("“{cell}” is not a date with a time like {example}."), "2024-05-31T14:30:00Z"),
    "year": (N_("“{cell}” is not a year like {example}."), "2024"),
    "yearmonth": (N_("“{cell}” is not a year and a month like {example}."), "2024-05"),
    "duration": (N_("“{cell}” is not a duration like {example}."), "PT1H30M"),
    "geopoint": (N_("“{cell}” is not a place like {example} (longitude first)."), "2.3522,48.8566"),
    "geojson": (
        N_("“{cell}” is not a shape in GeoJSON like {example}."),
        '{"type": "Point", "coordinates": [2.35, 48.86]}',
    ),
    "array": (N_("“{cell}” is not a JSON list like {example}."), '["a", "b"]'),
    "object": (N_("“{cell}” is not a JSON object like {example}."), '{"a": 1}'),
    "list": (N_("“{cell}” is not a list like {example}."), "a,b"),
}
_FORMATS = {
    "email": (N_("“{cell}” is not an e-mail address like {example}."), "name@example.org"),
    "uri": (N_("“{cell}” is not a web address like {example}."), "https://example.org"),
    "uuid": (
        N_("“{cell}” is not an identifier like {example}."),
        "6f2b1d7e-8c1f-4c0e-9d57-0c6a3b1f4e21",
    ),
    "binary": (N_("“{cell}” is not a file in base64 like {example}."), "RGF0YQ=="),
}
_EXAMPLES = {
    "array": "[2.3522, 48.8566]",
    "object": '{"lon": 2.3522, "lat": 48.8566}',
}
_BOUNDS = {
    "minimum": TOO_SMALL,
    "maximum": TOO_LARGE,
    "exclusiveMinimum": NOT_ABOVE,
    "exclusiveMaximum": NOT_BELOW,
    "minLength": TOO_SHORT,
    "maxLength": TOO_LONG,
}
_SAMPLE = datetime(2024, 5, 31, 14, 30)


def for_rule(field: Field, rule: str, cell: str) -> Advice:
    """What to say when ``cell`` breaks ``rule`` (“type” or the name of a constraint)."""
    found = _about(field, rule)
    data = {"cell": shortened(_culprit(field, rule, cell)), "label": field.label}
    return Advice(found.template, {**data, **found.data})


def _culprit(field: Field, rule: str, cell: str) -> str:
    """The part of a list that is not among the choices, else the whole cell."""
    choices = field.choices if rule == "pattern" else None
    wrong = [part for part in choices.split(cell) if part not in choices.values] if choices else []
    return wrong[0] if wrong else cell


def _about(field: Field, rule: str) -> Advice:
    if rule == "type":
        return _about_type(field)
    if rule == "required":
        return Advice(REQUIRED, {})
    if rule == "enum":
        return _about_choices(tuple(map(as_text, items(field.constraints.get("enum")))))
    if rule == "pattern":
        return _about_pattern(field)
    if rule == "pattern time":
        return Advice(SLOW_PATTERN, {})
    if rule in _BOUNDS:
        return Advice(_BOUNDS[rule], {"limit": text(field.constraints, rule)})
    return Advice(ITEM, {"example": field.example or _TYPES["array"][1]})


def _about_type(field: Field) -> Advice:
    if field.type == "boolean":
        true, false = boolean_texts(field)
        return Advice(BOOLEAN, {"yes": _listed(true), "no": _listed(false)})
    template, example = (
        _TYPES.get(field.type) or _FORMATS.get(field.format) or (PATTERN, field.format)
    )
    return Advice(template, {"example": field.example or _example(field, example)})


def _example(field: Field, ordinary: str) -> str:
    """An example in the field's own format."""
    if field.type == "number":
        return ordinary.replace(".", decimal_char(field))
    if field.type == "geopoint":
        return _EXAMPLES.get(field.format, ordinary)
    if field.type in {"date", "time", "datetime"} and field.format not in {"default", "any"}:
        return _SAMPLE.strftime(field.format)
    return ordinary


def _about_pattern(field: Field) -> Advice:
    choices = field.choices
    if choices:
        return _about_choices(choices.values)
    if not field.example:
        return Advice(PATTERN_ALONE, {"pattern": text(field.constraints, "pattern")})
    name = f"{field.name} {field.title}"
    if mentions(name, "telephone", "phone", "tel", "mobile", "fax"):
        return Advice(PHONE, {"example": field.example})
    if mentions(name, "code postal", "postcode", "zip", "postal code", "cp"):
        return Advice(POSTCODE, {"example": field.example})
    return Advice(PATTERN, {"example": field.example})


def _about_choices(values: tuple[str, ...]) -> Advice:
    if len(values) <= LISTED:
        return Advice(CHOICE, {"choices": _listed(values)})
    return Advice(MANY_CHOICES, {"choices": _listed(values[:LISTED])})


def _listed(values: tuple[str, ...]) -> str:
    return "; ".join(shortened(value, CHOICE_LENGTH) for value in values)


def shortened(cell: str, longest: int = LONGEST) -> str:
    """A cell as a sentence repeats it: on one line, not too long."""
    line = " ".join(cell.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
