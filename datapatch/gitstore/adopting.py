"""Adopting a history that was made elsewhere: its default branch becomes ``main``."""

import re
from pathlib import Path

from datapatch.errors import InvalidInput
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import MAIN
from datapatch.gitstore.stock import GitError, run_git
from datapatch.translation import N_
from datapatch.types import CommitId

_PASSWORD = re.compile(r"//[^/]*@")
_USUAL = ("main", "master")
_UNREADABLE = N_(
    "{source} cannot be read as a git repository or bundle: {reason}. "
    "Check the address or the file, then import again."
)
_NO_BRANCH = N_("{source} has no branch {branch}. Its branches are: {branches}.")
_SHALLOW = N_(
    "{source} is a shallow clone: its past is cut off. "
    "Run “git fetch --unshallow” in it, then import again."
)
_EMPTY = N_("{source} holds no branch: there is nothing to import.")


def adopt(source: Path | str, into: DatasetRepositories, branch: str | None = None) -> CommitId:
    """Create ``into`` with the history of ``source``: one branch, published as ``main``, and tags.

    ``source`` is a bundle or a repository on this machine (a Path), or an http(s) address (a
    text). Without ``branch`` its default branch is taken. The tip of ``main`` comes out. Raises
    InvalidInput, AlreadyExists; either the whole history is there afterwards or nothing is.
    """
    with into.creating() as fresh:
        return fetch_history(source, fresh, branch)


def fetch_history(
    source: Path | str, into: DatasetRepositories, branch: str | None = None
) -> CommitId:
    """``adopt`` into a pair that exists and is empty; the caller removes it when this raises."""
    chosen = _choose_branch(source, into.published_path, branch)
    refspecs = [f"+refs/heads/{chosen}:refs/heads/{MAIN}", "+refs/tags/*:refs/tags/*"]
    _git(source, into.published_path, "fetch", "--quiet", "--no-tags", *refspecs)
    _drop_the_rest(source, into.published_path)
    into.mirror_main()
    tip = into.published.tip(MAIN)
    if tip is None:  # there is a branch, and git did not take it
        raise InvalidInput(_SHALLOW, source=_shown(source))
    return tip


def _choose_branch(source: Path | str, folder: Path, branch: str | None) -> str:
    """The branch to publish: the one that was asked for, else the default one."""
    listed = _git(source, folder, "ls-remote", "--symref", "HEAD", "refs/heads/*").splitlines()
    lines = [line.split("\t") for line in listed]
    heads = {ref.removeprefix("refs/heads/"): oid for oid, ref in lines if ref != "HEAD"}
    if not heads:
        raise InvalidInput(_EMPTY, source=_shown(source))
    if branch is not None:
        if branch not in heads:
            shown = ", ".join(sorted(heads))
            raise InvalidInput(_NO_BRANCH, source=_shown(source), branch=branch, branches=shown)
        return branch
    for value, ref in lines:
        if ref == "HEAD" and value.startswith("ref: refs/heads/"):
            return value.removeprefix("ref: refs/heads/")
    head = next((oid for oid, ref in lines if ref == "HEAD"), None)  # a bundle names no branch
    usual = [name for name in _USUAL if name in heads]
    at_head = [name for name in [*usual, *sorted(heads)] if heads[name] == head]
    return [*at_head, *usual, *sorted(heads)][0]


def _drop_the_rest(source: Path | str, folder: Path) -> None:
    """A bundle brings all that it holds, other branches too: nothing of them may stay here."""
    try:
        run_git(["repack", "-a", "-d", "--quiet"], folder=folder)
    except GitError as error:
        raise InvalidInput(
            _UNREADABLE, source=_shown(source), reason=_reason(error, source)
        ) from error


def _git(source: Path | str, folder: Path, command: str, *arguments: str) -> str:
    """Run a git command that speaks to ``source``: options and patterns stand around it."""
    options = [word for word in arguments if word.startswith("-")]
    patterns = [word for word in arguments if not word.startswith("-")]
    local = isinstance(source, Path)
    address = str(source.resolve()) if isinstance(source, Path) else source
    config = {
        "protocol.allow": "never",
        **({"protocol.file.allow": "always"} if local else {}),
        **({} if local else {"protocol.https.allow": "always", "protocol.http.allow": "always"}),
        "http.followRedirects": "false",  # whoever vetted the address vetted this one
        "http.lowSpeedLimit": "1000",
        "http.lowSpeedTime": "60",
        "fetch.unpackLimit": "1",
    }
    try:
        return run_git([command, *options, "--", address, *patterns], folder=folder, config=config)
    except GitError as error:
        raise InvalidInput(
            _UNREADABLE, source=_shown(source), reason=_reason(error, source)
        ) from error


def _reason(error: GitError, source: Path | str) -> str:
    """Why git could not read it, in git's English, without folders of this machine."""
    folder = f"{source.resolve().parent}/" if isinstance(source, Path) else ""
    lines = [line for line in error.output.splitlines() if line.strip()] or [""]
    told = [line for line in lines if line.startswith(("error: ", "fatal: "))] or lines
    reason = told[0].partition(": ")[2].rstrip(".") or told[0]
    return reason.replace(folder, "") if folder else reason


def _shown(source: Path | str) -> str:
    """The source as a sentence may name it: no folder of this machine, no password."""
    return source.name if isinstance(source, Path) else _PASSWORD.sub("//", source)
