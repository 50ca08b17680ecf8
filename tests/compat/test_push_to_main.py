"""What editors push to ``main`` is published by a merge of the server; others are told how."""

import pytest

from datapatch.accounts.people import NewPerson
from datapatch.db.models import Role, State
from datapatch.workflow.people.joining import Joining, join
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES_CSV, Staff
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site
from tests.workflow.walking import suggest

PHONE = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
ADA, ED = "ada@noreply.127.0.0.1", "ed@noreply.127.0.0.1"


@pytest.mark.parametrize("login", ["zoe", "mo"])
def test_others_are_told_how_to_contribute(served: Site, working: Working, login: str) -> None:
    """Neither a visitor nor a moderator publishes by a push, and nothing of it stays."""
    copy = working(login)
    copy.commit({TABLE: PHONE})
    before, head = served.stored(), served.head()
    said = copy.git("push", "origin", "main", fails=True)
    assert "remote: main is published by the editors of this dataset." in said
    assert "git push origin HEAD:my-change" in said
    assert (served.stored(), served.head()) == (before, head)
    assert served.contributions() == []
    copy.git("push", "-q", "origin", "HEAD:my-change")
    assert len(served.contributions()) == 1


def test_an_editor_publishes(served: Site, working: Working) -> None:
    """With the public address in them, the commits stay; ``git pull`` fast-forwards to main."""
    editor = NewPerson("ed", "Ed", "en", "ed@example.org")
    join(served.instance, editor, [Joining("hub", Role.EDITOR)], now=NOON)
    copy, head = working("ed"), served.head()
    first = copy.commit({TABLE: PHONE}, "The number", email=ED)
    tip = copy.commit({"README.md": "# Places\n"}, "A title", email=ED)
    said = copy.git("push", "origin", "main")
    published = served.head()
    assert f"remote: Published as {published[:12]}. Run “git pull” to have it." in said
    assert served.git("rev-parse", "main^1", "main^2").split() == [head, tip]
    assert served.git("rev-parse", "main^2^").strip() == first
    told = served.git("log", "-1", "--format=%s%n%an <%ae>%n%cn <%ce>%n%(trailers:only)", "main")
    (row,) = served.contributions()
    assert told.strip().splitlines() == [
        *("A title", f"Ed <{ED}>", f"Ed <{ED}>"),
        *(f"Contribution: {row.id}", f"Reviewed-by: Ed <{ED}>"),
    ]
    assert (row.state, row.published_commit) == (State.PUBLISHED, published)
    assert "Fast-forward" in copy.git("pull")
    assert copy.git("rev-parse", "HEAD").strip() == published
    assert copy.git("status", "--porcelain", "--branch").strip() == "## main...origin/main"
    assert served.git("fsck", "--strict") == served.git("fsck", "--strict", review=True) == ""


def test_private_addresses_are_replaced(served: Site, working: Working) -> None:
    """Not one object of the published repository holds them; the terminal says how to go on."""
    copy = working("ada")
    copy.commit({TABLE: PHONE.replace(b"Cyber-base", b"Secret draft")}, "Draft")
    copy.commit({TABLE: PHONE}, "Write to me at zoe@home.example")
    said = copy.git("push", "origin", "main")
    assert "git fetch origin && git reset --keep origin/main" in said.replace("\nremote: ", " ")
    assert f"git config user.email {ADA}" in said
    for review in (False, True):
        objects = served.git("cat-file", "--batch-all-objects", "--batch", review=review)
        assert "home.example" not in objects
        assert "Secret draft" not in objects
        assert served.git("fsck", "--strict", review=review) == ""
    assert served.git("log", "-1", "--format=%an <%ae>", "main").strip() == f"Ada <{ADA}>"
    assert served.git("show", f"main:{TABLE}").encode() == PHONE
    copy.git("fetch", "-q", "origin")
    copy.git("reset", "-q", "--keep", "origin/main")
    assert copy.git("rev-parse", "HEAD").strip() == served.head()
    copy.commit({"README.md": "# Places\n"}, "A title", email=ADA)
    assert "git pull" in copy.git("push", "origin", "main")


def test_main_moved_meanwhile(served: Site, working: Working, staff: Staff) -> None:
    """The editor fetches, merges and pushes; forcing does not help; nothing published is lost."""
    copy = working("ada")
    receipt = suggest(served.instance, "p1", {"telephone": "+33465710099"})
    accept(served.instance, staff.moderator, receipt.id, now=NOON)
    copy.commit({TABLE: PLACES_CSV + b"p4,Tiers-lieu,Nice,,\n"}, "One more", email=ADA)
    head, before = served.head(), served.stored()
    assert "fetch first" in copy.git("push", "origin", "main", fails=True)
    said = copy.git("push", "-f", "origin", "main", fails=True)
    assert "remote: main moved meanwhile. Fetch it, merge it into yours" in said
    assert (served.head(), served.stored()) == (head, before)
    copy.git("pull", "-q", "--no-rebase", "--no-edit", email=ADA)
    copy.git("push", "-q", "origin", "main")
    table = served.git("show", f"main:{TABLE}")
    assert "+33465710099" in table
    assert "Tiers-lieu" in table
    copy.git("pull", "-q")
    assert copy.git("rev-parse", "HEAD").strip() == served.head()


def test_history_cannot_be_taken_back(served: Site, working: Working, staff: Staff) -> None:
    """Neither by forcing an older commit onto main nor by deleting it."""
    receipt = suggest(served.instance, "p1", {"telephone": "+33465710099"})
    accept(served.instance, staff.moderator, receipt.id, now=NOON)
    copy, head = working("ada"), served.head()
    copy.git("push", "-f", "origin", "HEAD~1:main", fails=True)
    assert "it cannot be deleted" in copy.git("push", "origin", ":main", fails=True)
    assert served.head() == head


def test_an_editor_too_is_judged(served: Site, working: Working) -> None:
    """Violations are refused on main as everywhere, before anything is recorded."""
    copy = working("ada")
    copy.commit({TABLE: PLACES_CSV + b"p1,Again,Nice,,\n"}, email=ADA)
    before = served.stored()
    said = copy.git("push", "origin", "main", fails=True)
    assert f"remote: {TABLE}: Row 5: id: “p1” stands in row 2 already" in said
    assert (served.stored(), served.contributions()) == (before, [])


def test_main_and_a_branch_at_once(served: Site, working: Working) -> None:
    """The branch becomes a contribution beside the publication."""
    copy = working("ada")
    copy.commit({"README.md": "# Places\n"}, "A title", email=ADA)
    copy.git("checkout", "-q", "-b", "phone", "origin/main")
    copy.commit({TABLE: PHONE}, "The number", email=ADA)
    copy.git("push", "-q", "origin", "main", "phone")
    assert {(row.pushed_ref, row.state) for row in served.contributions()} == {
        ("main", State.PUBLISHED),
        ("phone", State.OPEN),
    }
    assert Clone(copy.folder).git("fetch", "origin").count("main") == 2
