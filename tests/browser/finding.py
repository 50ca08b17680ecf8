"""Rows of the sample that a test may change: each has a name of its own, and a telephone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from datapatch.workflow.datasets import published
from datapatch.workflow.rows.labelling import cells_of, label
from tests.browser.sites import DATASET, LIEUX, Site

FIRST = 300
"""Rows before this one are for the showcase and the pictures."""


@dataclass(frozen=True)
class Place:
    """A row: its key, what it is called, how lists call it."""

    key: str
    name: str
    label: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{DATASET}/rows/lieux/{self.key}"


@cache
def places(site: Site) -> Sequence[Place]:
    """The rows that may be changed, as they were when the run began."""
    with published(site.instance, LIEUX) as snapshot:
        table = snapshot.table("lieux")
        rows = [cells_of(table, number) for number in range(FIRST, table.row_count)]
        position = table.position("nom")
        names = Counter(table.values(n)[position] for n in range(table.row_count))
    return [
        Place(row["id"], row["nom"], label(row))
        for row in rows
        if names[row["nom"]] < 2 and row["telephone"]
    ]


def place(site: Site, number: int) -> Place:
    """One of them."""
    return places(site)[number]
