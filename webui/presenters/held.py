"""What is held about somebody, in words: the part that people can read of the whole file."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _

from datapatch.db.models import Role, Verdict
from datapatch.workflow.privacy.held import Held
from webui.context import LANGUAGE_NAMES
from webui.presenters.notices import rhythms
from webui.words import moment

Printed = Mapping[str, object]


def held_page(held: Held, *, file_url: str, back_url: str) -> dict[str, object]:
    """What the page prints; what only machines use stands in the file alone."""
    titles, labels = _titles(), _labels()
    return {
        "groups": [
            {"title": title, "entries": _entries(held[name], labels)}
            for name, title in titles.items()
            if held.get(name)
        ],
        "file_url": file_url,
        "back_url": back_url,
    }


def _entries(found: object, labels: Mapping[str, str]) -> list[list[Printed]]:
    records = [found] if isinstance(found, Mapping) else found
    if not isinstance(records, Sequence):
        return []
    return [_facts(record, labels) for record in records if isinstance(record, Mapping)]


def _facts(record: Mapping[str, object], labels: Mapping[str, str]) -> list[Printed]:
    told: list[Printed] = [
        {"label": label, "value": _value(name, record[name])}
        for name, label in labels.items()
        if record.get(name) not in (None, "", [])
    ]
    said = record.get("remarks")
    for remark in said if isinstance(said, Sequence) else ():
        told.append({"label": _("What was said"), "value": str(remark["text"])})
    return told


def _value(name: str, value: object) -> str:
    if name in ("role", "rhythm", "language", "verdict"):
        return _words().get(str(value), str(value))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    try:
        return moment(datetime.fromisoformat(str(value))) if "T" in str(value) else str(value)
    except ValueError:
        return str(value)


def _words() -> dict[str, str]:
    rhythms_in_words = {str(one["value"]): str(one["label"]) for one in rhythms()}
    roles: dict[str, str] = {
        Role.OWNER: _("Owner"),
        Role.EDITOR: _("Editor"),
        Role.MODERATOR: _("Moderator"),
    }
    verdicts: dict[str, str] = {
        Verdict.ACCEPT: _("accepted"),
        Verdict.REFUSE: _("refused"),
        Verdict.ASK: _("asked back"),
    }
    return {**rhythms_in_words, **roles, **verdicts, **LANGUAGE_NAMES}


def _titles() -> dict[str, str]:
    return {
        "account": _("Your account"),
        "memberships": _("Your roles"),
        "contributions": _("What you sent"),
        "decisions": _("What you decided"),
        "remarks": _("What you said about contributions"),
        "mails": _("Mails to you"),
        "notices": _("Your notices"),
        "saved_filters": _("Your saved filters"),
        "tokens": _("Your tokens"),
    }


def _labels() -> dict[str, str]:
    """The columns that mean something to a person, in the order in which they are told."""
    return {
        "login": _("Login"),
        "public_name": _("Public name"),
        "author_name": _("Your name"),
        "email": _("E-mail address"),
        "recipient": _("E-mail address"),
        "subject": _("Subject"),
        "name": _("Name"),
        "label": _("Name"),
        "row_label": _("About"),
        "message": _("Your words"),
        "source": _("Your source"),
        "words": _("Your words"),
        "text": _("Words"),
        "role": _("Role"),
        "language": _("Language"),
        "rhythm": _("Rhythm of mails"),
        "verdict": _("Verdict"),
        "created_at": _("Date"),
        "sent_at": _("Sent on"),
        "last_used_at": _("Last used on"),
        "seen_at": _("Seen on"),
        "erase_contact_after": _("The address is erased after"),
    }
