"""Names that appear in addresses: workspaces, datasets, resources."""

import re

from slugify import slugify

from datapatch.errors import BadName
from datapatch.translation import N_
from datapatch.types import DatasetName

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")

RESERVED = frozenset(
    (
        *("about", "account", "admin", "api", "catalog", "contributions", "data", "docs", "health"),
        *("login", "logout", "new", "queue", "receipts", "review", "search", "static"),
        *("styleguide", "technical", "workspaces"),
    )
)
"""First words of addresses that mean something else than a workspace."""


def check_slug(text: str) -> str:
    """``text`` when it can be a name; raises `BadName`."""
    if text in RESERVED:
        raise BadName(
            N_("“{name}” cannot be a name: it stands for a page of this server. Choose another."),
            name=text,
        )
    if not SLUG.fullmatch(text):
        raise BadName(name=text)
    return text


def dataset_name(workspace: str, name: str) -> DatasetName:
    """The checked address of a dataset; raises `BadName`."""
    return DatasetName(check_slug(workspace), check_slug(name))


def slug(text: str, fallback: str) -> str:
    """A name made from a title or file name: "Lieux d'aide" gives "lieux-d-aide"."""
    made = slugify(text, max_length=60, word_boundary=True)
    return made if SLUG.fullmatch(made) and made not in RESERVED else fallback
