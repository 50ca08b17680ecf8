"""The addresses that git speaks to, as any HTTP client sees them."""

from base64 import b64encode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from datapatch.db.models import AccessToken
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.joining import new_token
from datapatch.workflow.people.visiting import end_token, list_tokens
from tests.builders import NOON, PLACES, Staff, import_places
from tests.pushing import add_contributor

SECRET = DatasetName("hub", "secret")
MISSING = DatasetName("hub", "missing")
FETCH, PUSH = "service=git-upload-pack", "service=git-receive-pack"


@pytest.fixture(autouse=True)
def secret(instance: Instance, dataset: DatasetName, staff: Staff) -> None:
    """Beside the public dataset, one for the workspace alone."""
    import_places(instance, SECRET, public=False)
    add_contributor(instance)


def basic(login: str, token: str) -> dict[str, str]:
    """The header that git sends."""
    return {"Authorization": f"Basic {b64encode(f'{login}:{token}'.encode()).decode()}"}


def known(instance: Instance, login: str) -> dict[str, str]:
    """The header with a good token of this person."""
    return basic(login, new_token(instance, login, "git", now=NOON))


def test_a_public_dataset_is_offered_to_anybody(client: FlaskClient) -> None:
    """No log-in is asked for, and no cache may keep the answer."""
    answer = client.get(f"/{PLACES}.git/info/refs?{FETCH}")
    assert answer.status_code == 200
    assert answer.content_type == "application/x-git-upload-pack-advertisement"
    assert b"refs/heads/main" in answer.data
    assert b"contributions" not in answer.data
    assert "no-cache" in answer.headers["Cache-Control"]
    assert client.head(f"/{PLACES}.git/info/refs?{FETCH}").status_code == 200


def test_strangers_see_no_difference(client: FlaskClient) -> None:
    """A private and a missing dataset ask for a log-in in the same words."""
    for asked in (FETCH, PUSH):
        private, missing = (client.get(f"/{n}.git/info/refs?{asked}") for n in (SECRET, MISSING))
        assert private.status_code == missing.status_code == 401
        assert private.data == missing.data
        assert private.headers == missing.headers
        assert private.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert private.mimetype == "text/plain"


def test_people_without_the_right_find_nothing(instance: Instance, client: FlaskClient) -> None:
    """A private and a missing dataset are not there for whoever has no role."""
    who, member = known(instance, "zoe"), known(instance, "mo")
    for asked in (f"info/refs?{FETCH}", f"info/refs?{PUSH}"):
        private, missing = (client.get(f"/{n}.git/{asked}", headers=who) for n in (SECRET, MISSING))
        assert private.status_code == missing.status_code == 404
        assert private.data == missing.data
        assert client.get(f"/{SECRET}.git/{asked}", headers=member).status_code == 200


def test_posts_obey_the_same_rules(instance: Instance, client: FlaskClient) -> None:
    """Whoever leaves the first question out gets no further."""
    who = known(instance, "zoe")
    for name in (SECRET, MISSING):
        for service in ("git-upload-pack", "git-receive-pack"):
            assert client.post(f"/{name}.git/{service}").status_code == 401
            assert client.post(f"/{name}.git/{service}", headers=who).status_code == 404
    assert client.post(f"/{PLACES}.git/git-receive-pack").status_code == 401


def test_the_review_address_asks_first(client: FlaskClient) -> None:
    """It always answers 401 first, since git sends a token only when it is asked."""
    for name in (PLACES, SECRET, MISSING):
        assert client.get(f"/review/{name}.git/info/refs?{FETCH}").status_code == 401
        assert client.post(f"/review/{name}.git/git-upload-pack").status_code == 401


def test_the_review_address_serves_moderators(instance: Instance, client: FlaskClient) -> None:
    """Readers of a public dataset find nothing there."""
    address = f"/review/{PLACES}.git/info/refs?{FETCH}"
    assert client.get(address, headers=known(instance, "zoe")).status_code == 404
    for member in ("mo", "ada"):
        assert client.get(address, headers=known(instance, member)).status_code == 200


def test_nobody_pushes_to_the_review_address(instance: Instance, client: FlaskClient) -> None:
    """The answer says where to."""
    who = known(instance, "mo")
    answer = client.get(f"/review/{PLACES}.git/info/refs?{PUSH}", headers=who)
    assert answer.status_code == 403
    assert f"/{PLACES}.git" in answer.text
    assert client.post(f"/review/{PLACES}.git/git-receive-pack", headers=who).status_code == 404


def test_only_a_good_token_opens(instance: Instance, client: FlaskClient) -> None:
    """Not a wrong one, not somebody else's, not one that expired or was revoked, no password."""
    address = f"/{PLACES}.git/info/refs?{PUSH}"
    token = new_token(instance, "zoe", "git", now=NOON)
    assert client.get(address, headers=basic("zoe", token)).status_code == 200
    assert client.get(address, headers=basic("ZOE@example.org", token)).status_code == 200
    for login, given in [("zoe", "dp_wrong"), ("mo", token), ("", token), ("zoe", ""), (token, "")]:
        assert client.get(address, headers=basic(login, given)).status_code == 401
    for header in ("Basic ???", "Bearer x", f"Bearer {token}", "Basic", ""):
        assert client.get(address, headers={"Authorization": header}).status_code == 401


def test_a_token_that_ended_opens_nothing(instance: Instance, client: FlaskClient) -> None:
    """Revoked or expired, it is as good as none, for reading too."""
    for ending in ("revoked", "expired"):
        token = new_token(instance, "zoe", ending, now=NOON)
        with instance.database.transaction() as session:
            row = session.query(AccessToken).filter_by(label=ending).one()
            if ending == "expired":
                row.expires_at = NOON + timedelta(seconds=1)
        if ending == "revoked":
            end_token(instance, row.person_id, row.id, now=NOON)
        for asked in (FETCH, PUSH):
            address = f"/{PLACES}.git/info/refs?{asked}"
            assert client.get(address, headers=basic("zoe", token)).status_code == 401
    assert len(list_tokens(instance, row.person_id)) == 1


def test_old_clients_are_told(client: FlaskClient) -> None:
    """What is not git's smart protocol gets a sentence, whether the dataset exists or not."""
    for name in (PLACES, SECRET, MISSING):
        for asked in ("", "?service=git-upload-archive", "?service="):
            answer = client.get(f"/{name}.git/info/refs{asked}")
            assert (answer.status_code, answer.mimetype) == (403, "text/plain")
            assert "smart protocol" in answer.text


def test_a_browser_is_led_to_the_page(client: FlaskClient) -> None:
    """An address for git that somebody opens leads to the dataset."""
    for address in (f"/{PLACES}.git", f"/{PLACES}.git/"):
        assert client.get(address).location == f"/{PLACES}/"


def test_an_empty_push_does_nothing(instance: Instance, client: FlaskClient) -> None:
    """Git sends four bytes first, to see whether it may."""
    who = known(instance, "zoe")
    answer = client.post(f"/{PLACES}.git/git-receive-pack", headers=who, data=b"0000")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_type == "application/x-git-receive-pack-result"


def test_roles_of_other_workspaces_do_not_count(instance: Instance, client: FlaskClient) -> None:
    """A moderator of another workspace is a stranger here."""
    other = DatasetName("elsewhere", "places")
    import_places(instance, other, public=False)
    answer = client.get(f"/{other}.git/info/refs?{FETCH}", headers=known(instance, "mo"))
    assert answer.status_code == 404
