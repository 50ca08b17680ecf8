"""The moderators of a dataset, each with the rows that they care for."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.index.rows import Facet
from datapatch.tables.field import Field
from datapatch.workflow.people.team import Team, TeamMember
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url
from webui.forms.moderators import CaredRows
from webui.presenters.changes import Printed
from webui.presenters.datasets import way_up
from webui.words import number

TICKED = 60
"""Values that can be ticked; of a field with more, they are typed."""


def moderators_page(
    view: DatasetView, fields: Sequence[Field], team: Team, rows: Mapping[int, int]
) -> Printed:
    """What the list prints; ``rows``: how many each limited moderator cares for."""
    labels = {field.name: field.label for field in fields}
    return {
        "breadcrumb": _way_up(view),
        "workspace": view.record.workspace_title,
        "members": [_member(view, labels, m, rows.get(m.person_id)) for m in team.moderators],
        "owners": ", ".join(team.owners),
    }


def _way_up(view: DatasetView) -> list[Printed]:
    settings = {"text": _("Settings"), "url": dataset_url(view.record.name, "settings.show")}
    return [*way_up(view, below=True), settings]


def _member(
    view: DatasetView, labels: Mapping[str, str], member: TeamMember, rows: int | None
) -> Printed:
    held = ""
    if rows is not None:
        held = ngettext("%(number)s row", "%(number)s rows", rows, number=number(rows))
    return {
        "name": member.name,
        "login": member.login,
        "deputy": member.is_deputy,
        "field": labels.get(member.field, member.field),
        "values": ", ".join(member.values),
        "rows": held,
        "none": rows == 0,
        "url": dataset_url(view.record.name, "moderators.member", person_id=str(member.person_id)),
    }


def moderator_page(
    view: DatasetView,
    fields: Sequence[Field],
    member: TeamMember,
    chosen: CaredRows,
    facet: Facet,
    problem: str,
) -> Printed:
    """What the page of one moderator prints; ``facet``: the values of the chosen field."""
    url = dataset_url(view.record.name, "moderators.member", person_id=str(member.person_id))
    few = 0 < facet.distinct <= TICKED
    return {
        "breadcrumb": [
            *_way_up(view),
            {"text": _("Moderators"), "url": dataset_url(view.record.name, "moderators.team")},
        ],
        "name": member.name,
        "workspace": view.record.workspace_title,
        "action": url,
        "field": _field(fields, chosen),
        "shown": chosen.field,
        "values": _ticks(facet, chosen, problem) if few else None,
        "lines": None if few or not chosen.field else _lines(facet, chosen, problem),
        "deputy": chosen.deputy,
        "errors": _errors(problem, few=few),
    }


def _field(fields: Sequence[Field], chosen: CaredRows) -> Printed:
    options = [{"value": field.name, "label": field.label} for field in fields]
    if chosen.field and chosen.field not in {field.name for field in fields}:
        options.append({"value": chosen.field, "label": chosen.field})  # another dataset's
    return {
        "name": "field",
        "label": _("Rows are told apart by"),
        "kind": "select",
        "empty": _("no field: every row"),
        "value": chosen.field,
        "options": options,
    }


def _ticks(facet: Facet, chosen: CaredRows, problem: str) -> Printed:
    known = {value: count for value, count in facet.values if value.strip()}
    options = [
        {"value": value, "label": f"{value} ({number(known.get(value, 0))})"}
        for value in sorted({*known, *chosen.values})
    ]
    return {
        "name": "values",
        "label": _("Their rows hold one of these"),
        "kind": "checks",
        "value": list(chosen.values),
        "options": options,
        "errors": [problem] if problem else [],
    }


def _lines(facet: Facet, chosen: CaredRows, problem: str) -> Printed:
    frequent = ", ".join(value for value, _count in facet.values[:6] if value.strip())
    return {
        "name": "lines",
        "label": _("Their rows hold one of these"),
        "kind": "textarea",
        "value": "\n".join(chosen.values),
        "help": _("One value on each line. Capitals and accents do not matter."),
        "example": frequent,
        "errors": [problem] if problem else [],
    }


def _errors(problem: str, *, few: bool) -> list[Printed]:
    if not problem:
        return []
    target = "field-values" if few else "field-lines"
    return [{"target": target, "label": _("Their rows hold one of these"), "message": problem}]
