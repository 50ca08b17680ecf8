"""What contributors say of themselves and of what they know: all of it optional."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from flask_babel import gettext as _

from datapatch.db.addresses import email_address
from datapatch.errors import InvalidInput
from datapatch.translation import Translate
from datapatch.workflow.proposals.contributing import Contributor

TRAP = "topic"
"""The field that people do not see. No browser fills in a field of this name by itself."""

LONGEST = {"source": 1_000, "message": 5_000, "public_name": 100, "email": 254}
"""Characters that may be written into each field."""

OTHER = "other"
_MAIL_ADDRESS = re.compile(r"\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True)
class About:
    """The fields below the cells, as they were typed.

    ``how`` the contributor knows is one of `ways_to_know`; ``what`` happened to a row that is gone
    one of `endings`.
    """

    how: str = ""
    source: str = ""
    message: str = ""
    public_name: str = ""
    email: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one input, by its name; with the whole form without one."""

    name: str
    label: str
    sentence: str


def ways_to_know() -> dict[str, str]:
    """How somebody may know, most telling first: what is sent, and its words."""
    return {
        "work": _("I work there"),
        "visit": _("I went there"),
        "web": _("I saw it on the web"),
        OTHER: _("In another way"),
    }


def endings() -> dict[str, str]:
    """What may have happened to a row that is gone."""
    return {
        "closed": _("It closed for good"),
        "moved": _("It moved away"),
        "twice": _("It is listed twice"),
        OTHER: _("Something else"),
    }


def about_labels() -> dict[str, str]:
    """What the fields are called."""
    return {
        "how": _("How do you know?"),
        "source": _("A link, or a few words"),
        "message": _("A word to the moderator"),
        "public_name": _("Your name"),
        "email": _("Your e-mail"),
        "what": _("What happened?"),
    }


def read_about(form: Mapping[str, str]) -> About:
    """What was typed below the cells."""
    return About(**{f.name: form.get(f.name, "").strip() for f in fields(About)})


def is_trapped(form: Mapping[str, str]) -> bool:
    """Whether something filled in the field that people do not see."""
    return bool(form.get(TRAP, "").strip())


def about_problems(about: About, translate: Translate) -> list[Problem]:
    """What cannot be taken as it is, in the order of the form."""
    labels = about_labels()
    found = [
        Problem(name, labels[name], _("Write at most %(most)s characters.", most=most))
        for name, most in LONGEST.items()
        if len(getattr(about, name)) > most
    ]
    if _MAIL_ADDRESS.search(about.public_name):
        said = _("This name is shown and stays for good: do not write an address here.")
        found.append(Problem("public_name", labels["public_name"], said))
    if about.email and len(about.email) <= LONGEST["email"]:
        try:
            email_address(about.email)
        except InvalidInput as error:
            found.append(Problem("email", labels["email"], error.sentence(translate)))
    return found


def contributor_of(about: About, language: str, person_id: int | None) -> Contributor:
    """The contributor, in the words of the form; ``source`` says how they know."""
    known = _in_words(about.how, ways_to_know())
    return Contributor(
        name=about.public_name,
        email=about.email,
        message=". ".join(filter(None, (_in_words(about.what, endings()), about.message))),
        source=" · ".join(filter(None, (known, about.source))),
        language=language,
        person_id=person_id,
    )


def _in_words(chosen: str, offered: Mapping[str, str]) -> str:
    return "" if chosen == OTHER else offered.get(chosen, "")
