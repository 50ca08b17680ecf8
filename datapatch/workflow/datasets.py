"""Finding datasets: what an actor may see, and the door that every other step goes through."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, func, select

from datapatch.accounts.actors import dataset_facts
from datapatch.accounts.policy import Action, Actor, DatasetFacts, may, require
from datapatch.db.models import Contribution, Dataset, State, Workspace
from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.tables.package import DataPackage
from datapatch.tables.schema import TableSchema
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributors.withdrawn_names import shown_author
from datapatch.workflow.instance import Instance
from datapatch.workflow.snapshot import Snapshot

# Made once: to make it takes as long as to ask it, and everything asks it.
_BY_NAME = (
    select(
        *(Dataset.id, Dataset.public, Dataset.show_pending, Dataset.settings),
        *(Workspace.slug, Workspace.title),
    )
    .join(Dataset.workspace)
    .where(Workspace.slug == bindparam("workspace"), Dataset.name == bindparam("name"))
)


@dataclass(frozen=True, slots=True)
class DatasetRecord:
    """What the database knows of a dataset; ``settings`` are read by `preferences`."""

    id: int
    name: DatasetName
    workspace_title: str
    facts: DatasetFacts
    settings: Mapping[str, object] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class DatasetSummary:
    """One line of the catalogue. ``broken`` says why a repository cannot be read, if so."""

    record: DatasetRecord
    title: str
    description: str
    rows: int
    waiting: int
    changed_at: datetime | None = None
    changed_by: str = ""
    broken: str = ""


def record_of(dataset: Dataset) -> DatasetRecord:
    """The plain value of a database row."""
    return DatasetRecord(
        id=dataset.id,
        name=dataset.address,
        workspace_title=dataset.workspace.title,
        facts=dataset_facts(dataset),
        settings=MappingProxyType(dict(dataset.settings)),
    )


def find_dataset(
    instance: Instance, actor: Actor, name: DatasetName, action: Action = Action.READ
) -> DatasetRecord:
    """The dataset, if ``actor`` may do ``action`` there; raises `NotFound` or `Forbidden`."""
    record = _look_up(instance, name)
    if record is None or not may(actor, Action.READ, record.facts):
        raise NotFound
    require(actor, action, record.facts)
    return record


def _look_up(instance: Instance, name: DatasetName) -> DatasetRecord | None:
    asked = {"workspace": name.workspace, "name": name.name}
    with instance.database.looking_up() as connection:
        found = connection.execute(_BY_NAME, asked).one_or_none()
    if found is None:
        return None
    number, public, show_pending, settings, workspace, title = found
    facts = DatasetFacts(workspace, public, show_pending)
    return DatasetRecord(number, name, title, facts, MappingProxyType(dict(settings)))


def list_datasets(
    instance: Instance, actor: Actor, workspace: str = ""
) -> tuple[DatasetSummary, ...]:
    """The datasets that ``actor`` may read, by workspace and name; all, or one workspace's."""
    waiting = (
        select(func.count())
        .where(Contribution.dataset_id == Dataset.id, Contribution.state == State.OPEN)
        .scalar_subquery()
    )
    query = select(Dataset, waiting).join(Dataset.workspace).order_by(Workspace.slug, Dataset.name)
    if workspace:
        query = query.where(Workspace.slug == workspace)
    with instance.database.reading() as session:
        found = [(record_of(dataset), count) for dataset, count in session.execute(query)]
    return tuple(
        _summary(instance, record, count)
        for record, count in found
        if may(actor, Action.READ, record.facts)
    )


def dataset_titles(instance: Instance, actor: Actor) -> dict[DatasetName, str]:
    """The title of each dataset that ``actor`` may read."""
    return {s.record.name: s.title for s in list_datasets(instance, actor)}


def schemas_of(instance: Instance, name: DatasetName) -> dict[str, TableSchema]:
    """The published schema of each table, by resource."""
    with published(instance, name) as snapshot:
        return {file.name: file.schema for file in snapshot.table_files.values()}


@contextmanager
def published(instance: Instance, name: DatasetName) -> Iterator[Snapshot]:
    """The published head of ``name``; raises `NotFound` when nothing is published."""
    with open_published(instance, name) as repository:
        yield snapshot_of(instance, repository, head_of(repository))


@contextmanager
def at_revision(instance: Instance, name: DatasetName, text: str) -> Iterator[Snapshot]:
    """The dataset as it was at a commit, tag or date; raises `NotFound`."""
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        commit = head.commit if text == head.commit else repository.resolve(text)
        if not repository.is_ancestor(commit, head.commit):
            raise NotFound
        yield _known(instance, repository, (head.commit, commit), lambda: head.at(commit))


@contextmanager
def open_published(instance: Instance, name: DatasetName) -> Iterator[Repository]:
    """The published repository, closed at the end."""
    with instance.repositories(name) as pair:
        yield pair.published


def head_of(repository: Repository) -> CommitId:
    """The published head; raises `NotFound` when nothing is published."""
    head = repository.tip(MAIN)
    if head is None:
        raise NotFound
    return head


def snapshot_of(
    instance: Instance,
    repository: Repository,
    commit: CommitId,
    fallback: DataPackage | None = None,
) -> Snapshot:
    """``commit`` as a dataset, with the tables that this instance keeps in memory."""

    def made() -> Snapshot:
        return Snapshot(repository, commit, instance.tables, instance.keyed, fallback)

    # A fallback says more than the commit does: the next one may be described by another.
    return made() if fallback else _known(instance, repository, (commit, commit), made)


def _known(
    instance: Instance,
    repository: Repository,
    place: tuple[CommitId, CommitId],
    make: Callable[[], Snapshot],
) -> Snapshot:
    """A revision with what is known of it: the files of a large table are a thousand to list."""

    def read() -> Snapshot:
        made = make()
        with suppress(DataPatchError):
            # Whoever asks for what cannot be read is told then.
            len(made.table_files)
        return made

    return instance.snapshots.get(place, read).in_repository(repository)


def _summary(instance: Instance, record: DatasetRecord, waiting: int) -> DatasetSummary:
    try:
        with published(instance, record.name) as snapshot:
            package = snapshot.package
            first = next(iter(snapshot.table_files), None)
            rows = 0 if first is None else snapshot.parted(first).row_count
            last = snapshot.repository.revision(snapshot.commit)
            return DatasetSummary(
                record=record,
                title=package.title or record.name.name,
                description=package.description,
                rows=rows,
                waiting=waiting,
                changed_at=last.committer.at,
                changed_by=shown_author(instance, last),
            )
    except (DataPatchError, OSError) as error:
        # A damaged repository must not take the whole catalogue down.
        return DatasetSummary(record, record.name.name, "", 0, waiting, broken=str(error))
