"""Reading: a dataset, a page of its rows, one row, one file, today or at any revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from datapatch.accounts.policy import Action, Actor, may
from datapatch.db.models import Contribution, State
from datapatch.errors import NotFound
from datapatch.index.field_values import FieldValues
from datapatch.index.querying import Page, Query
from datapatch.index.revision_log import length
from datapatch.index.rows import Cells
from datapatch.tables.field import Field
from datapatch.tables.package import DataPackage
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.contributors.withdrawn_names import shown_author
from datapatch.workflow.datasets import (
    DatasetRecord,
    find_dataset,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.logbook import open_logbook
from datapatch.workflow.rows.addressing import RowPlace
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.table_rows import TableRows, table_rows
from datapatch.workflow.verdicts.decision_log import Pace, pace_of
from datapatch.workflow.versions import Version, opened, read_version


@dataclass(frozen=True, slots=True)
class TableTitle:
    """A table of a dataset, and what people call it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class DatasetView:
    """What stands at the top of every page of a dataset.

    ``tables`` are the resources that can be read; ``waiting`` is how many contributions wait, None
    when this reader may not know.
    """

    record: DatasetRecord
    commit: CommitId
    package: DataPackage
    tables: tuple[TableTitle, ...]
    revisions: int
    changed_at: datetime
    changed_by: str
    waiting: int | None
    may_suggest: bool
    may_moderate: bool
    pace: Pace

    @property
    def title(self) -> str:
        """What people call the dataset."""
        return self.package.title or self.record.name.name


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its lasting address; one text for each column."""

    address: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A page of one table at one revision.

    ``ending`` is its file's ("csv"); ``columns`` are the labels of its columns, each used once;
    ``fields`` what the schema says of each; ``values`` what each holds over the whole table, where
    that was asked for.
    """

    commit: CommitId
    resource: str
    ending: str
    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    row_count: int
    values: tuple[FieldValues, ...]
    page: Page
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row at one revision, with its place there (from 0) and its lasting address."""

    commit: CommitId
    resource: str
    row: int
    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    content: Row
    label: str


def read_dataset(instance: Instance, actor: Actor, name: DatasetName) -> DatasetView:
    """The published dataset as a whole; raises `NotFound`."""
    record = find_dataset(instance, actor, name)
    sees_waiting = may(actor, Action.READ_PENDING, record.facts)
    with open_logbook(instance, name) as logbook:
        snapshot = logbook.head
        revision = snapshot.repository.revision(snapshot.commit)
        with logbook.open() as log:
            revisions = length(log)
        return DatasetView(
            record=record,
            commit=snapshot.commit,
            package=snapshot.package,
            tables=tuple(TableTitle(n, f.resource.label) for n, f in snapshot.table_files.items()),
            revisions=revisions,
            changed_at=revision.committer.at,
            changed_by=shown_author(instance, revision),
            waiting=_count_waiting(instance, record) if sees_waiting else None,
            may_suggest=may(actor, Action.SUGGEST, record.facts),
            may_moderate=may(actor, Action.MODERATE, record.facts),
            pace=pace_of(instance, record),
        )


def read_table(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    resource: str,
    *,
    query: Query,
    at: str = "",
    counted: bool = False,
) -> TableView:
    """A page of one table, as `read_page` reads it; raises `NotFound` or `BadQuery`."""
    version = read_version(instance, actor, name, at)
    return read_page(instance, version, resource, query=query, counted=counted)


def read_page(
    instance: Instance, version: Version, resource: str, *, query: Query, counted: bool = False
) -> TableView:
    """A page of one table at a version; with ``counted`` also what its fields hold.

    Raises `NotFound`, or `BadQuery` for an unknown field or operator.
    """
    with opened(instance, version) as snapshot:
        table = table_rows(instance, snapshot, resource)
        page = table.rows.select(query)
        cells = table.rows.cells(page.rows)
        places = table.places(page.rows, cells)
        return TableView(
            commit=snapshot.commit,
            resource=resource,
            ending=table.file.ending,
            columns=table.rows.columns,
            fields=described_fields(table.file.schema, table.fields),
            key=table.key,
            row_count=table.rows.row_count,
            values=table.rows.values() if counted else (),
            page=page,
            rows=tuple(Row(p.address, held) for p, held in zip(places, cells, strict=True)),
        )


def read_row(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    *,
    resource: str,
    address: str,
    at: str = "",
) -> RowView:
    """The row that ``address`` means, as `read_row_of` reads it; raises `NotFound`."""
    return read_row_of(instance, read_version(instance, actor, name, at), resource, address)


def read_row_of(instance: Instance, version: Version, resource: str, address: str) -> RowView:
    """The row that ``address`` means at a version; raises `NotFound` when it is gone.

    The address in the answer may be another one: a row without key is followed to where it is.
    """
    with opened(instance, version) as snapshot:
        table = table_rows(instance, snapshot, resource)
        place, cells = _row_at(table, address)
        columns = table.rows.columns
        return RowView(
            commit=snapshot.commit,
            resource=resource,
            row=place.row,
            columns=columns,
            fields=described_fields(table.file.schema, table.fields),
            content=Row(place.address, cells),
            label=label(dict(zip(columns, cells, strict=True))),
        )


def read_waiting(
    instance: Instance, actor: Actor, name: DatasetName
) -> tuple[ContributionRecord, ...]:
    """What waits for a decision, oldest first; raises `NotFound` or `Forbidden`."""
    record = find_dataset(instance, actor, name, Action.READ_PENDING)
    query = select(Contribution).where(
        Contribution.dataset_id == record.id, Contribution.state == State.OPEN
    )
    with instance.database.reading() as session:
        rows = session.scalars(query.order_by(Contribution.created_at, Contribution.id))
        return tuple(contribution_of(row) for row in rows)


def described_fields(schema: TableSchema, names: Sequence[str]) -> tuple[Field, ...]:
    """What the schema says of each of these columns; a bare field where it says nothing."""
    return tuple(schema.field(name) or Field(name) for name in names)


def _row_at(table: TableRows, address: str) -> tuple[RowPlace, Cells]:
    try:
        return table.row_at(address)
    except NotFound:
        raise NotFound(
            N_("This row is not in the table any more, or never was. Look for it in the table.")
        ) from None


def _count_waiting(instance: Instance, record: DatasetRecord) -> int:
    query = select(func.count()).where(
        Contribution.dataset_id == record.id, Contribution.state == State.OPEN
    )
    with instance.database.reading() as session:
        return session.scalar(query) or 0
