"""The receipt of a contribution, as its template prints it."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext as _

from datapatch.db.models import Kind, Remark, Speaker, State
from datapatch.tables.changes import RowChange
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.contributors.receipts import Amending, Followed, RowTitles
from webui.addresses import dataset_url
from webui.presenters.changes import KINDS, Printed, cells, title_of
from webui.presenters.contributions import dots_dates, dots_state, source_link
from webui.presenters.differences import CELLS, more_fields
from webui.words import day, moment

SHOWN_ROWS = 50
NO_SCHEMA = TableSchema.from_descriptor({"fields": []})


def receipt_page(
    followed: Followed,
    schemas: Mapping[str, TableSchema],
    titles: RowTitles,
    address: str,
    secret: str,
) -> dict[str, object]:
    """What the receipt's template reads; ``schemas`` are those of the dataset's tables.

    ``titles`` are what its rows are called. ``address`` is that of the receipt, in full, ``secret``
    what it ends with.
    """
    record = followed.record
    kept = [(p.resource, change) for p in followed.published for change in p.changes]
    return sent_page(record, schemas, titles) | {
        "heading": _heading(record),
        "status": _status(record),
        "dots_state": dots_state(record),
        "dates": dots_dates(record),
        "published_cells": _only_cells(kept, schemas),
        "published_rows": _rows(followed.published, schemas, {}) if len(kept) > 1 else [],
        "remarks": [_remark(remark) for remark in followed.remarks],
        "asked": record.state == State.ASKED,
        "waits": followed.waits,
        "amending": _amending(followed, secret),
        "secret": secret,
        "name_withdrawn": followed.name_withdrawn,
        "source": source_link(record),
        "address": address,
        "mail_url": mail_url(record, address),
    }


def sent_page(
    record: ContributionRecord,
    schemas: Mapping[str, TableSchema],
    titles: RowTitles | None = None,
) -> dict[str, object]:
    """A contribution as it was sent, for its author and for moderators."""
    sent = [(p.resource, change) for p in record.patches for change in p.changes]
    name = record.dataset.name
    return {
        "record": record,
        "cells": _only_cells(sent, schemas),
        "rows": _rows(record.patches, schemas, titles or {}) if len(sent) > 1 else [],
        "is_removal": record.kind == Kind.DELETION,
        "more_rows": max(0, len(sent) - SHOWN_ROWS),
        "table_url": dataset_url(name, "datasets.table", resource=record.resource),
        "published_url": _published_url(record),
    }


def _heading(record: ContributionRecord) -> str:
    report = record.kind == Kind.REPORT
    headings: dict[State, str] = {
        State.ASKED: _("The moderators ask you something."),
        State.SCHEDULED: _("Thank you. Your suggestion is being decided."),
        State.PUBLISHED: _("Thank you. Your suggestion is published."),
        State.REFUSED: _("Your suggestion was not kept."),
        State.WITHDRAWN: _("You took your suggestion back."),
        State.EXPIRED: _("Your suggestion is closed."),
        State.ALREADY_SO: (
            _("Thank you. What you reported was taken care of.")
            if report
            else _("Thank you. It is published already.")
        ),
    }
    return headings.get(record.state) or str(_("Thank you. Your suggestion is waiting."))


def _status(record: ContributionRecord) -> str:
    """What happens next, in plain words."""
    until = day(record.lapses_at) if record.lapses_at else ""
    words: dict[State, str] = {
        State.ASKED: _("Answer below until %(day)s, or it is closed without being kept.", day=until)
        if until
        else _("Answer below."),
        State.SCHEDULED: _("A moderator has read it. What becomes of it stands here in a moment."),
        State.DECIDING: _("A moderator has accepted it. It is being published."),
        State.WITHDRAWN: _("Nobody will publish it. You may suggest something else at any time."),
        State.REFUSED: _("You may suggest it again, with a source for instance."),
        State.EXPIRED: _(
            "Nobody answered in time. You may suggest it again, with a source for instance."
        ),
        State.ALREADY_SO: _("The table says so already: there was nothing left to change.")
        if record.kind != Kind.REPORT
        else "",
        State.PUBLISHED: "",
    }
    said = _("A moderator of %(name)s reads it, usually within a few days.", name=_where(record))
    return str(words.get(record.state, said))


def _amending(followed: Followed, secret: str) -> Printed | None:
    """How what waits is changed: the words and address of a button, else one sentence."""
    form = url_for("amending.amending", secret=secret)
    file = url_for("amending_files.upload", secret=secret)
    known: dict[Amending, Printed] = {
        Amending.FORM: {"button": _("Change it"), "url": form, "icon": "pencil"},
        Amending.WORDS: {"button": _("Change your words"), "url": form, "icon": "pencil"},
        Amending.FILE: {"button": _("Bring another file in its place"), "url": file}
        | {"icon": "upload"},
        Amending.BRANCH: {
            "text": _(
                "To change it, push to the branch “%(branch)s” again: what you push takes the "
                "place of what waits.",
                branch=followed.branch,
            )
        },
        Amending.ANEW: {"text": _anew(followed.record)},
    }
    return known[followed.amending] if followed.amending else None


def _anew(record: ContributionRecord) -> str:
    if record.kind == Kind.DELETION:
        said = _(
            "To keep the row and correct it instead, take this suggestion back at the foot of this "
            "page, then suggest a change."
        )
    else:
        said = _("To change it, take it back at the foot of this page, then send it anew.")
    return str(said)


def _where(record: ContributionRecord) -> str:
    return record.dataset.workspace_title


def _remark(remark: Remark) -> Printed:
    by = _("You") if remark.speaker == Speaker.CONTRIBUTOR else _("The moderators")
    return {"text": remark.text, "by": f"{by} · {moment(remark.created_at)}"}


def _only_cells(
    changes: list[tuple[str, RowChange]], schemas: Mapping[str, TableSchema]
) -> list[Printed]:
    if len(changes) != 1:
        return []
    resource, change = changes[0]
    return cells(change, schemas.get(resource, NO_SCHEMA))


def _rows(
    patches: Sequence[Patch], schemas: Mapping[str, TableSchema], titles: RowTitles
) -> list[Printed]:
    return [
        _row(change, schemas.get(patch.resource, NO_SCHEMA), titles.get((patch.resource, place)))
        for patch in patches
        for place, change in enumerate(patch.changes[:SHOWN_ROWS])
    ]


def _row(change: RowChange, schema: TableSchema, title: str | None) -> Printed:
    """One row of several: of one that comes or goes, the first cells."""
    told = cells(change, schema)
    shown = told if change.op == "update" else told[:CELLS]
    return {
        "kind": KINDS[change.op],
        "title": title or title_of(change, {}) or ", ".join(change.key or ()),
        "cells": shown,
        "more": more_fields(len(told) - len(shown)),
    }


def _published_url(record: ContributionRecord) -> str:
    if record.published_commit is None:
        return ""
    commit = record.published_commit[:12]
    return dataset_url(record.dataset.name, "history.revision", commit=commit)


def mail_url(record: ContributionRecord, address: str) -> str:
    """A mail to oneself that keeps the address of a receipt."""
    subject = _("My suggestion: %(title)s", title=record.row_label)
    return f"mailto:?{urlencode({'subject': subject, 'body': address}, quote_via=quote)}"
