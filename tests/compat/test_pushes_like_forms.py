"""What forms and programs may not do, no push does either; moderators fetch their rows alone."""

import pytest
import requests.auth
from sqlalchemy import select

from datapatch.accounts.memberships import limit_to_rows
from datapatch.accounts.people import NewPerson, find_person
from datapatch.db.models import Role, Workspace
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.joining import Joining, join, new_token
from datapatch.workflow.preferences import choose
from datapatch.workflow.proposals.contributing import Receipt
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site
from tests.workflow.walking import suggest

OTHER_TOWN = PLACES_CSV.replace(b"Montpellier", b"Lattes")
OTHER_PHONE = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")


@pytest.fixture
def copy(working: Working) -> Clone:
    """Zoe's clone, on a branch of her own."""
    made: Clone = working("zoe")
    made.git("checkout", "-q", "-b", "work")
    return made


def test_a_paused_dataset_takes_no_push_but_amends_what_waits(
    served: Site, instance: Instance, copy: Clone
) -> None:
    """The sentence is that of the forms; nothing of a refused push stays."""
    copy.commit({TABLE: OTHER_PHONE})
    copy.git("push", "-q", "origin", "work")
    choose(instance, OPERATOR, PLACES, {"paused": True})
    copy.commit({TABLE: OTHER_PHONE.replace(b"10002", b"10009")})
    copy.git("push", "-q", "origin", "work")
    before = served.stored()
    said = copy.git("push", "origin", "HEAD:another", fails=True)
    assert "remote: This dataset takes no contributions just now. Its producer paused" in said
    assert served.stored() == before
    (row,) = served.contributions()
    assert "10009" in row.patch


def test_whoever_moderates_is_not_held_up_by_a_pause(
    served: Site, instance: Instance, working: Working
) -> None:
    """Nor is an editor, who publishes: a pause is about what the public suggests."""
    join(instance, _editor(), [Joining("hub", Role.EDITOR)], now=NOON)
    choose(instance, OPERATOR, PLACES, {"paused": True})
    moderator, editor = working("mo"), working("eve")
    moderator.commit({TABLE: OTHER_PHONE})
    moderator.git("push", "-q", "origin", "HEAD:work")
    editor.commit({TABLE: OTHER_TOWN})
    editor.git("push", "-q", "origin", "HEAD:main")
    assert [row.pushed_ref for row in served.contributions()] == ["work", "main"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (OTHER_TOWN, "another value"),
        (PLACES_CSV.replace(b"nom,commune,", b"nom,town,"), "another name"),
        (PLACES_CSV + "p4,Tiers-lieu,Sète,,\n".encode(), "a new row"),
        (
            b"id,nom,telephone,services\np1,La Fabrique,+33465710001,wifi\n",
            "no such column any more",
        ),
    ],
)
def test_locked_fields_cannot_be_pushed(
    served: Site, instance: Instance, copy: Clone, table: bytes, why: str
) -> None:
    """Neither the cells nor the column, by anybody but the producer."""
    choose(instance, OPERATOR, PLACES, {"locked_fields": ["commune"]})
    copy.commit({TABLE: table}, why)
    before = served.stored()
    said = copy.git("push", "origin", "work", fails=True)
    assert "“commune” is locked by the producer" in said
    assert (served.stored(), served.contributions()) == (before, [])


def test_what_is_not_locked_is_pushed(served: Site, instance: Instance, copy: Clone) -> None:
    """Beside a locked field every other one is open."""
    choose(instance, OPERATOR, PLACES, {"locked_fields": ["commune"]})
    copy.commit({TABLE: OTHER_PHONE})
    copy.git("push", "-q", "origin", "work")
    assert len(served.contributions()) == 1


def test_the_producer_pushes_locked_fields(
    served: Site, instance: Instance, working: Working
) -> None:
    """Editors look after the table: to ``main``, and as a contribution that others review."""
    join(instance, _editor(), [Joining("hub", Role.EDITOR)], now=NOON)
    choose(instance, OPERATOR, PLACES, {"locked_fields": ["commune"]})
    copy = working("eve")
    copy.commit({TABLE: OTHER_TOWN})
    copy.git("push", "-q", "origin", "HEAD:work", "HEAD:main")
    assert "Lattes" in served.git("show", f"main:{TABLE}")


@pytest.fixture
def waiting(instance: Instance, served: Site) -> tuple[Receipt, Receipt]:
    """A correction in Sète, for which the moderator cares, and one in Nîmes."""
    with instance.database.transaction() as session:
        person = find_person(session, "mo")
        workspace = session.scalars(select(Workspace)).one()
        assert person is not None
        limit_to_rows(session, person, workspace, "commune", ["Sète"])
    return (
        suggest(instance, "p1", {"telephone": "+33465710011"}),
        suggest(instance, "p3", {"telephone": "+33465710033"}),
    )


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_a_moderator_limited_to_rows_fetches_these_alone(
    served: Site, waiting: tuple[Receipt, Receipt], working: Working, version: str
) -> None:
    """Neither the name nor any object of another contribution leaves, in no version of git."""
    own, other = (f"contributions/{receipt.id}" for receipt in waiting)
    copy, address = working("mo"), served.address("mo", review=True)
    speak = ("-c", f"protocol.version={version}")
    listed = copy.git(*speak, "ls-remote", address)
    assert (own in listed, other in listed, "refs/heads/main" in listed) == (True, False, True)
    copy.git(*speak, "fetch", "-q", address, own)
    assert "+33465710011" in copy.git("show", f"FETCH_HEAD:{TABLE}")
    commit = served.git("rev-parse", other, review=True).strip()
    blob = served.git("rev-parse", f"{other}:{TABLE}", review=True).strip()
    for wanted in (other, commit, blob):
        copy.git(*speak, "fetch", address, wanted, fails=True)
    copy.git("cat-file", "-e", blob, fails=True)


def line(text: str) -> bytes:
    """A line as git's protocol frames it."""
    return f"{len(text) + 4:04x}{text}".encode()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, line("want {}\n") + b"0000" + line("done\n")),
        (
            {"Git-Protocol": "version=2"},
            line("command=fetch") + b"0001" + line("want {}\n") + line("done\n") + b"0000",
        ),
    ],
    ids=["first version", "second version"],
)
def test_who_knows_an_id_and_asks_by_hand_gets_no_object(
    served: Site, waiting: tuple[Receipt, Receipt], headers: dict[str, str], body: bytes
) -> None:
    """Stock git asks for nothing that was not offered; others might."""
    who = requests.auth.HTTPBasicAuth("mo", new_token(served.instance, "mo", "git", now=NOON))
    address = f"http://{served.host}/review/{PLACES}.git/git-upload-pack"
    packs = []
    for receipt in waiting:
        commit = served.git("rev-parse", f"contributions/{receipt.id}", review=True).strip()
        # the length of a line counts the 40 letters of the id, and not its two braces
        asked = body.replace(line("want {}\n"), line(f"want {commit}\n"))
        answer = requests.post(address, data=asked, headers=headers, auth=who, timeout=60)
        packs.append(b"PACK" in answer.content)
    assert packs == [not headers, False]


def test_owners_are_limited_to_nothing(
    served: Site, waiting: tuple[Receipt, Receipt], working: Working
) -> None:
    """They fetch whatever waits."""
    listed = working("ada").git("ls-remote", served.address("ada", review=True))
    assert all(receipt.id in listed for receipt in waiting)


def _editor() -> NewPerson:
    return NewPerson("eve", "Eve", "en", "eve@example.org", None)
