"""Stock git reads what is published from the whole application, and nothing else."""

import re

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.abuse.vetting import Vetting
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, PLACES_CSV, Staff, import_places
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site
from tests.webui.sent import every_object
from tests.workflow.walking import suggest

SECRET = DatasetName("hub", "secret")


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_anybody_clones_a_public_dataset(served: Site, working: Working, version: str) -> None:
    """Whichever protocol git speaks, and without any log-in."""
    copy = working("", "-c", f"protocol.version={version}")
    assert (copy.folder / TABLE).read_bytes() == PLACES_CSV
    assert copy.git("rev-parse", "HEAD").strip() == served.head()
    assert copy.git("branch", "-a", "--format=%(refname)").split() == [
        "refs/heads/main",
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/main",
    ]


def test_clones_of_a_part(served: Site, working: Working, instance: Instance, staff: Staff) -> None:
    """Shallow, without blobs, and grown afterwards."""
    for number in range(3):
        receipt = suggest(instance, "p2", {"telephone": f"+3346571000{number}"})
        accept(instance, staff.moderator, receipt.id, now=NOON)
    shallow = working("", "--depth=1", "--no-single-branch")
    assert shallow.git("rev-list", "--count", "HEAD").strip() == "1"
    shallow.git("fetch", "-q", "--unshallow")
    assert shallow.git("rev-list", "--count", "--first-parent", "HEAD").strip() == "4"
    partial = working("", "--filter=blob:none")
    assert partial.git("show", f"HEAD~3:{TABLE}") == PLACES_CSV.decode()
    listed = Clone(shallow.folder).git("ls-remote", served.address())
    assert [line.split()[1] for line in listed.splitlines()] == ["HEAD", "refs/heads/main"]


def test_a_fetch_brings_what_was_published_since(
    served: Site, working: Working, instance: Instance, staff: Staff
) -> None:
    """``git pull`` in an old clone fast-forwards."""
    copy = working()
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert "Fast-forward" in copy.git("pull")
    assert copy.git("rev-parse", "HEAD").strip() == served.head()


def test_a_private_dataset_is_cloned_by_members(
    served: Site, working: Working, instance: Instance
) -> None:
    """Others cannot tell it from one that does not exist."""
    import_places(instance, SECRET, public=False)
    assert (working("mo", name=SECRET).folder / TABLE).exists()
    here = Clone(instance.config.home)
    for login, words in [("", "could not read Username"), ("zoe", "not found")]:
        for name in (SECRET, DatasetName("hub", "missing")):
            address = served.address(login, name)
            assert words in here.git("clone", address, "copy", fails=True)


def test_what_waits_cannot_be_fetched(served: Site, working: Working, instance: Instance) -> None:
    """Neither by name nor by object id, whichever protocol: only the review address has it."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    copy = working("mo")
    branch = f"contributions/{receipt.id}"
    commit = served.git("rev-parse", branch, review=True).strip()
    blob = served.git("rev-parse", f"{branch}:{TABLE}", review=True).strip()
    for version in ("0", "2"):
        for wanted in (branch, f"refs/heads/{branch}", commit, blob):
            fetch = ("-c", f"protocol.version={version}", "fetch", "origin", wanted)
            copy.git(*fetch, fails=True)
    copy.git("cat-file", "-e", commit, fails=True)
    copy.git("fetch", "-q", served.address("mo", review=True), branch)
    assert copy.git("rev-parse", "FETCH_HEAD").strip() == commit
    assert "+33465710002" in copy.git("show", f"FETCH_HEAD:{TABLE}")


def test_the_review_address_is_for_moderators(served: Site, instance: Instance) -> None:
    """Whoever may not moderate finds nothing there."""
    suggest(instance, "p2", {"telephone": "+33465710002"})
    here = Clone(instance.config.home)
    assert "could not read Username" in here.git(
        "ls-remote", served.address(review=True), fails=True
    )
    assert "not found" in here.git("ls-remote", served.address("zoe", review=True), fails=True)
    listed = here.git("ls-remote", served.address("mo", review=True))
    assert "refs/heads/contributions/" in listed


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "speaks git's smart protocol alone"), ("fr", "ne connaît que le protocole")],
)
def test_an_old_client_is_told(
    served: Site,
    instance: Instance,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    """The protocol that only reads files gets a sentence, in the language of the terminal."""
    monkeypatch.setenv("GIT_SMART_HTTP", "0")
    monkeypatch.setenv("LANGUAGE", language)
    said = Clone(instance.config.home).git("clone", served.address(), "copy", fails=True)
    assert re.search(f"remote: .*{words}", said)


def test_what_is_refused_or_set_apart_is_in_no_repository(
    served: Site, working: Working, instance: Instance, staff: Staff
) -> None:
    """A refused one leaves the review repository with its verdict, for moderators too."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    branch = f"contributions/{receipt.id}"
    commit = served.git("rev-parse", branch, review=True).strip()
    blob = served.git("rev-parse", f"{branch}:{TABLE}", review=True).strip()
    refuse(instance, staff.moderator, receipt.id, motive="", words="No.", now=NOON)
    suggest(instance, "p3", {"telephone": "+33465710009"}, vetting=Vetting(set_apart=True))
    copy = working("mo")
    for review in (False, True):
        address = served.address("mo", review=review)
        for wanted in (branch, commit, blob):
            copy.git("fetch", address, wanted, fails=True)
        assert receipt.id not in copy.git("ls-remote", address)
    held = every_object(instance)
    assert b"+33465710002" not in held
    assert b"+33465710009" not in held
