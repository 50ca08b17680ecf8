"""What differs between two revisions: in numbers first, then row by row."""

from datetime import date

from flask_babel import gettext as _

from datapatch.workflow.past.comparing import Comparison, Moment, RevisionView
from datapatch.workflow.rows.addressing import REVISION_LENGTH
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url, public_url
from webui.forms.history import RowsRequest
from webui.presenters.changes import Printed
from webui.presenters.datasets import way_up
from webui.presenters.differences import differences
from webui.presenters.timeline import credit
from webui.words import day, moment


def compare_page(
    view: DatasetView,
    found: Comparison,
    asked: RowsRequest,
    *,
    old: str,
    new: str,
) -> Printed:
    """What the page that compares two moments prints; they were asked for as ``old``, ``new``."""

    def address(page: int) -> str:
        return compare_url(view, old, new, field=asked.field, page=page)

    return {
        **_above(view),
        "heading": _(
            "From %(first)s to %(last)s",
            first=_moment_words(old, found.old),
            last=_moment_words(new, found.new),
        ),
        "compare": {
            "action": dataset_url(view.record.name, "history.compare"),
            "old": _day_field(old, found.old),
            "new": _day_field(new, found.new),
        },
        "swap_url": compare_url(view, new, old, field=asked.field),
        "backwards": found.is_backwards,
        "reset": compare_url(view, old, new) if asked.field else None,
        **differences(view, found, asked, address),
        "names": [side.commit[:REVISION_LENGTH] for side in (found.old, found.new) if side],
    }


def wrong_moment_page(view: DatasetView, old: str, new: str, sentence: str) -> Printed:
    """What the same page prints when one of the moments does not exist."""
    days = [text if _is_day(text) else "" for text in (old, new)]
    action = dataset_url(view.record.name, "history.compare")
    return {
        **_above(view),
        "heading": _("Compare two moments"),
        "compare": {"action": action, "old": days[0], "new": days[1]},
        "wrong": sentence,
    }


def revision_page(view: DatasetView, shown: RevisionView, asked: RowsRequest) -> Printed:
    """What the page of one revision prints."""
    entry, name = shown.entry, view.record.name

    def address(page: int) -> str:
        given = {"field": asked.field, "page": str(page) if page > 1 else ""}
        return dataset_url(name, "history.revision", commit=entry.commit, **given)

    return {
        **_above(view),
        "heading": entry.subject or _("No words"),
        "stats": [{"text": moment(entry.at), "icon": "calendar"}, credit(entry)],
        "action": dataset_url(name, "history.revision", commit=entry.commit),
        "reset": address(1).partition("?")[0] if asked.field else None,
        **differences(view, shown.comparison, asked, address),
        "then_url": dataset_url(name, "datasets.table", at=entry.commit),
        "earlier_url": _revision_url(view, entry.parent),
        "later_url": _revision_url(view, shown.later),
        "commit": entry.commit,
        "show": f"git show --first-parent -m {entry.commit[:REVISION_LENGTH]}",
        "address": public_url(address(1)),
    }


def compare_url(view: DatasetView, old: str, new: str, *, field: str = "", page: int = 1) -> str:
    """The address of a comparison."""
    given = {"old": old, "new": new, "field": field, "page": str(page) if page > 1 else ""}
    return dataset_url(view.record.name, "history.compare", **given)


def _above(view: DatasetView) -> dict[str, object]:
    changes = {"text": _("Changes"), "url": dataset_url(view.record.name, "history.changes")}
    return {"breadcrumb": [*way_up(view, below=True), changes]}


def _revision_url(view: DatasetView, commit: str | None) -> str | None:
    if commit is None:
        return None
    return dataset_url(view.record.name, "history.revision", commit=commit)


def _moment_words(asked: str, found: Moment | None) -> str:
    """The day that was asked for, or that of the revision that was."""
    if _is_day(asked):
        return day(date.fromisoformat(asked))
    return day(found.at) if found else ""


def _day_field(asked: str, found: Moment | None) -> str:
    """The same for a date field."""
    if _is_day(asked) or found is None:
        return asked
    return found.at.date().isoformat()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
