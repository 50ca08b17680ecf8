"""The sample goes the way of every dataset: imported, corrected, moderated, published."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slugify import slugify
from sqlalchemy import delete, func, select

from datapatch.accounts.memberships import give_role
from datapatch.accounts.people import NewPerson, find_person
from datapatch.accounts.policy import ANONYMOUS, Actor
from datapatch.db.models import Dataset, Origin, Role, Workspace
from datapatch.db.settings import read_setting, write_setting
from datapatch.sample.values import (
    SampleChange,
    SampleContribution,
    SampleDataset,
    SampleRevision,
    SampleWorkspace,
)
from datapatch.tables.dialect import Dialect
from datapatch.tables.diff import CellChange, RowChange
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.datasets import at_revision, published
from datapatch.workflow.imports.describing import (
    ATTRIBUTES,
    ATTRIBUTES_TEXT,
    README,
    Description,
    TableDescription,
    describe,
)
from datapatch.workflow.imports.importing import create_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.people.joining import Joining, ensure_workspace, join
from datapatch.workflow.proposals.contributing import Contributor, open_contribution
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.publication.publishing import Moderator, publish
from datapatch.workflow.rows.labelling import patch_label
from datapatch.workflow.signing import public_signature
from datapatch.workflow.snapshot import DESCRIPTOR, Snapshot

SETTING = "sample"
READING_TIME = timedelta(hours=3)
"""Between a contribution and its publication, in the history of the sample."""


def load_sample(instance: Instance, sample: SampleWorkspace, *, now: datetime) -> bool:
    """Load ``sample`` into an instance without datasets; False when there was nothing to do.

    A load that was interrupted is taken back and begun again.
    """
    if not _wanted(instance, sample):
        return False
    _mark(instance, "loading")
    team = _people(instance, sample, now)
    for dataset in sample.datasets:
        _load_dataset(instance, sample, dataset, team)
    _mark(instance, "loaded")
    return True


@dataclass(frozen=True, slots=True)
class _Team:
    """The moderators of the sample by public name."""

    moderators: dict[str, Moderator]

    def named(self, public_name: str) -> Moderator:
        return self.moderators[public_name]


def _wanted(instance: Instance, sample: SampleWorkspace) -> bool:
    with instance.database.reading() as session:
        state = read_setting(session, SETTING)
        datasets = session.scalar(select(func.count(Dataset.id))) or 0
    if state == "loading":
        _take_back(instance, sample)
        return True
    return state is None and datasets == 0


def _take_back(instance: Instance, sample: SampleWorkspace) -> None:
    with instance.database.transaction() as session:
        session.execute(delete(Workspace).where(Workspace.slug == sample.slug))
    shutil.rmtree(instance.config.repos / sample.slug, ignore_errors=True)


def _mark(instance: Instance, state: str) -> None:
    with instance.database.transaction() as session:
        write_setting(session, SETTING, state)


def _people(instance: Instance, sample: SampleWorkspace, now: datetime) -> _Team:
    with instance.database.transaction() as session:
        ensure_workspace(session, sample.slug, now, sample.title)
    people = [(sample.administrator, True), *((person, False) for person in sample.moderators)]
    team: dict[str, Moderator] = {}
    for person, leads in people:
        new = NewPerson(
            login=slugify(person.public_name),
            public_name=person.public_name,
            language=instance.config.language,
            email=person.email,
            is_administrator=leads,
        )
        found = _join(instance, new, sample.slug, now)
        roles = {sample.slug: frozenset({Role.MODERATOR})}
        team[person.public_name] = Moderator(
            Actor(found, is_administrator=leads, roles=roles), found, person.public_name
        )
    return _Team(team)


def _join(instance: Instance, new: NewPerson, workspace: str, now: datetime) -> int:
    """The person's id; somebody that an interrupted load had added keeps the account."""
    with instance.database.reading() as session:
        person = find_person(session, new.login)
    if person is None:
        return join(instance, new, [Joining(workspace, Role.MODERATOR)], now=now)
    with instance.database.transaction() as session:
        give_role(session, person, ensure_workspace(session, workspace, now), Role.MODERATOR)
    return person.id


