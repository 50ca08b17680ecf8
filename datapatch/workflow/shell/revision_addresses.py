"""``REPO:REVISION:RESOURCE``: a table in any revision of a repository of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from datapatch.errors import NotFound
from datapatch.gitstore.clones import commit_in_clone, open_clone
from datapatch.index.parsed import ParsedTables
from datapatch.translation import N_
from datapatch.workflow.snapshot import Snapshot, TableFile

NO_TABLE = N_("{address} holds no table “{resource}”. The tables are: {tables}.")
SEVERAL = N_("{address} holds several tables. Name one of them behind a colon: {tables}.")


@dataclass(frozen=True, slots=True)
class RevisionAddress:
    """A table of a revision: the folder of a clone or bare repository, what git takes for a
    revision, and the name or the path of a resource; empty where the only one is meant.
    """

    repository: Path
    revision: str
    resource: str

    def __str__(self) -> str:
        return f"{self.repository}:{self.revision}:{self.resource}"


def parse_address(text: str) -> RevisionAddress | None:
    """The address that ``text`` is, None when it has not three parts.

    No repository means the current folder, no revision HEAD.
    """
    repository, first, rest = text.partition(":")
    revision, second, resource = rest.rpartition(":")
    if not (first and second):
        return None
    return RevisionAddress(Path(repository or "."), revision or "HEAD", resource)


@contextmanager
def opened(address: RevisionAddress) -> Iterator[Snapshot]:
    """The revision that ``address`` names; raises NotFound."""
    with open_clone(address.repository) as repository:
        commit = commit_in_clone(address.repository, address.revision)
        yield Snapshot(repository, commit, ParsedTables())


def table_file(snapshot: Snapshot, address: RevisionAddress) -> TableFile:
    """The resource that ``address`` names, by its name or by its path; raises NotFound."""
    files, wanted = snapshot.table_files, address.resource
    if not wanted and len(files) == 1:
        return next(iter(files.values()))
    if not wanted:
        raise NotFound(SEVERAL, address=address, tables=", ".join(files))
    name = wanted if wanted in files else snapshot.resource_at(wanted)
    if name is None:
        raise NotFound(NO_TABLE, address=address, resource=wanted, tables=", ".join(files))
    return files[name]
