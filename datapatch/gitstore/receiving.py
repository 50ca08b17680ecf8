"""Pushes by stock git: received in the review repository, judged while in quarantine."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from datapatch.config import Limits
from datapatch.errors import DataPatchError
from datapatch.gitstore.listening import HookSocket, Question, Reply
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.pushes import PushJudge, RefAnswer, RefUpdate, Verdict
from datapatch.gitstore.smart_http import GitRequest, advertise, serve
from datapatch.gitstore.streaming import GitStream
from datapatch.gitstore.sweeping import sweep
from datapatch.translation import N_, Translate, untranslated
from datapatch.types import CommitId, ObjectId

_ROOM = 1_000_000  # bytes that a push may hold beside its pack
_FAILED = N_("Something went wrong while this push was looked at. Nothing was changed.")
_BROKEN = N_(
    "Something went wrong while this push was taken in. Look at the dataset before you push again."
)
_GONE = N_("The server did not answer. Look at the dataset before you push again.")
_ONLY_BRANCHES = N_("only branches can be pushed here")
_NO_BRANCH = N_("This push names no branch. Push a branch: it becomes a contribution.")
_UNANSWERED = N_("nothing was done with it")

log = logging.getLogger(__name__)


def advertise_push(
    pair: DatasetRepositories, *, protocol: str = "", limits: Limits, hooks_folder: Path
) -> Iterator[bytes]:
    """The answer to ``GET info/refs?service=git-receive-pack``: ``main`` and nothing else."""
    pair.mirror_main()
    return advertise(
        pair.review_path,
        "git-receive-pack",
        protocol=protocol,
        config=_settings(limits, hooks_folder),
    )


def receive_push(
    pair: DatasetRepositories,
    request: GitRequest,
    *,
    judge: PushJudge,
    limits: Limits,
    hooks_folder: Path,
    translate: Translate = untranslated,
) -> GitStream:
    """The answer to ``POST git-receive-pack``; ``hooks_folder`` is what ``install_hooks`` wrote.

    A push that ``judge`` refuses, or that it fails to judge, leaves nothing. What an accepted
    push brought and nobody gave a branch vanishes at the end. Close it when the client leaves.
    """
    exchange = _Exchange(judge, pair.review_path / "objects", translate)
    with ExitStack() as cleanup:
        cleanup.callback(_sweep_after, exchange, pair.review_path)
        socket = cleanup.enter_context(HookSocket(exchange.answer))
        return serve(
            pair.review_path,
            "git-receive-pack",
            request,
            config=_settings(limits, hooks_folder),
            environment={
                "DATAPATCH_PUSH_SOCKET": str(socket.path),
                "DATAPATCH_PUSH_GONE": translate(_GONE),
            },
            limit=limits.push_bytes + _ROOM,
            cleanup=cleanup.pop_all(),
        )


def _settings(limits: Limits, hooks_folder: Path) -> Mapping[str, str]:
    return {
        "core.hooksPath": str(hooks_folder),
        # every ref, so that git moves none by itself: not even a tag
        "receive.procReceiveRefs": "refs",
        "receive.hideRefs": "refs/heads/contributions",
        "receive.maxInputSize": str(limits.push_bytes),
        "receive.advertiseAtomic": "false",
        "receive.autogc": "false",
        "transfer.fsckObjects": "true",
    }


def _sweep_after(exchange: "_Exchange", review: Path) -> None:
    if exchange.let_in:
        sweep(review)


@dataclass(slots=True)
class _Exchange:
    """The conversation about one push: nothing is received that was not accepted before."""

    judge: PushJudge
    objects: Path
    translate: Translate
    let_in: frozenset[RefUpdate] = frozenset()

    def answer(self, question: Question) -> Reply:
        """What a hook is told; whatever goes wrong becomes a refusal."""
        updates = [_update(*line) for line in question.updates]
        try:
            if question.hook == "pre-receive":
                return self._judge(updates, Path(question.quarantine or self.objects))
            return self._receive(updates)
        except DataPatchError as error:
            return _reply(updates, error.sentence(self.translate), self.translate(_UNANSWERED))
        except Exception:  # the boundary: a fault of ours never lets a push in
            log.exception("a push could not be judged")
            line = _FAILED if question.hook == "pre-receive" else _BROKEN
            return _reply(updates, self.translate(line), self.translate(_UNANSWERED))

    def _judge(self, updates: Sequence[RefUpdate], quarantine: Path) -> Reply:
        branches = [update for update in updates if update.branch is not None]
        verdict = Verdict(accepted=False, lines=(self.translate(_NO_BRANCH),))
        if branches:
            verdict = self.judge.judge(branches, quarantine)
        if verdict.accepted is True:
            self.let_in = frozenset(branches)
        return {"accepted": bool(self.let_in), "lines": list(verdict.lines), "refs": []}

    def _receive(self, updates: Sequence[RefUpdate]) -> Reply:
        wanted = [update for update in updates if update in self.let_in]
        given = {answer.ref: answer for answer in (self.judge.receive(wanted) if wanted else ())}
        unanswered = self.translate(_UNANSWERED)
        for update in updates:
            if update.branch is None:
                reason = self.translate(_ONLY_BRANCHES)
                given[update.ref] = RefAnswer(update.ref, ok=False, reason=reason)
        answers = [
            given.get(update.ref) or RefAnswer(update.ref, ok=False, reason=unanswered)
            for update in updates
        ]
        return {"accepted": True, "lines": [], "refs": [_as_reply(answer) for answer in answers]}


def _update(old: str, new: str, ref: str) -> RefUpdate:
    return RefUpdate(ref, _commit(old), _commit(new))


def _commit(text: str) -> CommitId | None:
    return CommitId(ObjectId(text)) if text.strip("0") else None


def _as_reply(answer: RefAnswer) -> Reply:
    return {
        "ref": answer.ref,
        "ok": answer.ok,
        "reason": answer.reason,
        "lines": list(answer.lines),
    }


def _reply(updates: Sequence[RefUpdate], line: str, reason: str) -> Reply:
    refused = [_as_reply(RefAnswer(update.ref, ok=False, reason=reason)) for update in updates]
    return {"accepted": False, "lines": [line], "refs": refused}
