"""A branch pushed by stock git becomes a contribution, from the terminal to the merge."""

import re

import pytest
from sqlalchemy import select

from datapatch.db.models import Contribution, Kind, Origin, OutboxEntry, State
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution, read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, PLACES_CSV, Staff, import_places
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site
from tests.workflow.walking import suggest

PHONE = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
OTHER_PHONE = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710099,")
ZOE = "zoe@noreply.127.0.0.1"


def pushed(served: Site) -> Contribution:
    """The one contribution that there is."""
    (row,) = served.contributions()
    return row


def test_a_branch_becomes_a_contribution(served: Site, working: Working) -> None:
    """Recorded, held by a branch of the server, told to the moderators, with a receipt."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: PHONE}, "My number")
    said = copy.git("push", "-u", "origin", "phone")
    row = pushed(served)
    assert (row.kind, row.origin, row.state) == (Kind.CORRECTION, Origin.PUSH, State.OPEN)
    assert (row.row_label, row.author_name) == ("Médiathèque du Lac, Montpellier", "Zoe")
    assert f"remote: Thank you: this is contribution {row.id}." in said
    (secret,) = re.findall(r"/receipts/(\S+)", said)
    assert read_receipt(served.instance, secret).id == row.id
    branch = served.git("rev-parse", f"contributions/{row.id}", review=True).strip()
    assert branch == row.branch_commit
    with served.instance.database.reading() as session:
        (mail,) = session.scalars(select(OutboxEntry))
    assert mail.recipient == "mo@example.org"
    assert f"/contributions/{row.id}" in mail.text_body
    assert "04\xa065\xa071\xa000\xa002" in mail.text_body
    assert served.git("rev-list", "--count", "main").strip() == "1"


def test_the_accepted_contribution_is_a_merge(served: Site, working: Working, staff: Staff) -> None:
    """One line differs; trailers, names and addresses are right; fsck has nothing to say."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: PHONE}, "My number, write to zoe@home.example")
    copy.git("push", "-q", "origin", "phone")
    row = pushed(served)
    accept(served.instance, staff.moderator, row.id, now=NOON)
    assert served.git("diff", "--numstat", "main^1", "main").split() == ["1", "1", TABLE]
    told = served.git("log", "-1", "--format=%s%n%an <%ae>%n%cn%n%(trailers:only)", "main")
    assert told.splitlines()[:5] == [
        "Correct Médiathèque du Lac, Montpellier: telephone",
        f"Zoe <{ZOE}>",
        "Mo",
        f"Contribution: {row.id}",
        "Reviewed-by: Mo <mo@noreply.127.0.0.1>",
    ]
    for review in (False, True):
        assert served.git("fsck", "--strict", review=review) == ""
        objects = served.git("cat-file", "--batch-all-objects", "--batch", review=review)
        assert "home.example" not in objects
    assert served.git("for-each-ref", "refs/heads/contributions", review=True) == ""
    copy.git("checkout", "-q", "main")
    copy.git("pull", "-q")
    assert copy.git("rev-parse", "HEAD").strip() == served.head()


