"""The queue of a moderator, as its template prints it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from datapatch.types import DatasetName
from datapatch.workflow.queue.queues import PAGE, Queue
from datapatch.workflow.queue.saved_filters import KeptFilter
from datapatch.workflow.queue.sights import Tab
from webui.addresses import public_url
from webui.forms.queues import QueueRequest, query_of
from webui.presenters.changes import Printed
from webui.presenters.contributions import queue_item
from webui.presenters.flags import flag_name
from webui.presenters.pagination import pagination
from webui.undoing import offered
from webui.words import number

AGES = (1, 3, 7, 14, 30)


def queue_page(queue: Queue, asked: QueueRequest, titles: Mapping[DatasetName, str]) -> Printed:
    """What the page prints: tabs with counts, filters, one page of contributions."""
    several = len(queue.datasets) > 1
    ticks = asked.tab is not Tab.MINE and queue.total > 1
    return {
        "tab": str(asked.tab),
        "tab_items": [_tab(tab, words, queue, asked) for tab, words in _tab_words().items()],
        "items": [
            queue_item(record, titles.get(record.dataset.name, "") if several else "", ticks=ticks)
            for record in queue.records
        ],
        "total": queue.total,
        "filter": asked.filter,
        "is_filtered": bool(asked.filter),
        "options": _options(queue, titles, asked),
        "pages": pagination(
            asked.page,
            -(-queue.total // PAGE),
            lambda n: queue_url(asked, page=n),
        ),
        "many": _many(asked) if ticks else None,
        "query": {"tab": str(asked.tab), **asked.arguments()},
        "undo": offered(),
    }


def _many(asked: QueueRequest) -> Printed:
    """What the form about several of them has to know of this page."""
    return {"fields": {"tab": str(asked.tab), **asked.arguments()}}


def kept_items(kept: Sequence[KeptFilter], asked: QueueRequest) -> list[Printed]:
    """The filters that somebody keeps, each with its address."""
    here = query_of(asked)
    return [
        {
            "name": found.name,
            "url": f"{url_for('moderation.queue')}?{found.query}",
            "current": found.query == here,
            "forget": url_for("queue_extras.forget", filter_id=found.id),
        }
        for found in kept
    ]


def feed_url(asked: QueueRequest, person_id: int, secret: str) -> str:
    """The private address of what is asked for, as a feed."""
    path = url_for("queue_extras.feed", person_id=person_id, secret=secret)
    return f"{public_url(path)}?{query_of(asked)}"


def queue_url(asked: QueueRequest, page: int | None = None) -> str:
    """The address of what is asked for, at another page."""
    given: dict[str, Any] = dict(asked.arguments())
    return url_for("moderation.queue", tab=str(asked.tab), page=page, **given)


def _tab_words() -> Mapping[Tab, str]:
    return {
        Tab.TODO: _("To do"),
        Tab.MINE: _("Mine"),
        Tab.INFORMATION: _("Needs information"),
        Tab.APART: _("Set apart"),
        Tab.STALE: _("Waiting for long"),
    }


def _tab(tab: Tab, words: str, queue: Queue, asked: QueueRequest) -> Printed:
    count = queue.counts[tab]
    return {
        "text": words,
        "url": url_for("moderation.queue", tab=None if tab is Tab.TODO else tab),
        "current": tab is asked.tab,
        "count": number(count),
        "kind": "waiting" if count and tab in (Tab.TODO, Tab.STALE) else None,
    }


def _options(
    queue: Queue, titles: Mapping[DatasetName, str], asked: QueueRequest
) -> Mapping[str, list[Printed]]:
    kinds = {
        "correction": _("correction"),
        "addition": _("addition"),
        "deletion": _("reported as gone"),
        "mixed": _("several kinds"),
    }
    ages = {str(days): _("%(number)s days and more", number=days) for days in AGES[1:]}
    return {
        "datasets": [_option(str(name), titles.get(name) or str(name)) for name in queue.datasets],
        "kinds": [_option(value, words) for value, words in kinds.items()],
        "fields": [_option(name, name) for name in queue.fields],
        "places": _places(queue, asked),
        "flags": [_option(name, flag_name(name)) for name in queue.flags],
        "ages": [_option("1", _("a day and more")), *(_option(v, w) for v, w in ages.items())],
    }


def _places(queue: Queue, asked: QueueRequest) -> list[Printed]:
    """The places with their numbers; the chosen one even when nothing of it is left."""
    counts = dict(queue.places)
    if asked.filter.where:
        counts.setdefault(asked.filter.where, 0)
    return [_option(place, f"{place} ({number(count)})") for place, count in counts.items()]


def _option(value: str, words: str) -> Printed:
    return {"value": value, "label": words}
