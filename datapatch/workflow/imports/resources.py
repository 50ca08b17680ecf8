"""One resource of a package from a folder: its files, how they are read, and what is odd."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from datapatch.errors import (
    BadDescriptor,
    DataPatchError,
    InvalidInput,
    LimitExceeded,
    UnreadableTable,
)
from datapatch.tables.dialect import Dialect
from datapatch.tables.field_identity import identified
from datapatch.tables.infer import Guess, guess, infer_schema, personal_in
from datapatch.tables.notes import Note
from datapatch.tables.parts import read_parts
from datapatch.tables.regularity import irregularities
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.workflow.files import read_file
from datapatch.workflow.imports.checking import ONE, check_width, objections
from datapatch.workflow.imports.references import (
    dialect_reference,
    read_dialect_file,
    schema_reference,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.parts import stored
from datapatch.workflow.snapshot import TABLE_ENDINGS

MISSING = N_("{resource}: the file {path} is missing.")
JOINED = N_("{resource}: its {count} files were joined in {path}; later headers were left out.")
APART = N_("{resource}: its {count} files have different headers; they are kept, and not shown.")
CUT = N_("{resource}: {path} is large; it is kept in {count} parts, which every reader joins.")
INFERRED = N_("{resource}: it had no schema; one was made from its content.")
READ_AS = N_("{resource}: {path} is not written in {declared}; it is read in {encoding}.")


@dataclass(frozen=True, slots=True)
class ReadResource:
    """A resource as it will be described and stored. ``table`` is None when it has no rows here."""

    resource: Resource
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    table: Table | None = None
    key: tuple[str, ...] = ()
    personal_fields: tuple[str, ...] = ()


def read_resource(instance: Instance, folder: Path, resource: Resource) -> ReadResource:
    """Read what lies beside the descriptor; nothing is fetched, and no fault refuses the resource.

    Raises `LimitExceeded` for what is past the limits of this instance.
    """
    if not resource.is_local:
        return ReadResource(resource)
    reading = _Reading(instance, folder, resource)
    reading.read_files()
    reading.join_parts()
    if reading.is_table:
        reading.read_references()
        reading.read_table()
        reading.keep_in_parts()
    return reading.result()


class _Reading:
    """What is known of one resource, step by step."""

    def __init__(self, instance: Instance, folder: Path, resource: Resource) -> None:
        self._instance, self._folder, self._resource = instance, folder, resource
        self._files: dict[str, bytes] = {}
        self._notes: list[Note] = []
        self._schema = resource.schema
        self._dialect = resource.dialect
        self._is_described = isinstance(resource.descriptor.get("dialect"), Mapping)
        self._table: Table | None = None
        self._guess: Guess | None = None

    def result(self) -> ReadResource:
        """What was read."""
        read = ReadResource(self._resource, self._files, tuple(self._notes), self._table)
        if self._table is None or self._schema is None:
            return read
        personal = tuple(found.field for found in personal_in(self._table, self._schema))
        return replace(read, key=self._schema.primary_key, personal_fields=personal)

    def read_files(self) -> None:
        """The files that are there; the others are told."""
        for path in self._resource.paths:
            data = self._read(path)
            if data is None:
                self._note(MISSING, path=path)
            else:
                self._files[path] = data

    def join_parts(self) -> None:
        """A table in several files becomes one."""
        found = self._resource.paths
        if len(found) < 2 or set(found) != set(self._files) or not found[0].endswith(TABLE_ENDINGS):
            return
        try:
            joined = read_parts([self._files[path] for path in found], self._dialect)
        except UnreadableTable:
            self._resource = self._resource.stored("separate")
            self._note(APART, count=len(found))
            return
        self._files = {found[0]: joined.data}
        self._resource = replace(self._resource, paths=found[:1])
        self._note(JOINED, count=len(found), path=found[0])

    @property
    def is_table(self) -> bool:
        """Whether it is one file of rows."""
        path = self._resource.path
        one = len(self._resource.paths) == 1 and path in self._files
        return one and path.lower().endswith(TABLE_ENDINGS)

    def read_references(self) -> None:
        """A schema and a dialect that lie in files of their own."""
        path, other = schema_reference(self._resource), dialect_reference(self._resource)
        try:
            if data := self._reference(path):
                schema = TableSchema.from_json(data, path)
                self._schema = schema if schema.fields else None
            if data := self._reference(other):
                self._dialect = read_dialect_file(data, other, self._resource)
                self._is_described = True
        except BadDescriptor as fault:
            self._tell(fault)

    def read_table(self) -> None:
        """Its rows, in the dialect that is described, else in the one that they seem to have."""
        path = self._resource.path
        try:
            table = Table.parse(self._files[path], self._dialect)
        except UnreadableTable:
            self._guess_anew(was_readable=False)
        else:
            # A file that holds nothing has no fields: the guess says so.
            self._table = table if table.fields else None
            if self._table is None or self._is_doubtful(table):
                self._guess_anew(was_readable=True)
        if self._table is not None:
            check_width(self._instance, path, self._table)
            self._judge(self._table)

    def keep_in_parts(self) -> None:
        """A large table is kept in parts, whatever its files were."""
        if self._table is None or self._schema is None:
            return
        sizes, key = self._instance.config.parts, self._schema.primary_key
        kept = stored(self._resource, self._table, key, sizes)
        if kept is not None:
            self._note(CUT, path=self._resource.path, count=len(kept.files))
            del self._files[self._resource.path]
            self._files |= kept.files
            self._resource = kept.resource

    def _is_doubtful(self, table: Table) -> bool:
        """Whether nobody said how it is written, and the ordinary way finds none of its fields."""
        if self._is_described:
            return False
        return self._schema is None or set(self._schema.names).isdisjoint(table.fields)

    def _guess_anew(self, *, was_readable: bool) -> None:
        path, limits = self._resource.path, self._instance.config.limits
        data = self._files[path]
        try:
            found = guess(data, file=path, max_fields=limits.fields, max_bytes=limits.file_bytes)
        except LimitExceeded:
            raise
        except InvalidInput as fault:
            self._tell(fault)
            return
        if found.data == data and not was_readable:
            declared, encoding = self._dialect.encoding, found.dialect.encoding
            self._note(READ_AS, path=path, declared=declared, encoding=encoding)
        self._guess, self._table, self._files[path] = found, found.table, found.data
        if _says(found.dialect) != _says(self._dialect):
            encoding = found.dialect.encoding
            self._resource = replace(self._resource, dialect=found.dialect, encoding=encoding)

    def _judge(self, table: Table) -> None:
        """What is odd, and what the schema objects to; without one, a schema of its own."""
        odd = self._guess.notes if self._guess else irregularities(table)
        self._notes += map(self._labelled, odd)
        if self._schema is not None:
            name = self._resource.name
            self._notes += objections(self._instance, name, table, self._schema)
            return
        schema = self._guess.schema if self._guess else infer_schema(table)
        self._schema = identified(schema, self._resource.name)
        self._resource = replace(self._resource, schema=self._schema, schema_path="")
        self._note(INFERRED)

    def _reference(self, path: str) -> bytes | None:
        """The bytes of a file that the descriptor points at, which is kept beside the table."""
        if not path:
            return None
        data = self._read(path)
        if data is None:
            self._note(MISSING, path=path)
        else:
            self._files[path] = data
        return data

    def _read(self, path: str) -> bytes | None:
        target = (self._folder / path).resolve()
        # A link in the folder could lead out of it.
        if not target.is_relative_to(self._folder.resolve()) or not target.is_file():
            return None
        return read_file(self._instance, target, path)

    def _note(self, template: str, **data: object) -> None:
        self._notes.append(Note(template, {"resource": self._resource.name, **data}))

    def _tell(self, fault: DataPatchError) -> None:
        self._notes.append(Note(ONE, {"table": self._resource.name, "fault": fault}))

    def _labelled(self, note: Note) -> Note:
        return Note(ONE, {"table": self._resource.name, "fault": note})


def _says(dialect: Dialect) -> tuple[object, ...]:
    """What a descriptor says of a dialect."""
    return dialect.encoding.lower(), dialect.to_descriptor()
