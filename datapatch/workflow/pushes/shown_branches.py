"""Which waiting contributions a moderator who is limited to rows may fetch: their own alone.

Git hides the other branches, and then refuses their objects too. It does so in the first version of
its protocol only: the second hands out any object whose id is known.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from sqlalchemy import select

from datapatch.accounts.policy import Actor
from datapatch.db.models import ENDS, Contribution
from datapatch.gitstore.pair import CONTRIBUTIONS, contribution_branch
from datapatch.workflow.contributions import contribution_of
from datapatch.workflow.datasets import DatasetRecord
from datapatch.workflow.instance import Instance
from datapatch.workflow.queue.territories import decidable

_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Shown:
    """The settings with which git serves somebody, and the version of its protocol."""

    config: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    protocol: str = ""


@contextmanager
def shown_branches(
    instance: Instance, actor: Actor, dataset: DatasetRecord, protocol: str
) -> Iterator[Shown]:
    """How git serves the review repository to ``actor``, as long as the block lasts."""
    if dataset.facts.show_pending or actor.limit_in(dataset.name.workspace) is None:
        yield Shown(protocol=protocol)
        return
    with TemporaryDirectory(prefix="datapatch-shown-") as folder:
        settings = Path(folder) / "config"
        # A file, since a command line holds no more than some thousand of them.
        settings.write_text(_hiding_all_but(_own(instance, actor, dataset)))
        yield Shown({"include.path": str(settings)})


def _own(instance: Instance, actor: Actor, dataset: DatasetRecord) -> list[str]:
    """The branches of what this moderator may decide."""
    query = select(Contribution).where(
        Contribution.dataset_id == dataset.id,
        Contribution.branch_commit.is_not(None),
        Contribution.state.not_in(ENDS),
    )
    with instance.database.reading() as session:
        records = [contribution_of(row) for row in session.scalars(query)]
    return [contribution_branch(record.id) for record in decidable(instance, actor, records)]


def _hiding_all_but(branches: list[str]) -> str:
    hidden = [f"{_HEADS}{CONTRIBUTIONS}".rstrip("/"), *(f"!{_HEADS}{name}" for name in branches)]
    return "[transfer]\n" + "".join(f"\thideRefs = {name}\n" for name in hidden)
