"""Repositories packed off the path of any request: those where it is due, or one on demand."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from datapatch.db.models import Dataset
from datapatch.errors import NotFound
from datapatch.gitstore.maintaining import is_due, maintain, stored
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import record_of
from datapatch.workflow.instance import Instance

_NO_DATASET = N_("There is no dataset {name} here.")


@dataclass(frozen=True, slots=True)
class Packed:
    """A dataset whose repositories were packed: the bytes of their objects before and after."""

    name: DatasetName
    before: int
    after: int


def pack_dataset(instance: Instance, name: DatasetName) -> Packed:
    """Pack the repositories of one dataset; raises `NotFound`, `Unavailable`.

    Nobody who reads, pushes or publishes meanwhile has to wait.
    """
    with instance.repositories(name) as pair:
        if not pair.exists():
            raise NotFound(_NO_DATASET, name=name)
        paths = (pair.published_path, pair.review_path)
        before = sum(stored(path).size for path in paths)
        maintain(pair)
        return Packed(name, before, sum(stored(path).size for path in paths))


def pack_if_due(instance: Instance, name: DatasetName) -> None:
    """`pack_dataset`, unless somebody was faster or the dataset is gone."""
    with instance.repositories(name) as pair:
        due = pair.exists() and is_due(pair)
    if due:
        pack_dataset(instance, name)


def due_for_packing(instance: Instance) -> Iterator[DatasetName]:
    """The datasets whose repositories hold many loose objects or packs."""
    for name in every_dataset(instance):
        with instance.repositories(name) as pair:
            if pair.exists() and is_due(pair):
                yield name


def every_dataset(instance: Instance) -> tuple[DatasetName, ...]:
    """The name of each dataset, private ones as well."""
    with instance.database.reading() as session:
        return tuple(record_of(row).name for row in session.scalars(select(Dataset)))