def test_pushing_again_amends(served: Site, working: Working) -> None:
    """The same branch is the same contribution, forced or not; what it held before is gone."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    first = copy.commit({TABLE: PHONE})
    copy.git("push", "-q", "origin", "phone")
    row = pushed(served)
    copy.commit({"README.md": "More\n"})
    assert f"remote: Contribution {row.id} now holds" in copy.git("push", "origin", "phone")
    copy.git("reset", "-q", "--hard", "origin/main")
    copy.commit({TABLE: OTHER_PHONE})
    copy.git("push", "-q", "-f", "origin", "phone")
    again = pushed(served)
    assert (again.id, again.receipt_hash) == (row.id, row.receipt_hash)
    assert "+33465710099" in again.patch
    assert (
        served.git("show", f"contributions/{row.id}:{TABLE}", review=True).encode() == OTHER_PHONE
    )
    served.git("rev-parse", f"contributions/{row.id}^{{commit}}", review=True)
    with pytest.raises(AssertionError):
        served.git("cat-file", "-e", first, review=True)
    objects = served.git("cat-file", "--batch-all-objects", "--batch", review=True)
    assert "+33465710002" not in objects


def test_after_a_decision_a_push_opens_a_new_one(
    served: Site, working: Working, staff: Staff
) -> None:
    """Refused or published, what was decided stays decided."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: PHONE}, email=ZOE)
    copy.git("push", "-q", "origin", "phone")
    refuse(served.instance, staff.moderator, pushed(served).id, words="Not yet", now=NOON)
    copy.git("push", "-q", "origin", "phone")
    accept(served.instance, staff.moderator, open_ids(served)[0], now=NOON)
    copy.commit({TABLE: OTHER_PHONE}, email=ZOE)
    copy.git("push", "-q", "origin", "phone")
    states = sorted(row.state for row in served.contributions())
    assert states == [State.OPEN, State.PUBLISHED, State.REFUSED]
    record = find_contribution(served.instance, staff.moderator.actor, open_ids(served)[0])
    (table,) = examine(served.instance, record).tables
    (cell,) = (cell for change in table.changes.changes for cell in change.cells)
    assert (cell.old, cell.new) == ("+33465710002", "+33465710099")


def test_a_clash_with_what_was_published_is_told(
    served: Site, working: Working, staff: Staff
) -> None:
    """The contribution waits all the same; merging main into the branch mends it."""
    copy = working("zoe")
    receipt = suggest(served.instance, "p2", {"telephone": "+33465710002"})
    accept(served.instance, staff.moderator, receipt.id, now=NOON)
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: OTHER_PHONE})
    assert "remote: It clashes with what was published" in copy.git("push", "origin", "phone")
    copy.git("fetch", "-q")
    copy.git("merge", "-q", "-s", "ours", "origin/main")
    assert "clashes" not in copy.git("push", "origin", "phone")
    record = find_contribution(served.instance, staff.moderator.actor, open_ids(served)[0])
    assert examine(served.instance, record).publishable


def open_ids(served: Site) -> list[str]:
    """What waits."""
    return [row.id for row in served.contributions() if row.state == State.OPEN]


def test_several_branches_are_several_contributions(served: Site, working: Working) -> None:
    """A push of two branches and a tag: two contributions, and no tag."""
    copy = working("zoe")
    for branch, table in [("one", PHONE), ("été/two", PLACES_CSV + b"p4,Tiers-lieu,Nice,,\n")]:
        copy.git("checkout", "-q", "-b", branch, "origin/main")
        copy.commit({TABLE: table})
    copy.git("tag", "v1")
    said = copy.git("push", "origin", "one", "été/two", "v1", fails=True)
    assert "v1 -> v1 (only branches can be pushed here)" in said
    assert {(row.pushed_ref, row.kind) for row in served.contributions()} == {
        ("one", Kind.CORRECTION),
        ("été/two", Kind.ADDITION),
    }
    assert served.git("tag", review=True) == served.git("tag") == ""


def test_branches_belong_to_people(served: Site, working: Working) -> None:
    """Two people may push a branch of the same name."""
    for login, table in [("zoe", PHONE), ("mo", OTHER_PHONE)]:
        copy = working(login)
        copy.git("checkout", "-q", "-b", "fix")
        copy.commit({TABLE: table})
        copy.git("push", "-q", "origin", "fix")
    assert {row.author_name for row in served.contributions()} == {"Zoe", "Mo"}


@pytest.mark.parametrize("login", ["zoe", ""])
def test_whoever_has_no_right_cannot_push(
    served: Site, working: Working, instance: Instance, login: str
) -> None:
    """Without a token, or to a private dataset without a role."""
    secret = DatasetName("hub", "secret")
    import_places(instance, secret, public=False)
    copy = working()
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: PHONE})
    address = served.address(login, secret) if login else served.address()
    said = copy.git("push", address, "phone", fails=True)
    assert ("not found" if login else "could not read Username") in said
    assert served.contributions() == []


