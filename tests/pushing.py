"""The real application served in a thread, and stock git that clones from it and pushes to it."""

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from werkzeug.serving import make_server

from datapatch.accounts.people import NewPerson
from datapatch.db.models import Contribution
from datapatch.gitstore.pushes import HEADS, RefUpdate
from datapatch.gitstore.repository import MAIN
from datapatch.translation import translator, untranslated
from datapatch.types import CommitId, DatasetName, ObjectId
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.joining import join, new_token
from datapatch.workflow.people.visiting import Visitor
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.pushes.receiving import Push
from tests.builders import NOON, OPERATOR, PLACES
from webui import create_app

TABLE = "data/places.csv"


@dataclass(frozen=True)
class Site:
    """An instance and the address at which its application answers."""

    instance: Instance
    host: str

    def address(self, login: str = "", name: DatasetName = PLACES, *, review: bool = False) -> str:
        """The git address of a dataset, with a new token of ``login`` in it if there is one."""
        who = f"{login}:{new_token(self.instance, login, 'git', now=NOON)}@" if login else ""
        return f"http://{who}{self.host}/{'review/' if review else ''}{name}.git"

    def contributions(self) -> list[Contribution]:
        """Every contribution, in the order in which they came."""
        query = select(Contribution).order_by(Contribution.created_at)
        with self.instance.database.reading() as session:
            return list(session.scalars(query))

    def head(self, name: DatasetName = PLACES) -> CommitId:
        """The published commit."""
        with self.instance.repositories(name) as pair:
            head = pair.published.tip(MAIN)
        assert head is not None
        return head

    def stored(self, name: DatasetName = PLACES) -> set[str]:
        """Every file of both repositories that holds objects or names some."""
        pair = self.instance.repositories(name)
        return {
            str(path)
            for folder in (pair.published_path, pair.review_path)
            for part in ("objects", "refs")
            for path in (folder / part).rglob("*")
            if path.is_file()
        }

    def git(self, *words: str, review: bool = False, name: DatasetName = PLACES) -> str:
        """What stock git prints about a repository of the dataset."""
        pair = self.instance.repositories(name)
        return Clone(pair.review_path if review else pair.published_path).git(*words)


@contextmanager
def serving(instance: Instance) -> Iterator[Site]:
    """The application of ``instance`` on a free port."""
    app = create_app(instance.config)
    app.extensions["datapatch"].database.close()
    app.extensions["datapatch"] = instance
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(instance, f"127.0.0.1:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def add_contributor(instance: Instance, login: str = "zoe", *, language: str = "en") -> int:
    """A person without any role, called by the login with a capital; their id."""
    person = NewPerson(login, login.capitalize(), language, f"{login}@example.org", None)
    return join(instance, person, now=NOON)


def handed_in(
    instance: Instance,
    who: Moderator,
    files: Mapping[str, bytes | None],
    *,
    branch: str = "work",
    language: str = "en",
) -> tuple[Push, RefUpdate, Path]:
    """A push of one commit with these files on the published head, before anybody judged it.

    The folder of its objects comes out as well: ``push.judge([update], folder)``.
    """
    with instance.repositories(PLACES) as pair:
        base = pair.published.tip(MAIN)
        assert base is not None
        signer = pair.published.revision(base).author
        new = pair.review.commit(
            base, files, parents=[base], author=signer, committer=signer, message="Work"
        )
        objects = pair.review_path / "objects"
    speak = translator(language) if language != "en" else untranslated
    dataset = find_dataset(instance, OPERATOR, PLACES)
    push = Push(instance, dataset, Visitor(who, language), speak, NOON)
    return push, RefUpdate(f"{HEADS}{branch}", None, new), objects


@dataclass(frozen=True)
class Clone:
    """A working copy, or any folder that git runs in."""

    folder: Path

    def git(self, *words: str | Path, fails: bool = False, email: str = "zoe@home.example") -> str:
        """What git says, on both channels, when it ends as it should."""
        done = subprocess.run(
            ["git", "-c", "user.name=Zoe", "-c", f"user.email={email}", *words],
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=False,
        )
        said = (done.stdout + done.stderr).decode(errors="backslashreplace")
        assert bool(done.returncode) is fails, said
        return said

    def commit(
        self,
        files: Mapping[str, bytes | str | None],
        message: str = "A change",
        *,
        email: str = "zoe@home.example",
    ) -> CommitId:
        """Commit these files (None: removed) where the clone stands."""
        for name, data in files.items():
            path = self.folder / name
            if data is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty-message", "-m", message, email=email)
        return CommitId(ObjectId(self.git("rev-parse", "HEAD").strip()))
