"""Indexing the rows of large tables ahead of their readers, and removing what nobody needs."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.repository import MAIN
from datapatch.index.stored_rows import StoredRows
from datapatch.types import DatasetName
from datapatch.workflow.datasets import open_published, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.maintaining import every_dataset
from datapatch.workflow.rows.table_rows import indexed_table, table_rows
from datapatch.workflow.snapshot import Snapshot

SWEPT = "swept"
EVERY = timedelta(days=1)
"""How often old files are removed, and how old they are then: somebody may be reading them."""


def due_for_indexing(instance: Instance) -> Iterator[DatasetName]:
    """The datasets whose published version nobody has indexed yet."""
    for name in every_dataset(instance):
        try:
            with open_published(instance, name) as repository:
                head = repository.tip(MAIN)
        except NotFound:
            continue
        if head is not None and instance.rows.catalog.noted(_head_of(name)) != head:
            yield name


def index_published_rows(instance: Instance, name: DatasetName) -> None:
    """Make what questions about the published tables of ``name`` are answered from.

    What did not change is made already. A table that cannot be read is left to its readers.
    """
    try:
        with published(instance, name) as snapshot:
            for resource in snapshot.table_files:
                with suppress(DataPatchError):
                    _index(instance, snapshot, resource)
            head = snapshot.commit
    except NotFound:
        return  # gone meanwhile
    instance.rows.catalog.note(_head_of(name), head)


def _index(instance: Instance, snapshot: Snapshot, resource: str) -> None:
    table = table_rows(instance, snapshot, resource)
    if isinstance(table.rows, StoredRows):
        instance.rows.tidy(indexed_table(snapshot, table.file))
        table_rows(instance, snapshot, resource).prepare()


def sweep_rows(instance: Instance, *, now: datetime) -> int:
    """Once a day, remove files that no published table needs; how many."""
    catalog = instance.rows.catalog
    last = catalog.noted(SWEPT)
    if last and now - datetime.fromisoformat(last) < EVERY:
        return 0
    catalog.note(SWEPT, now.isoformat())
    used = {used for name in every_dataset(instance) for used in _used(instance, name)}
    return instance.rows.sweep(used, before=now - EVERY)


def _used(instance: Instance, name: DatasetName) -> Iterator[str]:
    """What the published tables of ``name`` are answered from."""
    try:
        with published(instance, name) as snapshot:
            for file in snapshot.table_files.values():
                layout = instance.rows.known_layout(indexed_table(snapshot, file))
                if layout is not None:
                    yield from (layout.name, *layout.files)
    except DataPatchError:
        return


def _head_of(name: DatasetName) -> str:
    return f"head:{name}"
