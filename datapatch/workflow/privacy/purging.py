"""Removing a value or a row from every version of a dataset, as a court may order.

History cannot forget, so it is written anew: both repositories aside, then a journal that says what
is to happen, then the exchange, the database and the caches. A process that is killed before the
journal leaves the old state; after it, the next sweep finishes.
"""

import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from datapatch.accounts.policy import Action, Actor
from datapatch.errors import Conflict, InvalidInput
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.gitstore.rewriting import make_self_contained, rewrite_history
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName, Key
from datapatch.workflow.datasets import find_dataset, head_of, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.privacy.purged_files import Withheld, cleaned_files, cleaned_words
from datapatch.workflow.privacy.purging_records import finish_in_database

_NOTHING_NAMED = N_(
    "Say what to remove: a value of three characters at least, or the key of a row."
)
_NOWHERE = N_("Nothing of this is in any version of {dataset}. Nothing was changed.")
_BUSY = N_("Somebody is sending something to {dataset} right now. Try again in a moment.")
_STAGING = ".purge-"
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Purged:
    """What was, or would be, removed: the revisions that change, oldest first, by old name."""

    changed: tuple[CommitId, ...]
    old_head: CommitId
    new_head: CommitId


def purge(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    *,
    now: datetime,
    value: str = "",
    row: tuple[str, Key] | None = None,
    motive: str = "",
    only_look: bool = False,
) -> Purged:
    """Remove ``value`` from every cell, file and message, or ``row`` (resource, key) from every
    table, of every version.

    With ``only_look`` nothing changes. Raises `NotFound`, `Forbidden`, `InvalidInput`, or
    `Conflict` when nothing holds it or somebody is writing.
    """
    dataset = find_dataset(instance, actor, name, Action.ADMINISTER)
    if row is None and len(value.strip()) < _SHORTEST:
        raise InvalidInput(_NOTHING_NAMED)
    withheld = Withheld(value if row is None else "", row)
    with instance.decision_lock(name), instance.repositories(name) as pair:
        finish_purges(instance)
        with pair.review.alone() as alone:
            if not alone:
                raise Conflict(_BUSY, dataset=str(name))
            staging = instance.config.repos / f"{_STAGING}{secrets.token_hex(8)}"
            try:
                found, names = _rewrite(instance, pair, staging, withheld)
                if not found.changed:
                    raise Conflict(_NOWHERE, dataset=str(name))
                if not only_look:
                    journal = _write_journal(
                        instance, staging, pair, _Order(dataset.id, withheld, names, found, motive)
                    )
                    _finish(instance, journal, now=now)
                return found
            finally:
                if not _journal_path(instance, name).exists():
                    shutil.rmtree(staging, ignore_errors=True)


def finish_purges(instance: Instance, *, now: datetime | None = None) -> int:
    """Finish what a killed process had begun; how many there were."""
    journals = sorted((instance.config.instance / "purging").glob("*.json"))
    for journal in journals:
        _finish(instance, journal, now=now)
    return len(journals)


@dataclass(frozen=True, slots=True)
class _Order:
    dataset_id: int
    withheld: Withheld
    names: Mapping[CommitId, CommitId]
    found: Purged
    motive: str


def _rewrite(
    instance: Instance, pair: DatasetRepositories, staging: Path, withheld: Withheld
) -> tuple[Purged, dict[CommitId, CommitId]]:
    """Both repositories written anew in ``staging``; what changed, and all new names."""
    with DatasetRepositories(staging, pair.name) as fresh:
        published = Repository.create(fresh.published_path, borrow_from=pair.published_path)
        head = head_of(pair.published)
        tags = pair.published.tags()
        names = rewrite_history(
            pair.published,
            published,
            [head, *tags.values()],
            files=lambda commit: cleaned_files(
                snapshot_of(instance, pair.published, commit), withheld
            ),
            words=lambda data: cleaned_words(data, withheld),
        )
        published.advance(MAIN, expected=None, to=names[head])
        _tag(published, {tag: names[commit] for tag, commit in tags.items()})
        make_self_contained(published)
        names = _rewrite_review(instance, pair, fresh, withheld, names)
    line = [revision.id for revision in pair.published.first_parents(head)]
    changed = tuple(commit for commit in reversed(line) if names[commit] != commit)
    return Purged(changed, head, names[head]), names


def _rewrite_review(
    instance: Instance,
    pair: DatasetRepositories,
    fresh: DatasetRepositories,
    withheld: Withheld,
    names: dict[CommitId, CommitId],
) -> dict[CommitId, CommitId]:
    """The branches under review on the new history."""
    review = Repository.create(fresh.review_path, borrow_from=fresh.published_path)
    alternates = fresh.review_path / "objects" / "info" / "alternates"
    lasting = alternates.read_text()
    alternates.write_text(f"{lasting}{(pair.review_path / 'objects').resolve()}\n")
    review.close()
    branches = pair.review.branches()
    names = rewrite_history(
        pair.review,
        review,
        list(branches.values()),
        files=lambda commit: cleaned_files(snapshot_of(instance, pair.review, commit), withheld),
        words=lambda data: cleaned_words(data, withheld),
        known=names,
    )
    for branch, commit in branches.items():
        review.advance(branch, expected=None, to=names[commit])
    make_self_contained(review)
    alternates.write_text(lasting)
    return names


def _tag(repository: Repository, tags: Mapping[str, CommitId]) -> None:
    for tag, commit in tags.items():
        path = repository.path / "refs" / "tags" / tag
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{commit}\n")


def _journal_path(instance: Instance, name: DatasetName) -> Path:
    return instance.config.instance / "purging" / f"{name.workspace}.{name.name}.json"


def _write_journal(
    instance: Instance, staging: Path, pair: DatasetRepositories, order: _Order
) -> Path:
    """What is to happen, whole on the disk or not at all; it goes when all has happened."""
    path = _journal_path(instance, pair.name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    row = order.withheld.row
    told = {
        "workspace": pair.name.workspace,
        "name": pair.name.name,
        "staging": str(staging),
        "dataset": order.dataset_id,
        "value": order.withheld.value,
        "row": None if row is None else [row[0], list(row[1])],
        "names": {old: new for old, new in order.names.items() if old != new},
        "old_head": order.found.old_head,
        "new_head": order.found.new_head,
        "revisions": len(order.found.changed),
        "motive": order.motive,
    }
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(told))
    draft.replace(path)
    return path


def _finish(instance: Instance, journal: Path, *, now: datetime | None) -> None:
    """Exchange the repositories, then the database and the caches; each step may be done again."""
    told = json.loads(journal.read_text())
    name, staging = DatasetName(told["workspace"], told["name"]), Path(told["staging"])
    with DatasetRepositories(staging, name) as fresh, instance.repositories(name) as pair:
        exchanges = (
            (fresh.published_path, pair.published_path),
            (fresh.review_path, pair.review_path),
        )
        for made, place in exchanges:
            if made.exists():
                old = staging / f"old-{place.name}"
                if place.exists():
                    place.rename(old)
                made.rename(place)
    finish_in_database(instance, told, now=now)
    shutil.rmtree(staging, ignore_errors=True)
    journal.unlink()
