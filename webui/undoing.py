"""The last verdict of a moderator, which one click takes back for some seconds.

It is kept in the session and not in a message that is shown once: who goes on to the next page, or
loads this one again, keeps the way back until its time is over.
"""

from datetime import datetime
from math import ceil

from flask import session, url_for
from flask_babel import gettext as _

from datapatch.workflow.contributions import ContributionRecord
from webui.context import now
from webui.presenters.changes import Printed

KEY = "undo"


def offer(record: ContributionRecord, *, until: datetime, accepted: bool) -> None:
    """Remember what was decided, and until when it can be taken back."""
    session[KEY] = {
        "id": record.id,
        "title": record.row_label,
        "until": until.isoformat(),
        "accepted": accepted,
    }


def forget() -> None:
    """Offer nothing any more."""
    session.pop(KEY, None)


def offered() -> Printed | None:
    """What the pages of a moderator show above everything else; None when it is too late."""
    kept = session.get(KEY)
    if not isinstance(kept, dict):
        return None
    until = datetime.fromisoformat(kept["until"])
    left = (until - now()).total_seconds()
    if left <= 0:
        forget()
        return None
    said = _("Accepted: %(title)s.") if kept["accepted"] else _("Refused: %(title)s.")
    return {
        "said": said % {"title": kept["title"]},
        "url": url_for("verdicts.take_back", contribution_id=kept["id"]),
        "seconds": ceil(left),
    }
