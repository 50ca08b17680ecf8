"""A moderator's queue as an Atom feed (RFC 4287)."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import url_for
from flask_babel import gettext as _

from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.queue.queues import Queue
from webui.addresses import public_url
from webui.presenters import contributions as present

ATOM = "http://www.w3.org/2005/Atom"


def queue_feed(queue: Queue, now: datetime) -> bytes:
    """The feed as XML: one entry for each contribution that waits, linked to its page."""
    feed = Element("feed", {"xmlns": ATOM})
    here = public_url(url_for("moderation.queue"))
    latest = max((record.updated_at for record in queue.records), default=now)
    _texts(feed, id=here, title=_("To review"), updated=latest.isoformat())
    SubElement(feed, "link", {"href": here})
    for record in reversed(queue.records):
        _entry(feed, record)
    made: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(feed: Element, record: ContributionRecord) -> None:
    entry = SubElement(feed, "entry")
    address = public_url(url_for("moderation.contribution", contribution_id=record.id))
    _texts(
        entry,
        id=address,
        title=record.row_label or present.summary(record),
        updated=record.updated_at.isoformat(),
        summary=f"{present.summary(record)} · {record.dataset.name}",
    )
    SubElement(entry, "link", {"href": address})
    _texts(SubElement(entry, "author"), name=present.author(record))


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        # XML has no place for most control characters, whatever somebody typed.
        clean = "".join(c for c in text if c >= " " or c in "\t\n")
        SubElement(parent, name).text = clean
