"""A repository that has a history becomes a dataset with its past."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from datapatch.accounts.policy import Actor
from datapatch.errors import InvalidInput, NotFound, UnreadableTable
from datapatch.gitstore.adopting import fetch_history
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.gitstore.sizes import sizes_of_blobs
from datapatch.tables.field_identity import identified
from datapatch.tables.infer import Guess, guess, personal_in
from datapatch.tables.notes import Note
from datapatch.tables.package import DataPackage
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.types import DatasetName, Signature
from datapatch.workflow.datasets import head_of, published, snapshot_of
from datapatch.workflow.files import check_size
from datapatch.workflow.imports.checking import ONE, check_width, objections
from datapatch.workflow.imports.describing import (
    ATTRIBUTES,
    ATTRIBUTES_TEXT,
    README,
    Description,
    TableDescription,
    describe,
    readme,
)
from datapatch.workflow.imports.importing import Imported, identifier
from datapatch.workflow.imports.registering import register
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import Outcome, Progress, index_history, reading_progress
from datapatch.workflow.snapshot import DESCRIPTOR, Snapshot, TableFile, usable_key

YAML_DESCRIPTORS = ("datapackage.yaml", "datapackage.yml")

NAMED = N_("Its history names {count} people with their addresses; whoever clones it sees them.")
NAMED_ONE = N_("Its history names one person with their address; whoever clones it sees them.")
HISTORY_SECONDS = 5.0
"""How long the import itself reads the history."""

READ_LATER = N_(
    "Its history is long: {read} of {total} versions are read. The others are read in the "
    "background; the page of changes shows how far that is."
)
DESCRIBED = N_("The tables that {file} describes are shown: {tables}.")
NO_TABLE = N_(
    "{file} describes no CSV file of this repository: there is no table to publish. "
    "Correct its paths, commit, then import again."
)


def adopt_history(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    source: Path,
    description: Description,
    *,
    author: Signature,
    public: bool = True,
    progress: Progress | None = None,
) -> Imported:
    """A git repository or bundle becomes a dataset; its default branch is published as ``main``.

    Names and addresses in the adopted commits stay as they are. What a dataset needs and the
    repository lacks (descriptor, attributes) is added in one commit. ``progress`` is told how far
    the reading of its revisions is, once they are published; a long history is left to a job.
    """
    notes: list[Note] = []

    def fill(repositories: DatasetRepositories) -> None:
        fetch_history(source, repositories)
        with repositories.published as repository:
            notes.append(_who_is_named(repository))
            _complete(instance, repository, name, description, author)
            _check_limits(instance, repository)
        repositories.mirror_main()

    register(instance, actor, name, fill, public=public, now=author.at)
    outcome = index_history(instance, name, progress, seconds=HISTORY_SECONDS)
    if outcome is not Outcome.ALL:
        instance.histories.file(name).note_unread()
        read, total = reading_progress(instance, name)
        notes.append(Note(READ_LATER, {"read": read, "total": total}))
    with published(instance, name) as snapshot:
        notes += _told(instance, snapshot)
        tables = _readable(snapshot)
        personal = [p.field for file, table in tables for p in personal_in(table, file.schema)]
        key = usable_key(*tables[0]) if tables else ()
    return Imported(
        name,
        tuple(notes),
        key,
        tuple(dict.fromkeys(personal)),
        is_read=outcome is Outcome.ALL,
    )


def _check_limits(instance: Instance, repository: Repository) -> None:
    """Raise `LimitExceeded` for what an import of today's files would not take either."""
    snapshot = snapshot_of(instance, repository, head_of(repository))
    sizes = sizes_of_blobs(repository, list(snapshot.files.values()))
    for path, blob in snapshot.files.items():
        check_size(path, sizes[blob], instance.config.limits.file_bytes)
    for file, table in _readable(snapshot):
        check_width(instance, file.path, table)


