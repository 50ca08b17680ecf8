"""Rows to start from, each with what the database insists on and nothing else."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Dataset, Kind, Origin, Person, Workspace

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def person_row(session: Session, login: str = "lea", *, administrator: bool = False) -> Person:
    """A person with an account and no password."""
    person = Person(
        login=login,
        public_name=login.title(),
        language="fr",
        created_at=NOW,
        is_administrator=administrator,
    )
    session.add(person)
    session.flush()
    return person


def workspace_row(session: Session, slug: str = "hub") -> Workspace:
    """A workspace without members."""
    workspace = Workspace(slug=slug, title=slug.title(), created_at=NOW)
    session.add(workspace)
    session.flush()
    return workspace


def dataset_row(session: Session, name: str = "lieux", *, public: bool = True) -> Dataset:
    """A dataset in a workspace of its own."""
    workspace = workspace_row(session, f"hub-{name}")
    dataset = Dataset(workspace_id=workspace.id, name=name, public=public, created_at=NOW)
    session.add(dataset)
    session.flush()
    return dataset


def contribution_row(session: Session, number: str = "c1") -> Contribution:
    """An open correction of a dataset of its own."""
    contribution = Contribution(
        id=number,
        dataset_id=dataset_row(session, f"lieux-{number}").id,
        kind=Kind.CORRECTION,
        origin=Origin.FORM,
        resource="lieux",
        base_commit="a" * 40,
        patch="{}",
        language="fr",
        receipt_hash=f"hash of {number}",
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(contribution)
    session.flush()
    return contribution
