"""Files as they are stored, at any revision; the commit says whether a reader has them already."""

from collections.abc import Iterable, Iterator, Mapping

from datapatch.tables.field import Field
from datapatch.tables.parts import joined_rows
from datapatch.tables.table import Table
from datapatch.workflow.datasets import open_published
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.reading import described_fields
from datapatch.workflow.snapshot import TableFile
from datapatch.workflow.versions import Version, opened


def read_file(
    instance: Instance, version: Version, resource: str
) -> tuple[TableFile, Iterable[bytes]]:
    """The stored bytes of one table, and where they lie; raises `NotFound`.

    A large table comes part by part, under one header: nobody holds all of it.
    """
    with opened(instance, version) as snapshot:
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
    with opened(instance, version) as snapshot:
        if snapshot.descriptor_path is None:
            return snapshot.package.to_json()
        return snapshot.repository.read_blob(snapshot.files[snapshot.descriptor_path])


def read_schemas(instance: Instance, version: Version) -> Mapping[str, tuple[Field, ...]]:
    """The fields of each table, in the order of its columns."""
    with opened(instance, version) as snapshot:
        return {
            file.name: described_fields(file.schema, snapshot.parted(file.name).fields)
            for file in snapshot.table_files.values()
        }
