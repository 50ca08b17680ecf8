"""Files as they are stored, at any revision; the commit says whether a reader has them already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from datapatch.accounts.policy import Actor
from datapatch.tables.field import Field
from datapatch.tables.parts import joined_rows
from datapatch.tables.table import Table
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import DatasetRecord, at_revision, find_dataset, open_published
from datapatch.workflow.instance import Instance
from datapatch.workflow.reading import described_fields, revision_of
from datapatch.workflow.snapshot import TableFile


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a dataset; ``fixed`` when it was asked for by its full, lasting name."""

    record: DatasetRecord
    commit: CommitId
    fixed: bool


def read_version(instance: Instance, actor: Actor, name: DatasetName, at: str = "") -> Version:
    """The revision that ``at`` means, the published one without it; raises `NotFound`."""
    record = find_dataset(instance, actor, name)
    with revision_of(instance, name, at) as snapshot:
        return Version(record, snapshot.commit, fixed=at == snapshot.commit)


def read_file(
    instance: Instance, version: Version, resource: str
) -> tuple[TableFile, Iterable[bytes]]:
    """The stored bytes of one table, and where they lie; raises `NotFound`.

    A large table comes part by part, under one header: nobody holds all of it.
    """
    with at_revision(instance, version.record.name, version.commit) as snapshot:
        file = snapshot.table_file(resource)
        if len(file.parts) == 1:
            return file, [snapshot.read(file.path)]
        # What cannot be joined is told before the first byte is sent.
        snapshot.parted(resource)
    return file, _joined(instance, version, file)


def _joined(instance: Instance, version: Version, file: TableFile) -> Iterator[bytes]:
    with open_published(instance, version.record.name) as repository:
        dialect = file.resource.dialect
        yield from joined_rows(
            Table.parse(repository.read_blob(blob), dialect) for blob in file.blobs
        )


def read_descriptor(instance: Instance, version: Version) -> bytes:
    """The stored ``datapackage.json``; one made from what is there when a revision has none."""
    with at_revision(instance, version.record.name, version.commit) as snapshot:
        if snapshot.descriptor_path is None:
            return snapshot.package.to_json()
        return snapshot.repository.read_blob(snapshot.files[snapshot.descriptor_path])


def read_schemas(instance: Instance, version: Version) -> Mapping[str, tuple[Field, ...]]:
    """The fields of each table, in the order of its columns."""
    with at_revision(instance, version.record.name, version.commit) as snapshot:
        return {
            file.name: described_fields(file.schema, snapshot.parted(file.name).fields)
            for file in snapshot.table_files.values()
        }
