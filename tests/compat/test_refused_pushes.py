"""What stock git may not bring in, and what it prints instead; nothing of it stays."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.config import Limits
from datapatch.translation import translator
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.pushes.receiving import NOTHING_KEPT
from tests.builders import PLACES_CSV, Staff
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site, add_contributor, serving

TWICE = PLACES_CSV + b"p1,Autre,Nice,,\n"


@pytest.fixture
def copy(working: Working) -> Clone:
    """Zoe's clone, on a branch of her own."""
    made: Clone = working("zoe")
    made.git("checkout", "-q", "-b", "work")
    return made


def refused(served: Site, copy: Clone, *words: str) -> str:
    """What git prints of a push that fails; both repositories hold what they held."""
    before = served.stored()
    said = copy.git("push", *(words or ("origin", "work")), fails=True)
    assert (served.stored(), served.contributions()) == (before, [])
    return said


def test_violations_are_told_in_the_terminal(served: Site, copy: Clone) -> None:
    """File, row, field and why; the words of git say that it was declined."""
    copy.commit({TABLE: TWICE})
    said = refused(served, copy)
    assert f"remote: {TABLE}: Row 5: id: “p1” stands in row 2 already" in said
    assert "remote: Nothing of this push was kept. Correct it, then push again." in said
    assert "[remote rejected] work -> work (pre-receive hook declined)" in said
    copy.commit({TABLE: PLACES_CSV + b"p4,Autre,Nice,,\n"})
    copy.git("push", "-q", "origin", "work")


def test_one_fault_refuses_all_branches(served: Site, copy: Clone) -> None:
    """A good branch beside a bad one does not come in either."""
    copy.commit({"README.md": "Good\n"})
    copy.git("checkout", "-q", "-b", "bad", "origin/main")
    copy.commit({TABLE: TWICE})
    assert "Row 5" in refused(served, copy, "origin", "work", "bad")


def test_the_terminal_speaks_the_pushers_language(
    served: Site, working: Working, instance: Instance
) -> None:
    """As the account says, whatever the machine's language is."""
    add_contributor(instance, "camille", language="fr")
    copy = working("camille")
    copy.commit({TABLE: TWICE})
    said = copy.git("push", "origin", "HEAD:work", fails=True)
    assert f"remote: {translator('fr')(NOTHING_KEPT)}" in said


def link(folder: Path) -> None:
    """A symbolic link in place of the table."""
    (folder / TABLE).unlink()
    (folder / TABLE).symlink_to("/etc/passwd")


def submodule(folder: Path) -> None:
    """A commit of another repository as an entry."""
    entry = f"160000,{'1' * 40},module"
    git(folder, "update-index", "--add", "--cacheinfo", entry)


def colon(folder: Path) -> None:
    """A name that is no name elsewhere."""
    (folder / "a:b.csv").write_text("a\n")


def control(folder: Path) -> None:
    """A name that would move the cursor of whoever lists it."""
    (folder / "a\x1b[2Jb.csv").write_text("a\n")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (link, f"“{TABLE}” is a symbolic link"),
        (submodule, "“module” is a submodule"),
        (colon, "“a:b.csv” holds a backslash or a colon"),
        (control, "“a\N{REPLACEMENT CHARACTER}[2Jb.csv” holds a control character"),
    ],
)
def test_only_plain_files_come_in(
    served: Site, copy: Clone, spoil: Callable[[Path], None], words: str
) -> None:
    """Even when a later commit of the same push takes them away again."""
    spoil(copy.folder)
    if spoil is not submodule:
        copy.git("add", "-A")
    copy.git("commit", "-q", "-m", "Odd")
    copy.git("revert", "--no-edit", "HEAD")
    copy.commit({"README.md": "Something else\n"})
    assert words in refused(served, copy)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ("100644 blob {blob}\t.git\n", "hasDotgit"),
        ("040000 tree {tree}\t..\n", "hasDotdot"),
        ("100644 blob {blob}\t.GIT\n", "hasDotgit"),
    ],
)
def test_objects_are_checked(served: Site, copy: Clone, tree: str, words: str) -> None:
    """A tree that git itself would never write does not pass."""
    blob = copy.git("rev-parse", f"HEAD:{TABLE}").strip()
    folder = copy.git("rev-parse", "HEAD:data").strip()
    whole = copy.git("ls-tree", "HEAD") + tree.format(blob=blob, tree=folder)
    made = git(copy.folder, "mktree", "--missing", given=whole.encode())
    new = copy.git("commit-tree", "-p", "HEAD", "-m", "Odd", made).strip()
    assert words in refused(served, copy, "origin", f"{new}:refs/heads/work")


def test_what_is_no_branch_of_this_dataset(served: Site, copy: Clone) -> None:
    """Tags, deletions, other people's places, histories and objects of another kind."""
    assert "it cannot be deleted" in refused(served, copy, "origin", ":main")
    copy.commit({"README.md": "Hello\n"})
    copy.git("tag", "-a", "-m", "A tag", "v1")
    assert "This push names no branch" in refused(served, copy, "origin", "v1")
    assert "This push names no branch" in refused(served, copy, "origin", "HEAD:refs/notes/x")
    reserved = refused(served, copy, "origin", "HEAD:refs/heads/contributions/mine")
    assert "hidden ref" in reserved or "kept for the server" in reserved
    tag = copy.git("rev-parse", "v1").strip()
    assert "is no commit" in refused(served, copy, "origin", f"{tag}:refs/heads/tagged")
    copy.git("checkout", "-q", "--orphan", "alone")
    copy.commit({"README.md": "Alone\n"})
    assert "shares no history with this dataset" in refused(served, copy, "origin", "alone")


def test_a_branch_that_changes_nothing(served: Site, copy: Clone) -> None:
    """Neither what is published nor an empty commit can be decided upon."""
    assert "changes nothing" in refused(served, copy)
    copy.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    assert "changes nothing" in refused(served, copy)


@pytest.mark.parametrize("options", [("--depth=1",), ("--filter=blob:none",)])
def test_clones_of_a_part_can_push(served: Site, working: Working, options: tuple[str]) -> None:
    """Nobody needs the whole history to correct a cell."""
    copy = working("zoe", *options)
    copy.commit({TABLE: PLACES_CSV + b"p4,New,Nice,,\n"})
    copy.git("push", "-q", "origin", "HEAD:work")
    assert served.git("fsck", "--strict", review=True) == ""
    assert len(served.contributions()) == 1


def test_a_push_past_the_limit(instance: Instance, staff: Staff, tmp_path: Path) -> None:
    """It ends with git's own sentence, however much the client still has to send."""
    assert staff
    limited = open_instance(replace(instance.config, limits=Limits(push_bytes=200_000)))
    with serving(limited) as served:
        Clone(tmp_path).git("clone", "-q", served.address("zoe"), "copy")
        copy = Clone(tmp_path / "copy")
        copy.commit({"noise.bin": os.urandom(12_000_000)})
        for buffer in (65_536, 40_000_000):
            said = push_buffered(served, copy, buffer)
            assert "remote: fatal: pack exceeds maximum allowed size" in said
    limited.database.close()


def push_buffered(served: Site, copy: Clone, buffer: int) -> str:
    """What a refused push prints, with so many bytes of buffer at the client."""
    before = served.stored()
    said = copy.git("-c", f"http.postBuffer={buffer}", "push", "origin", "HEAD:work", fails=True)
    assert (served.stored(), served.contributions()) == (before, [])
    return said


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    """What git prints when it reads ``given``."""
    done = subprocess.run(["git", *words], cwd=folder, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()
