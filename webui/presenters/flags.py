"""What the abuse checks noticed, in words: flags explain, they never decide."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.workflow.abuse.vetting import Flag


def flag_name(name: str) -> str:
    """A flag in few words, for lists."""
    return str(_names().get(name, name.replace("-", " ")))


def flag_words(flag: Flag) -> str:
    """A flag with its detail."""
    words = flag_name(flag.name)
    return f"{words} ({flag.detail})" if flag.detail else words


def _names() -> Mapping[str, str]:
    return {
        "territory": _("outside the territory"),
        "burst": _("many in a short time"),
        "links": _("a new link"),
        "duplicate": _("looks like one that is there already"),
        "deletion": _("removes rows"),
        "listed-twice": _("two rows of one place become one"),
        "unproven": _("sent without the proof that a browser makes"),
    }
