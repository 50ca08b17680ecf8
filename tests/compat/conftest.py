"""A small web server of the tests' own, and clones of what it serves."""

import hashlib
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import make_server
from werkzeug.wsgi import get_input_stream

from datapatch.config import Limits
from datapatch.gitstore.hooking import install_hooks
from datapatch.gitstore.pair import DatasetRepositories, contribution_branch
from datapatch.gitstore.pushes import RefAnswer, RefUpdate, Verdict
from datapatch.gitstore.receiving import advertise_push, receive_push
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.gitstore.smart_http import GitRequest, advertise, serve
from datapatch.types import CommitId, DatasetName, ObjectId, Signature
from datapatch.workflow.instance import Instance
from tests import pushing
from tests.builders import PLACES, Staff, add_staff, import_places, make_instance
from tests.pushing import add_contributor

ROOT = Path(__file__).resolve().parents[2]
TABLE = b"id,name\n1,oak\n2,elm\n"
ZOE = Signature("Zoe", "zoe@noreply.example.org", datetime(2024, 5, 1, tzinfo=UTC))


@dataclass
class Judge:
    """Reads every pushed table in quarantine; refuses those in which it finds "refuse"."""

    pair: DatasetRepositories
    seen: list[RefUpdate] = field(default_factory=list)
    failing: Exception | None = None
    publishing: bool = False
    quarantines: list[Path] = field(default_factory=list)

    def judge(self, updates: Sequence[RefUpdate], quarantine: Path) -> Verdict:
        """Look at the incoming objects where they are."""
        if self.failing:
            raise self.failing
        with Repository.open(self.pair.review_path, quarantine=quarantine) as incoming:
            self.quarantines += [quarantine]
            tables = [incoming.read(update.new, "data.csv") for update in updates if update.new]
        if any(b"refuse" in table for table in tables):
            return Verdict(accepted=False, lines=("Row 3, field name: “refuse” is not a tree.",))
        return Verdict(accepted=True, lines=("The tables are valid.",))

    def receive(self, updates: Sequence[RefUpdate]) -> Sequence[RefAnswer]:
        """Keep branches as contributions; refuse main."""
        self.seen += updates
        return [self._receive(update) for update in updates]

    def _receive(self, update: RefUpdate) -> RefAnswer:
        if update.branch == MAIN and self.publishing and update.new and update.old:
            merge = self._publish(update.old, update.new)
            return RefAnswer(update.ref, ok=True, lines=(f"Published as {merge}.",))
        if update.branch == MAIN or update.new is None:
            return RefAnswer(update.ref, ok=False, reason="push a branch instead")
        branch = contribution_branch(hashlib.sha256(update.ref.encode()).hexdigest()[:8])
        with Repository.open(self.pair.review_path) as review:
            review.advance(branch, expected=review.tip(branch), to=update.new)
        return RefAnswer(update.ref, ok=True, lines=(f"{update.branch} waits for a moderator.",))

    def _publish(self, old: CommitId, new: CommitId) -> CommitId:
        """Merge the pushed commit by a commit of the server's own."""
        with DatasetRepositories(self.pair.root, self.pair.name) as pair:
            pair.published.copy_from(pair.review, new)
            merge = pair.published.commit(
                new, {}, parents=[old, new], author=ZOE, committer=ZOE, message="Merge"
            )
            pair.published.advance(MAIN, expected=old, to=merge)
            pair.mirror_main()
        return merge