def _load_dataset(
    instance: Instance, sample: SampleWorkspace, dataset: SampleDataset, team: _Team
) -> None:
    name = DatasetName(sample.slug, dataset.name)
    _import(instance, sample, dataset, name)
    commits = [_head(instance, name)]
    for revision in dataset.revisions:
        commits.append(_publish(instance, name, dataset, revision, team))
    for contribution in dataset.contributions:
        _open(instance, name, dataset, contribution, commits[contribution.base])
    index_history(instance, name)


def _import(
    instance: Instance, sample: SampleWorkspace, dataset: SampleDataset, name: DatasetName
) -> None:
    path = f"data/{dataset.resource}.csv"
    schema = TableSchema.from_descriptor(json.loads(dataset.schema))
    dialect = Dialect(
        delimiter=dataset.delimiter, line_terminator=dataset.line_terminator, bom=dataset.bom
    )
    table = TableDescription(dataset.resource, path, dialect, schema, dataset.key)
    description = Description(
        dataset.title, dataset.description, sample.licence, sample.title, sample.contact
    )
    files = {
        path: dataset.data,
        DESCRIPTOR: describe(name, description, [table]).to_json(),
        README: dataset.readme.encode(),
        ATTRIBUTES: ATTRIBUTES_TEXT,
    }
    create_dataset(
        instance,
        Actor(is_administrator=True),
        name,
        files,
        author=public_signature(instance, sample.title, dataset.imported_at),
        message=instance.translate(N_("Import {file}")).format(file=f"{dataset.resource}.csv"),
        public=True,
    )


def _head(instance: Instance, name: DatasetName) -> CommitId:
    with published(instance, name) as snapshot:
        return snapshot.commit


def _publish(
    instance: Instance,
    name: DatasetName,
    dataset: SampleDataset,
    revision: SampleRevision,
    team: _Team,
) -> CommitId:
    words = Contributor(revision.public_name, "", revision.message, revision.source)
    with published(instance, name) as snapshot:
        proposal = _proposal(snapshot, dataset.resource, revision.changes)
        if revision.schema is not None:
            proposal = replace(proposal, files=_schema_files(snapshot, dataset, revision.schema))
    receipt = open_contribution(
        instance, ANONYMOUS, name, proposal, words, now=revision.at, origin=Origin.SAMPLE
    )
    moderator = team.named(revision.moderator)
    record = read_receipt(instance, receipt.secret)
    return publish(instance, moderator, record, now=revision.at + READING_TIME)


def _open(
    instance: Instance,
    name: DatasetName,
    dataset: SampleDataset,
    contribution: SampleContribution,
    base: CommitId,
) -> None:
    with at_revision(instance, name, base) as snapshot:
        proposal = _proposal(snapshot, dataset.resource, contribution.changes)
    words = Contributor(
        contribution.public_name, contribution.email, contribution.message, contribution.source
    )
    open_contribution(
        instance, ANONYMOUS, name, proposal, words, now=contribution.at, origin=Origin.SAMPLE
    )


def _proposal(snapshot: Snapshot, resource: str, changes: Sequence[SampleChange]) -> Proposal:
    patch = Patch(resource, snapshot.key(resource), tuple(_row_change(c) for c in changes))
    return Proposal(snapshot.commit, patch, patch_label(snapshot.table(resource), patch))


def _row_change(change: SampleChange) -> RowChange:
    cells = tuple(CellChange(cell.field, cell.old, cell.new) for cell in change.cells)
    return RowChange(change.op, change.key, change.rows, cells)


def _schema_files(
    snapshot: Snapshot, dataset: SampleDataset, schema: str
) -> Mapping[str, bytes | None]:
    """The descriptor with another schema for the dataset's table."""
    package = snapshot.package
    changed = TableSchema.from_descriptor(json.loads(schema))
    resources = (
        replace(resource, schema=changed) if resource.name == dataset.resource else resource
        for resource in package.resources
    )
    return {DESCRIPTOR: replace(package, resources=tuple(resources)).to_json()}
