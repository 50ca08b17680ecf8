"""Clones, fetches and pushes by stock git: who may, and from which of the two repositories.

At the git addresses whoever may not do something is told that there is nothing: `NotFound`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from datapatch.accounts.policy import Action, Actor
from datapatch.config import Config
from datapatch.errors import Forbidden, NotFound
from datapatch.gitstore.receiving import advertise_push, receive_push
from datapatch.gitstore.smart_http import GitRequest, Service, advertise, serve
from datapatch.translation import LANGUAGES, translator
from datapatch.types import DatasetName
from datapatch.workflow.datasets import DatasetRecord, find_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.visiting import Visitor
from datapatch.workflow.pushes.receiving import Push
from datapatch.workflow.pushes.shown_branches import Shown, shown_branches

FETCH: Service = "git-upload-pack"
PUSH: Service = "git-receive-pack"


@dataclass(frozen=True, slots=True)
class Source:
    """What somebody fetches from: the published dataset, or, under ``review``, what waits."""

    name: DatasetName
    review: bool = False

    @property
    def action(self) -> Action:
        """What one must be allowed to do."""
        return Action.READ_PENDING if self.review else Action.READ


def offer(instance: Instance, actor: Actor, source: Source, *, protocol: str) -> Iterator[bytes]:
    """What may be fetched; raises `NotFound`."""
    with ExitStack() as held:
        path, shown = _served(instance, actor, source, protocol, held)
        return advertise(path, FETCH, protocol=shown.protocol, config=shown.config)


def hand_out(
    instance: Instance, actor: Actor, source: Source, request: GitRequest
) -> Iterator[bytes]:
    """The objects of a clone or a fetch; raises `NotFound`."""
    with ExitStack() as held:
        path, shown = _served(instance, actor, source, request.protocol, held)
        asked = replace(request, protocol=shown.protocol)
        return serve(path, FETCH, asked, config=shown.config, cleanup=held.pop_all())


def invite(
    instance: Instance, actor: Actor, name: DatasetName, *, protocol: str
) -> Iterator[bytes]:
    """What may be pushed to; raises `NotFound`."""
    dataset = _dataset(instance, actor, name, Action.SUGGEST)
    limits, hooks = instance.config.limits, hooks_folder(instance.config)
    with instance.repositories(dataset.name) as pair:
        return advertise_push(pair, protocol=protocol, limits=limits, hooks_folder=hooks)


def take_in(
    instance: Instance, visitor: Visitor, name: DatasetName, request: GitRequest, *, now: datetime
) -> Iterator[bytes]:
    """The answer to a push, which is judged meanwhile; raises `NotFound`."""
    dataset = _dataset(instance, visitor.who.actor, name, Action.SUGGEST)
    speak = translator(visitor.language if visitor.language in LANGUAGES else "en")
    with closing(instance.repositories(dataset.name)) as pair:
        return receive_push(
            pair,
            request,
            judge=Push(instance, dataset, visitor, speak, now),
            limits=instance.config.limits,
            hooks_folder=hooks_folder(instance.config),
            translate=speak,
        )


def hooks_folder(config: Config) -> Path:
    """Where the hooks lie that git is pointed to."""
    return config.instance / "hooks"


def _served(
    instance: Instance, actor: Actor, source: Source, protocol: str, held: ExitStack
) -> tuple[Path, Shown]:
    """Where git reads, and how, as long as ``held`` stays open."""
    dataset = _dataset(instance, actor, source.name, source.action)
    with instance.repositories(dataset.name) as pair:
        if not source.review:
            return pair.published_path, Shown(protocol=protocol)
        pair.mirror_main()
        shown = held.enter_context(shown_branches(instance, actor, dataset, protocol))
        return pair.review_path, shown


def _dataset(instance: Instance, actor: Actor, name: DatasetName, action: Action) -> DatasetRecord:
    try:
        return find_dataset(instance, actor, name, action)
    except Forbidden:
        raise NotFound from None