@dataclass
class Site:
    """The application: clones of the published repository, pushes to the review repository."""

    pair: DatasetRepositories
    judge: Judge
    hooks: Path
    limits: Limits = field(default_factory=Limits)
    encodings: list[str] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        """Serve what is published, until a test wants something else."""
        self.published = self.pair.published_path

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        """Answer one request."""
        path, protocol = environ["PATH_INFO"], environ.get("HTTP_GIT_PROTOCOL", "")
        pushing = "receive-pack" in path + environ["QUERY_STRING"]
        if path.endswith("info/refs"):
            start("200 OK", [("Content-Type", _type(pushing, "advertisement"))])
            return self._advertise(protocol, pushing=pushing)
        encoding = environ.get("HTTP_CONTENT_ENCODING", "")
        self.encodings += [encoding, environ.get("HTTP_TRANSFER_ENCODING", "")]
        request = GitRequest(get_input_stream(environ), protocol, encoding)
        start("200 OK", [("Content-Type", _type(pushing, "result"))])
        if not pushing:
            return serve(self.published, "git-upload-pack", request, config={})
        return receive_push(
            self.pair, request, judge=self.judge, limits=self.limits, hooks_folder=self.hooks
        )

    def _advertise(self, protocol: str, *, pushing: bool) -> Iterator[bytes]:
        if pushing:
            with DatasetRepositories(self.pair.root, self.pair.name) as pair:
                return advertise_push(
                    pair, protocol=protocol, limits=self.limits, hooks_folder=self.hooks
                )
        return advertise(self.published, "git-upload-pack", protocol=protocol, config={})


def _type(pushing: bool, what: str) -> str:
    return f"application/x-git-{'receive' if pushing else 'upload'}-pack-{what}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A dataset with one published table, served on a free port."""
    with DatasetRepositories(tmp_path / "repos", DatasetName("town", "trees")) as pair:
        pair.create()
        tip = pair.published.commit(
            None, {"data.csv": TABLE}, parents=[], author=ZOE, committer=ZOE, message="Trees"
        )
        pair.published.advance(MAIN, expected=None, to=tip)
        install_hooks(tmp_path / "hooks folder", ROOT / "hooks" / "handing_over.py")
        site = Site(pair, Judge(pair), tmp_path / "hooks folder")
        server = make_server("127.0.0.1", 0, site, threaded=True)
        site.address = f"http://127.0.0.1:{server.port}/town/trees.git"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Clone:
    """A contributor's working copy."""

    folder: Path

    def git(self, *arguments: str, fails: bool = False) -> str:
        """What git says, on both channels, when it ends as it should."""
        done = subprocess.run(
            ["git", "-c", "user.name=Zoe", "-c", "user.email=z@example.org", *arguments],
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert bool(done.returncode) is fails, done.stderr
        return done.stdout + done.stderr

    def change(self, branch: str, table: bytes) -> CommitId:
        """Commit this table on a new branch from main; the commit comes out."""
        self.git("checkout", "-q", "-b", branch, "origin/main")
        (self.folder / "data.csv").write_bytes(table)
        self.git("commit", "-q", "-a", "-m", branch)
        return CommitId(ObjectId(self.git("rev-parse", "HEAD").strip()))


Cloning = Callable[..., Clone]
Working = Callable[..., pushing.Clone]


@pytest.fixture
def clone(site: Site, tmp_path: Path) -> Cloning:
    """Clones the dataset."""

    def make(name: str = "clone", *options: str) -> Clone:
        Clone(tmp_path).git(*options, "clone", "-q", site.address, name)
        return Clone(tmp_path / name)

    return make


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """Three places that anybody may read."""
    made = make_instance(tmp_path / "home")
    import_places(made)
    yield made
    made.database.close()


@pytest.fixture
def staff(instance: Instance) -> Staff:
    """An administrator (``ada``), a moderator (``mo``), and beside them ``zoe`` without a role."""
    add_contributor(instance)
    return add_staff(instance)


@pytest.fixture
def served(instance: Instance, staff: Staff) -> Iterator[pushing.Site]:
    """The whole application around ``instance``."""
    with pushing.serving(instance) as site:
        yield site


@pytest.fixture
def working(served: pushing.Site, tmp_path: Path) -> Working:
    """Working copies: ``working("zoe")`` pushes with a token of that person."""

    def make(login: str = "", *options: str, name: DatasetName = PLACES) -> pushing.Clone:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        pushing.Clone(tmp_path).git("clone", "-q", *options, served.address(login, name), folder)
        return pushing.Clone(folder)

    return make