def _readable(snapshot: Snapshot) -> list[tuple[TableFile, Table]]:
    """The tables that can be read."""
    found = []
    for file in snapshot.table_files.values():
        with suppress(UnreadableTable):
            found.append((file, snapshot.table(file.name)))
    return found


def _who_is_named(repository: Repository) -> Note:
    """How many people the adopted commits name: none of them can be forgotten."""
    revisions = repository.new_revisions(head_of(repository), None)
    people = {(who.name, who.email) for r in revisions for who in (r.author, r.committer)}
    return Note(NAMED if len(people) > 1 else NAMED_ONE, {"count": len(people)})


def _told(instance: Instance, snapshot: Snapshot) -> Iterator[Note]:
    """What describes the tables, and what is odd in them today."""
    tables = ", ".join(snapshot.table_files)
    yield Note(DESCRIBED, {"file": snapshot.descriptor_path, "tables": tables})
    for file in snapshot.table_files.values():
        try:
            yield from objections(instance, file.name, snapshot.table(file.name), file.schema)
        except UnreadableTable as fault:
            yield Note(ONE, {"table": file.name, "fault": fault})


def _complete(
    instance: Instance,
    repository: Repository,
    name: DatasetName,
    description: Description,
    author: Signature,
) -> None:
    head = repository.tip(MAIN)
    if head is None:
        raise NotFound(N_("This repository holds no commit to publish."))
    missing = _missing_files(snapshot_of(instance, repository, head), name, description)
    if not missing:
        return
    message = instance.translate(N_("Describe the tables for Data Patch"))
    commit = repository.commit(
        head, missing, parents=[head], author=author, committer=author, message=message
    )
    repository.advance(MAIN, expected=head, to=commit)


def _missing_files(
    snapshot: Snapshot, name: DatasetName, description: Description
) -> dict[str, bytes | None]:
    missing: dict[str, bytes | None] = {}
    own = snapshot.files.get(ATTRIBUTES)
    attributes = b"" if own is None else snapshot.repository.read_blob(own)
    if ATTRIBUTES_TEXT not in attributes:
        # The last line that fits a file counts.
        above = attributes.rstrip(b"\n") + b"\n" if attributes else b""
        missing[ATTRIBUTES] = above + ATTRIBUTES_TEXT
    if not snapshot.describes_itself:
        path, package = _turned(snapshot) or (DESCRIPTOR, _described(snapshot, name, description))
        missing[path] = package.to_json()
        if not any(path.lower().startswith("readme") for path in snapshot.files):
            missing[README] = readme(package)
    elif not snapshot.table_files:
        raise UnreadableTable(NO_TABLE, file=snapshot.descriptor_path)
    return missing


def _turned(snapshot: Snapshot) -> tuple[str, DataPackage] | None:
    """A descriptor in YAML as the JSON file that every reader knows, and its place."""
    found = [path for path in snapshot.files if PurePosixPath(path).name in YAML_DESCRIPTORS]
    if not found:
        return None
    path = min(found, key=lambda path: (path.count("/"), path))
    data = snapshot.repository.read_blob(snapshot.files[path])
    return str(PurePosixPath(path).with_suffix(".json")), DataPackage.from_yaml(data, path)


def _described(snapshot: Snapshot, name: DatasetName, description: Description) -> DataPackage:
    tables = []
    for file in snapshot.table_files.values():
        understood = _guess(snapshot, file.path)
        if understood is not None:
            schema = identified(understood.schema, file.name)
            table = TableDescription(file.name, file.path, understood.dialect, schema)
            tables.append(replace(table, primary_key=identifier(understood)))
    return describe(name, description, tables)


def _guess(snapshot: Snapshot, path: str) -> Guess | None:
    try:
        understood = guess(snapshot.repository.read_blob(snapshot.files[path]), file=path)
    except InvalidInput:
        # A file that is no table stays in the repository, undescribed.
        return None
    return (
        understood
        if understood.data == snapshot.repository.read_blob(snapshot.files[path])
        else None
    )