def test_wrong_tokens(served: Site, working: Working) -> None:
    """A wrong token, or one in another person's name, is asked about again."""
    copy = working()
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: PHONE})
    host = served.host
    mine = served.address("zoe").split("//zoe:")[1].split("@")[0]
    for who in (f"mo:{mine}", "zoe:dp_wrong", "zoe:"):
        said = copy.git("push", f"http://{who}@{host}/hub/places.git", "phone", fails=True)
        assert "Authentication failed" in said or "could not read" in said
    assert served.contributions() == []


def test_own_commits_are_kept(served: Site, working: Working, staff: Staff) -> None:
    """When every address is the pusher's public one, the commits themselves are merged."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: OTHER_PHONE}, "A number", email=ZOE)
    tip = copy.commit({TABLE: PHONE}, "The right number\n\nIt was misread.", email=ZOE)
    copy.git("push", "-q", "origin", "phone")
    row = pushed(served)
    assert row.branch_commit == tip
    accept(served.instance, staff.moderator, row.id, now=NOON)
    assert served.git("rev-parse", "main^2").strip() == tip
    assert served.git("log", "-1", "--format=%s", "main").strip() == "The right number"
    assert served.git("fsck", "--strict") == ""


@pytest.mark.parametrize(
    ("message", "author", "committer"),
    [
        ("A number", "z@home.example", ZOE),
        ("A number", ZOE, "z@home.example"),
        ("A number\n\nCo-authored-by: Z <z@home.example>", ZOE, ZOE),
        ("", ZOE, ZOE),
        ("A \x1b[31mred\x1b[0m number", ZOE, ZOE),
        ("A number", "mo@noreply.127.0.0.1", ZOE),
    ],
)
def test_other_commits_are_replaced(
    served: Site, working: Working, message: str, author: str, committer: str
) -> None:
    """Any other address, or a title that is none: one commit of the server takes their place."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "phone")
    copy.commit({TABLE: OTHER_PHONE}, email=ZOE)
    (copy.folder / TABLE).write_bytes(PHONE)
    signed = ("commit", "-qa", "--allow-empty-message", "-m", message, f"--author=Zoe <{author}>")
    copy.git(*signed, email=committer)
    copy.git("push", "-q", "origin", "phone")
    row = pushed(served)
    shown = served.git("log", "--format=%s %ae %ce", f"main..{row.branch_commit}", review=True)
    assert shown.splitlines() == [
        f"Correct Médiathèque du Lac, Montpellier: telephone {ZOE} datapatch@noreply.127.0.0.1"
    ]
    objects = served.git("cat-file", "--batch-all-objects", "--batch", review=True)
    assert "home.example" not in objects


def test_a_push_of_many_things(served: Site, working: Working, staff: Staff) -> None:
    """Rows, a new table file and the README at once: each is examined, and published."""
    copy = working("zoe")
    copy.git("checkout", "-q", "-b", "much")
    lines = PHONE.replace(b"p3,Cyber-base", b"p9,Cyber-base")
    copy.commit({TABLE: lines, "README.md": "# Places\n", "data/extra.csv": "a;b\n1;2;3\n"})
    copy.git("push", "-q", "origin", "much")
    record = find_contribution(served.instance, staff.moderator.actor, pushed(served).id)
    examination = examine(served.instance, record)
    (table,) = examination.tables
    assert sorted(change.op for change in table.changes.changes) == ["add", "remove", "update"]
    assert [(file.path, file.op) for file in examination.files] == [
        ("README.md", "update"),
        ("data/extra.csv", "add"),
    ]
    accept(served.instance, staff.moderator, record.id, now=NOON)
    changed = served.git("diff", "--name-status", "main^1", "main").split()
    assert changed == ["M", "README.md", "A", "data/extra.csv", "M", TABLE]
    assert Clone(copy.folder).git("fetch", "-q") == ""
