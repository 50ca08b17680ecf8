"""The files that make a repository a dataset: datapackage.json, README.md, .gitattributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from datapatch.errors import InvalidInput
from datapatch.tables.dialect import Dialect
from datapatch.tables.licences import LICENCES, licence
from datapatch.tables.package import DataPackage
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_
from datapatch.types import DatasetName

README = "README.md"
ATTRIBUTES = ".gitattributes"
ATTRIBUTES_TEXT = b"""\
# Keep every byte of the tables, whatever the clone's settings for line ends.
*.csv -text diff=datapatch merge=datapatch
*.tsv -text diff=datapatch merge=datapatch
"""

FEW = 3
"""Files of one table that a README names one by one."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a producer says of a dataset. The contact is published: an organisation's, at best."""

    title: str
    description: str = ""
    licence: str = "etalab-2.0"
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True, slots=True)
class TableDescription:
    """One table to describe: where it lies, how it is written, what its fields are."""

    name: str
    path: str
    dialect: Dialect
    schema: TableSchema
    primary_key: tuple[str, ...] = ()
    title: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


def describe(
    name: DatasetName, description: Description, tables: Sequence[TableDescription]
) -> DataPackage:
    """The Data Package descriptor of these tables; raises `InvalidInput` for an unknown licence.

    Source: https://specs.frictionlessdata.io/data-package/
    """
    descriptor: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": name.name,
        "title": description.title,
    }
    if description.description:
        descriptor["description"] = description.description
    descriptor["licenses"] = [_licence(description.licence)]
    if description.contact_name or description.contact_email:
        descriptor["contributors"] = [_contact(description)]
    descriptor["resources"] = [_resource(table) for table in tables]
    return DataPackage.from_descriptor(descriptor)


def readme(package: DataPackage) -> bytes:
    """A README.md for people who meet the repository outside Data Patch."""
    lines = [f"# {package.title or package.name}", ""]
    if package.description:
        lines += [package.description, ""]
    lines += [f"- `{place}`" for resource in package.resources for place in _places(resource)]
    lines += ["", "Described by `datapackage.json` (Frictionless Data Package).", ""]
    return "\n".join(lines).encode()


def _places(resource: Resource) -> Sequence[str]:
    """The files of a resource; of many parts, the folder that they lie in."""
    folders = {str(PurePosixPath(path).parent) for path in resource.paths}
    many = len(resource.paths) > FEW and len(folders) == 1 and folders != {"."}
    return [f"{folder}/" for folder in folders] if many else resource.paths


def _licence(name: str) -> dict[str, str]:
    known = licence(name)
    if known is None:
        raise InvalidInput(
            N_("“{licence}” is not a licence known here. Choose one of these: {licences}."),
            licence=name,
            licences=", ".join(item.name for item in LICENCES),
        )
    return {"name": known.name, "title": known.title, "path": known.path}


def _contact(description: Description) -> dict[str, str]:
    entry = {
        "role": "contact",
        "title": description.contact_name,
        "email": description.contact_email,
    }
    return {name: value for name, value in entry.items() if value}


def _resource(table: TableDescription) -> dict[str, object]:
    schema = dict(table.schema.to_descriptor())
    if table.primary_key:
        key = table.primary_key
        schema["primaryKey"] = key[0] if len(key) == 1 else list(key)
    resource: dict[str, object] = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": table.path,
        "format": table.path.rsplit(".", 1)[-1],
        "encoding": table.dialect.encoding,
        "dialect": table.dialect.to_descriptor(),
        "schema": schema,
    }
    return {name: value for name, value in resource.items() if value not in ("", {})} | dict(
        table.extra
    )
