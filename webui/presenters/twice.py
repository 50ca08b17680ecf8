"""The two pages about one place in two rows."""

from collections.abc import Sequence

from flask_babel import gettext as _

from datapatch.workflow.proposals.likely_duplicates import Likely
from datapatch.workflow.proposals.listed_twice import Which
from datapatch.workflow.proposals.suggesting import Sheet
from webui.addresses import dataset_url
from webui.forms.fields import Answers
from webui.forms.judging import Filled, Purpose
from webui.forms.suggestions import About
from webui.forms.twice import KEPT, PICK, Unit, picked_of
from webui.presenters.cells import words
from webui.presenters.controls import Printed
from webui.presenters.forms import gone_page


def choosing_page(sheet: Sheet, typed: str, found: Sequence[Likely]) -> dict[str, object]:
    """What the page prints that asks for the other row."""
    where = {"resource": sheet.resource, "address": sheet.address}
    action = dataset_url(sheet.name, "twice.choose", **where)
    return gone_page(_filled(sheet), action, "") | {
        "words": typed,
        "found": [
            {
                "label": likely.label or _("Row without a name"),
                "address": likely.address,
                "url": dataset_url(sheet.name, "twice.unite", other=likely.address, **where),
            }
            for likely in found
        ],
    }


def union_page(unit: Unit, action: str, token: str) -> dict[str, object]:
    """What the page prints that makes one row of two."""
    first, picked = unit.twins.first, picked_of(unit)
    titles = dict(zip(first.columns, (f.label for f in first.fields), strict=True))
    columns = unit.twins.open_columns
    return gone_page(_filled(first, unit), action, token) | {
        "licence": first.licence,
        "kept": _radios(KEPT, _("Which row stays?"), unit.kept, _rows(unit)),
        "picks": [
            _radios(f"{PICK}{number}", titles[column], picked[column], _values(unit, column))
            for number, column in enumerate(columns)
        ],
        "same": len(first.columns) - len(columns),
    }


def _filled(sheet: Sheet, unit: Unit | None = None) -> Filled:
    answers = Answers({}, {}, untouched=True)
    if unit is None:
        return Filled(Purpose.REMOVAL, sheet, (), answers, About())
    return Filled(
        Purpose.REMOVAL,
        sheet,
        (),
        answers,
        unit.about,
        problems=unit.problems,
        notice=unit.notice,
        challenge=unit.challenge,
    )


def _radios(name: str, label: str, chosen: Which, options: list[Printed]) -> Printed:
    return {
        "name": name,
        "label": label,
        "kind": "radios",
        "value": chosen.value,
        "options": options,
    }


def _rows(unit: Unit) -> list[Printed]:
    helps = {
        Which.FIRST: _("The older address. The other one will lead here."),
        Which.SECOND: _("The newer address. The other one will lead here."),
    }
    return [
        {"value": which.value, "label": _named(unit.twins.sheet(which)), "help": helps[which]}
        for which in Which
    ]


def _named(sheet: Sheet) -> str:
    return f"{sheet.label or _('Row without a name')} ({sheet.address})"


def _values(unit: Unit, column: str) -> list[Printed]:
    """Both values in words; as they are written where the words are the same."""
    first = unit.twins.first
    place = first.columns.index(column)
    written = [unit.twins.sheet(which).cells[place] for which in Which]
    told = [words(first.fields[place], text) for text in written]
    shown = told if len(set(told)) == len(told) else written
    return [
        {"value": which.value, "label": text if text.strip() else _("empty")}
        for which, text in zip(Which, shown, strict=True)
    ]
