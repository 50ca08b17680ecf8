"""Reading a whole history ahead of its first visitor: what each revision changed, once."""

from collections.abc import Callable

from datapatch.types import DatasetName
from datapatch.workflow.datasets import head_of, open_published, snapshot_of
from datapatch.workflow.heatmaps import table_heat
from datapatch.workflow.history import read_entries
from datapatch.workflow.instance import Instance

Progress = Callable[[int, int], None]
"""Is told how many revisions are read, and of how many."""


def index_history(instance: Instance, name: DatasetName, progress: Progress | None = None) -> int:
    """Make out and keep what every published revision changed; how many revisions there are.

    What is known already is not read again, so that an interrupted run is taken up where it ended.
    """
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        revisions = list(repository.first_parents(head.commit))
        entries = []
        for entry in read_entries(instance, head, revisions, read_at_once=None):
            entries.append(entry)
            if progress is not None:
                progress(len(entries), len(revisions))
        tables = tuple(head.table_files)
    for resource in tables:
        table_heat(instance, entries, resource)
    return len(entries)
