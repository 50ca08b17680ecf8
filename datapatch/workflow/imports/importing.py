"""The first step: files become a dataset, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from datapatch.accounts.policy import Actor
from datapatch.errors import NotFound
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import MAIN
from datapatch.tables.field import Field
from datapatch.tables.field_identity import identified
from datapatch.tables.infer import Guess, guess
from datapatch.tables.notes import Note
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_
from datapatch.types import DatasetName, Signature
from datapatch.workflow.files import check_size
from datapatch.workflow.imports.checking import objections
from datapatch.workflow.imports.describing import (
    ATTRIBUTES,
    ATTRIBUTES_TEXT,
    README,
    Description,
    TableDescription,
    describe,
    readme,
)
from datapatch.workflow.imports.registering import register
from datapatch.workflow.instance import Instance
from datapatch.workflow.naming import slug
from datapatch.workflow.rows.parts import stored
from datapatch.workflow.snapshot import DESCRIPTOR

READ = N_(
    "Read as {encoding}, cells separated by “{delimiter}”, names of the fields in row "
    "{header}: {rows} rows, {fields} fields."
)
READ_WITHOUT_HEADER = N_(
    "Read as {encoding}, cells separated by “{delimiter}”, without names of fields: "
    "{rows} rows, {fields} fields."
)
ONE_COLUMN = N_(
    "There is one column only: nothing in the file is separated by “{delimiter}”. "
    "If that is wrong, import it again without a delimiter."
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was uploaded or named on the command line."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Overrides:
    """Where the producer knows better than the guess.

    ``schema`` takes the place of the one that would be inferred. ``key`` None takes the schema's
    primary key, else an identifier; ``types`` are Table Schema types by field.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    key: tuple[str, ...] | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    schema: TableSchema | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A new dataset, and what the producer should know about it."""

    name: DatasetName
    notes: tuple[Note, ...]
    key: tuple[str, ...]
    personal_fields: tuple[str, ...] = ()
    reading: Note | None = None
    is_read: bool = True
    """Whether what each revision changed is known; a job reads a long history."""


def reading_of(understood: Guess) -> Note:
    """How the bytes were read: what a producer checks first, and corrects when it is wrong."""
    dialect = understood.dialect
    delimiter = dialect.delimiter.replace("\t", "tab")
    data = {
        "encoding": dialect.encoding,
        "delimiter": delimiter,
        "header": dialect.header_row,
        "rows": understood.table.row_count,
        "fields": len(understood.table.fields),
    }
    return Note(READ if dialect.header_row else READ_WITHOUT_HEADER, data)


def understand(instance: Instance, file: SourceFile, overrides: Overrides) -> Guess:
    """What this table seems to be; raises `UnreadableTable` or `LimitExceeded`."""
    limits = instance.config.limits
    check_size(file.name, len(file.data), limits.file_bytes)
    understood = guess(
        file.data,
        encoding=overrides.encoding,
        delimiter=overrides.delimiter,
        header_row=overrides.header_row,
        file=file.name,
        max_fields=limits.fields,
        max_bytes=limits.file_bytes,
    )
    if overrides.delimiter and len(understood.table.fields) == 1:
        note = Note(ONE_COLUMN, {"delimiter": overrides.delimiter})
        return replace(understood, notes=(*understood.notes, note))
    return understood


def chosen_key(understood: Guess, overrides: Overrides) -> tuple[str, ...]:
    """The key that the producer chose, else the schema's, else an identifier, else ().

    Raises `NotFound` for a chosen field that the table lacks.
    """
    if overrides.key is None:
        return _described_key(understood, overrides.schema)
    unknown = [field for field in overrides.key if field not in understood.table.fields]
    if unknown:
        raise NotFound(
            N_("There is no field “{field}” in this table. The fields are: {fields}."),
            field=unknown[0],
            fields=", ".join(understood.table.fields),
        )
    return overrides.key


def _described_key(understood: Guess, schema: TableSchema | None) -> tuple[str, ...]:
    found = identifier(understood)
    if schema is None:
        return found
    if schema.primary_key and set(schema.primary_key) <= set(understood.table.fields):
        return schema.primary_key
    # A schema names fields by position: the field must be the column that was looked at.
    described = zip(understood.table.fields, schema.names, strict=False)
    return found if {(name, name) for name in found} <= set(described) else ()


def identifier(understood: Guess) -> tuple[str, ...]:
    """The best key candidate where it is an identifier; one that is distinct by chance is not."""
    best = understood.key_candidates[:1]
    return best[0].fields if best and best[0].is_identifier else ()


def import_table(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    file: SourceFile,
    description: Description,
    *,
    author: Signature,
    overrides: Overrides | None = None,
    public: bool = True,
) -> Imported:
    """One CSV file becomes a published dataset.

    Raises `BadName`, `UnreadableTable`, `LimitExceeded`, `AlreadyExists` or `Forbidden`; then
    nothing is left of it.
    """
    overrides = overrides or Overrides()
    understood = understand(instance, file, overrides)
    key = chosen_key(understood, overrides)
    resource = slug(PurePosixPath(file.name).name.split(".")[0], "table")
    ending = "tsv" if understood.dialect.delimiter == "\t" else "csv"
    path = f"data/{resource}.{ending}"
    schema = _with_types(overrides.schema or understood.schema, overrides.types)
    if overrides.schema is None:
        schema = identified(schema, resource)
    schema = replace(schema, primary_key=key)
    notes = (*understood.notes, *schema.notes)
    if overrides.schema:
        notes += objections(instance, resource, understood.table, schema)
    package = describe(
        name, description, [TableDescription(resource, path, understood.dialect, schema, key)]
    )
    kept = stored(package.resources[0], understood.table, key, instance.config.parts)
    if kept is not None:
        package = replace(package, resources=(kept.resource,))
    files = {
        **({path: understood.data} if kept is None else kept.files),
        DESCRIPTOR: package.to_json(),
        README: readme(package),
        ATTRIBUTES: ATTRIBUTES_TEXT,
    }
    message = instance.translate(N_("Import {file}")).format(file=PurePosixPath(file.name).name)
    create_dataset(instance, actor, name, files, author=author, message=message, public=public)
    personal = tuple(found.field for found in understood.personal_fields)
    return Imported(name, notes, key, personal, reading_of(understood))


def _with_types(schema: TableSchema, types: Mapping[str, str]) -> TableSchema:
    """The schema with the types that the producer chose; other properties of those fields go."""
    fields = (
        Field.from_descriptor({"name": f.name, "type": types[f.name]})
        if types.get(f.name, f.type) != f.type
        else f
        for f in schema.fields
    )
    return replace(schema, fields=tuple(fields))


def create_dataset(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    files: Mapping[str, bytes | None],
    *,
    author: Signature,
    message: str,
    public: bool,
) -> None:
    """A new dataset whose first revision holds ``files``."""

    def fill(repositories: DatasetRepositories) -> None:
        with repositories.published as repository:
            commit = repository.commit(
                None, files, parents=[], author=author, committer=author, message=message
            )
            repository.advance(MAIN, expected=None, to=commit)
        repositories.mirror_main()

    register(instance, actor, name, fill, public=public, now=author.at)
