"""Schemas and dialects that a descriptor keeps in files of their own, inside the package."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from datapatch.errors import BadDescriptor
from datapatch.tables import paths
from datapatch.tables.descriptors import read_json, thaw
from datapatch.tables.dialect import Dialect
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema


def schema_reference(resource: Resource) -> str:
    """The file with the schema of ``resource``; empty when it is described in place, or elsewhere.

    An address is never followed.
    """
    return resource.schema_path if paths.is_local(resource.schema_path) else ""


def dialect_reference(resource: Resource) -> str:
    """The file with the dialect of ``resource``; empty as for its schema."""
    given = resource.descriptor.get("dialect")
    return given if isinstance(given, str) and paths.is_local(given) else ""


def read_dialect_file(data: bytes, path: str, resource: Resource) -> Dialect:
    """The dialect in a file, for ``resource``; raises `BadDescriptor`."""
    described: dict[str, object] = {"delimiter": resource.dialect.delimiter}
    described |= {name: thaw(value) for name, value in read_json(data, path).items()}
    return Dialect.from_descriptor(described, resource.encoding)


def resolved(resource: Resource, read: Callable[[str], bytes | None]) -> Resource:
    """``resource`` with the schema and dialect that it points at, as far as they can be read.

    ``read`` gives the bytes of a file of the package, None when there is none.
    """
    if (path := schema_reference(resource)) and (data := read(path)) is not None:
        with suppress(BadDescriptor):
            resource = replace(resource, schema=TableSchema.from_json(data, path), schema_path="")
    if (path := dialect_reference(resource)) and (data := read(path)) is not None:
        with suppress(BadDescriptor):
            resource = replace(resource, dialect=read_dialect_file(data, path, resource))
    return resource
