"""What a push asks for, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from datapatch.types import CommitId

HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """One line of a push; ``old`` is None for a new ref, ``new`` for a deletion."""

    ref: str
    old: CommitId | None
    new: CommitId | None

    @property
    def branch(self) -> str | None:
        """The name of the branch, or None when the ref is not a branch."""
        return self.ref.removeprefix(HEADS) if self.ref.startswith(HEADS) else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a push may come in; ``lines`` are shown in the pusher's terminal."""

    accepted: bool
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefAnswer:
    """What became of one ref: ``reason`` says in a few words why not.

    Where the ref now stands is said in ``lines`` when it is not what was pushed: git would try to
    follow, and fail on a commit that it has not fetched.
    """

    ref: str
    ok: bool
    reason: str = ""
    lines: tuple[str, ...] = ()


class PushJudge(Protocol):
    """Decides about pushes; called from a thread of its own, twice at most for one push."""

    def judge(self, updates: Sequence[RefUpdate], quarantine: Path) -> Verdict:
        """Whether the push may come in; its objects lie in ``quarantine`` and nowhere else.

        ``Repository.open(pair.review_path, quarantine=quarantine)`` reads them. A push that
        brings no object names the review repository's own folder of objects.
        """
        ...

    def receive(self, updates: Sequence[RefUpdate]) -> Sequence[RefAnswer]:
        """Act on an accepted push, whose objects now lie in the review repository.

        No ref has moved: what is to be kept is given a branch here. One answer for each ref.
        """
        ...
