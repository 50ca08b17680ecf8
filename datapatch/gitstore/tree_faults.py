"""What may not come in: links, submodules, unsafe paths and files past the limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from datapatch.gitstore.paths import path_fault
from datapatch.gitstore.repository import Repository
from datapatch.gitstore.sizes import sizes_of_blobs
from datapatch.gitstore.trees import Entry, entries
from datapatch.translation import N_, Translate, untranslated
from datapatch.types import BlobId, CommitId, ObjectId

_DEEPEST = 32  # folders within folders
_LINK = N_("“{path}” is a symbolic link: put the file itself in its place.")
_SUBMODULE = N_("“{path}” is a submodule: put its files in its place.")
_DEEP = N_("“{path}” lies more than {limit} folders deep: move it up.")
_LARGE = N_("“{path}” holds {size} bytes; the limit here is {limit}. Cut it into smaller files.")


@dataclass(frozen=True, slots=True)
class TreeFault:
    """One entry that may not come in: an English template with ``{path}``, and its data."""

    path: str
    template: str
    data: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def sentence(self, translate: Translate = untranslated) -> str:
        """The sentence for a person, in the language of ``translate``."""
        shown = self.path.encode("utf-8", "replace").decode()
        return translate(self.template).format(path=shown, **self.data)


def tree_faults(
    repository: Repository,
    commit: CommitId,
    base: CommitId | None,
    *,
    file_bytes: int,
    by_name: Mapping[str, int] = MappingProxyType({}),
) -> tuple[TreeFault, ...]:
    """The faults of every commit that ``commit`` adds to the history of ``base``, each once.

    A file may hold ``file_bytes``, one of a name in ``by_name`` no more than that says.
    Only entries that no parent of a commit has are looked at: what was there before is not the
    pusher's doing. Sorted by path. Raises NotFound when an object is missing.
    """
    added: set[tuple[str, Entry]] = set()
    for revision in repository.new_revisions(commit, base):
        before = [repository.revision(parent).tree for parent in revision.parents]
        added.update(_added(repository, revision.tree, before, ""))
    faults = {
        (path, fault.template): fault for path, entry in added for fault in _faults(path, entry)
    }
    files = {(path, BlobId(entry.oid)) for path, entry in added if entry.is_file}
    sizes = sizes_of_blobs(repository, sorted({blob for _, blob in files}))
    for path, blob in files:
        size = sizes.get(blob, 0)
        limit = min(file_bytes, by_name.get(path.rsplit("/", 1)[-1], file_bytes))
        if size > limit:
            data = MappingProxyType({"size": size, "limit": limit})
            faults[path, _LARGE] = TreeFault(path, _LARGE, data)
    return tuple(fault for _, fault in sorted(faults.items()))


def _added(
    repository: Repository, tree: ObjectId, before: Sequence[ObjectId], prefix: str
) -> Iterator[tuple[str, Entry]]:
    """Paths and entries beneath ``tree`` that differ from each of the trees ``before``."""
    known = [entries(repository.objects, one) for one in before]
    for name, entry in entries(repository.objects, tree).items():
        same = [lines[name] for lines in known if name in lines]
        if entry in same:
            continue
        path = prefix + name
        if not entry.is_folder or path.count("/") >= _DEEPEST or path_fault(path):
            yield path, entry
        else:
            folders = [line.oid for line in same if line.is_folder]
            yield from _added(repository, entry.oid, folders, f"{path}/")


def _faults(path: str, entry: Entry) -> Iterator[TreeFault]:
    """What is wrong with the entry itself, whatever is in it."""
    template = path_fault(path)
    if template is not None:
        yield TreeFault(path, template)
    elif entry.is_folder:
        yield TreeFault(path, _DEEP, MappingProxyType({"limit": _DEEPEST}))
    elif not entry.is_file:
        yield TreeFault(path, _LINK if entry.is_blob else _SUBMODULE)
