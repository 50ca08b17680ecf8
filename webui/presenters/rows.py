"""The page of one row: its fields in groups, what can be done, what happened to it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.columns import name_of
from datapatch.tables.field import Field
from datapatch.workflow.past.history import HistoryEntry, RowEvent
from datapatch.workflow.rows.cell_words import values
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind, is_date
from datapatch.workflow.rows.labelling import label_fields
from datapatch.workflow.rows.reading import DatasetView, RowView
from webui.addresses import dataset_url, public_url
from webui.presenters.cells import date_words, link, table_cell, without_scheme, words
from webui.presenters.datasets import Printed, way_up
from webui.presenters.freshness import FreshRow, check_notice, checked_stat, still_correct
from webui.presenters.maps import OSM
from webui.presenters.owing import Owed
from webui.words import day

EVENTS = 10
"""Changes of a row that stand in the open; earlier ones are folded."""

NAMED = 3
"""Fields that one line of the history names; of more, only the number is told."""

LONG = 120
"""Characters from which on a value takes the whole width."""

WHAT, WHERE, CONTACT, WHEN, RECORD = "what", "where", "contact", "when", "record"

_GROUPS = {
    FieldKind.PHONE: CONTACT,
    FieldKind.EMAIL: CONTACT,
    FieldKind.WEB: CONTACT,
    FieldKind.ADDRESS: WHERE,
    FieldKind.TOWN: WHERE,
    FieldKind.REGION: WHERE,
    FieldKind.POSTCODE: WHERE,
    FieldKind.LATITUDE: WHERE,
    FieldKind.LONGITUDE: WHERE,
    FieldKind.HOURS: WHEN,
    FieldKind.DATE: WHEN,
    FieldKind.CHECKED: RECORD,
    FieldKind.IDENTIFIER: RECORD,
}
_ICONS = {FieldKind.PHONE: "phone", FieldKind.EMAIL: "mail", FieldKind.WEB: "external"}


def row_page(
    view: DatasetView,
    row: RowView,
    events: Sequence[RowEvent],
    cells: Mapping[str, HistoryEntry],
    *,
    fresh: FreshRow | None = None,
    at: str = "",
) -> Printed:
    """What the page of a row prints; without buttons when it is an earlier version.

    ``cells`` says to which revision each cell is owed, by the label of its column.
    """
    owed = Owed(view.record.name, cells)
    name, where = view.record.name, {"resource": row.resource, "address": row.content.address}
    suggests = view.may_suggest and not at
    lived = [_event(view, row, event) for event in events]
    here = dataset_url(name, "rows.row", **where)
    return {
        "title": row.label or _("Row without a name"),
        "breadcrumb": way_up(view, below=True),
        "stats": _checked(row, fresh),
        "still_correct": still_correct(fresh),
        "answer": check_notice(fresh.outcome) if fresh else None,
        "groups": _groups(row, owed),
        "owed": owed.table(row),
        "empty": [f.label for f, text in _pairs(row) if not text.strip()],
        "suggest_url": dataset_url(name, "contributing.suggest_change", **where)
        if suggests
        else None,
        "gone_url": dataset_url(name, "contributing.report_gone", **where) if suggests else None,
        "report_url": dataset_url(name, "contributing.report_problem", **where)
        if suggests
        else None,
        "twice_url": dataset_url(name, "twice.choose", **where) if suggests else None,
        "events": lived[:EVENTS],
        "earlier": lived[EVENTS:],
        "today": here if at else None,
        "address": public_url(here),
        "card_url": None if at else dataset_url(name, "cards.card", **where),
        "form_address": public_url(dataset_url(name, "contributing.suggest_change", **where))
        if suggests
        else "",
        "json_url": dataset_url(name, "api.row", at=at, **where),
    }


def card_page(view: DatasetView, row: RowView, address: str) -> Printed:
    """What the card of a row prints; ``address`` is where its code leads."""
    where = {"resource": row.resource, "address": row.content.address}
    return {
        "title": row.label or _("Row without a name"),
        "breadcrumb": [
            *way_up(view, below=True),
            {"text": row.label, "url": dataset_url(view.record.name, "rows.row", **where)},
        ],
        "dataset_title": view.title,
        "address": address,
        "code_url": dataset_url(view.record.name, "cards.qr_code", **where),
    }


def _pairs(row: RowView) -> list[tuple[Field, str]]:
    return list(zip(row.fields, row.content.cells, strict=True))


def _groups(row: RowView, owed: Owed) -> list[Printed]:
    titles = {
        CONTACT: _("Contact"),
        WHERE: _("Where"),
        WHEN: _("When"),
        WHAT: _("Details"),
        RECORD: _("About this record"),
    }
    found: dict[str, list[Printed]] = {group: [] for group in titles}
    position = _position(row)
    changed = {f.name: owed.changed(c) for c, f in zip(row.columns, row.fields, strict=True)}
    for field, text in _told(row, on_map=bool(position)):
        fact = {**_fact(field, text), "changed": changed[field.name]}
        found[_GROUPS.get(field_kind(field), WHAT)].append(fact)
    found[WHERE] += position
    if found[WHAT] and not (found[CONTACT] or found[WHERE] or found[WHEN]):
        # A table of another trade: one list in the order of its columns, not a list and leftovers.
        told = _told(row, on_map=False)
        found = {WHAT: [{**_fact(f, text), "changed": changed[f.name]} for f, text in told]}
    return [{"title": titles[group], "facts": facts} for group, facts in found.items() if facts]


def _told(row: RowView, *, on_map: bool) -> list[tuple[Field, str]]:
    """The filled fields, without the one in the title and those that the map replaces."""
    naming = {name_of(column) for column in label_fields(row.columns)[:1]}
    left_out = (FieldKind.LATITUDE, FieldKind.LONGITUDE) if on_map else ()
    return [
        (field, text)
        for field, text in _pairs(row)
        if text.strip() and field.name not in naming and field_kind(field) not in left_out
    ]


def _fact(field: Field, text: str) -> Printed:
    kind, listed = field_kind(field), values(field, text)
    if len(listed) > 1:
        return {"label": field.label, "value": list(listed), "kind": "list"}
    target = link(kind, text)
    shown = without_scheme(text) if target.startswith("http") else words(field, text)
    return {
        "label": field.label,
        "value": shown,
        "url": target,
        "icon": _ICONS.get(kind) if target else None,
        "external": target.startswith("http"),
        "kind": "long" if len(shown) > LONG or "\n" in shown else None,
        "stored": text if kind is FieldKind.HOURS and shown != text else None,
    }


def _position(row: RowView) -> list[Printed]:
    """Latitude and longitude as one link to a map, for a row that says where it is."""
    found = {field_kind(field): text.strip().replace(",", ".") for field, text in _pairs(row)}
    try:
        latitude = float(found.get(FieldKind.LATITUDE, ""))
        longitude = float(found.get(FieldKind.LONGITUDE, ""))
    except ValueError:
        return []
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return []
    return [
        {
            "label": _("Position"),
            "value": f"{latitude:g}, {longitude:g}",
            "url": OSM.format(latitude, longitude),
            "icon": "pin",
            "external": True,
            "note": _("The link opens OpenStreetMap."),
        }
    ]


def _checked(row: RowView, fresh: FreshRow | None) -> list[Printed]:
    """When the row was checked last, as the history or a field says, and whether it is long ago."""
    checked = fresh.checked if fresh else None
    for field, text in _pairs(row):
        if field_kind(field) is FieldKind.CHECKED and is_date(text):
            if checked and checked.isoformat() >= text[:10]:
                break
            said = _("Checked on %(date)s", date=date_words(text))
            cell = table_cell(field, text)
            if isinstance(cell, str):
                return [{"text": said, "icon": "check"}]
            old = _("%(checked)s, to check again", checked=said)
            return [{"text": old, "icon": "warning", "kind": "waiting"}]
    return [checked_stat(checked)] if checked else []


def _event(view: DatasetView, row: RowView, event: RowEvent) -> Printed:
    entry, touch = event.entry, event.touch
    if touch.op == "add" and entry.parent is None:
        said = _("first published by %(name)s", name=entry.author)
    elif touch.op == "add":
        said = _("added by %(name)s", name=entry.author)
    else:
        titles = {f.name: f.label for f in row.fields}
        said = _changed([titles.get(name, name) for name in touch.fields], entry.author)
    url = dataset_url(view.record.name, "history.revision", commit=entry.commit)
    return {"when": day(entry.at), "text": said, "url": url}


def _changed(fields: Sequence[str], name: str) -> str:
    if len(fields) > NAMED:
        return str(
            ngettext(
                "%(num)s field changed by %(name)s",
                "%(num)s fields changed by %(name)s",
                len(fields),
                name=name,
            )
        )
    listed = ", ".join(fields)
    return str(_("%(fields)s changed by %(name)s", fields=listed, name=name))
