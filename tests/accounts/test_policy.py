"""The policy, as one table: every actor, every action, every kind of place."""

import pytest

from datapatch.accounts.policy import (
    ANONYMOUS,
    Action,
    Actor,
    DatasetFacts,
    InstanceFacts,
    Place,
    WorkspaceFacts,
    may,
    require,
)
from datapatch.db.models import Role
from datapatch.errors import Forbidden, NotFound


def _member(*roles: Role, of: str = "hub") -> Actor:
    return Actor(person_id=1, roles={of: frozenset(roles)})


ACTORS = {
    "nobody known": ANONYMOUS,
    "a stranger": Actor(person_id=1),
    "an owner elsewhere": _member(Role.OWNER, of="other"),
    "a moderator": _member(Role.MODERATOR),
    "an editor": _member(Role.EDITOR),
    "an editor and moderator": _member(Role.EDITOR, Role.MODERATOR),
    "an owner": _member(Role.OWNER),
    "an administrator": Actor(person_id=1, is_administrator=True),
}

PLACES: dict[str, Place] = {
    "public": DatasetFacts("hub", public=True, show_pending=False),
    "public, pending shown": DatasetFacts("hub", public=True, show_pending=True),
    "private": DatasetFacts("hub", public=False, show_pending=False),
    "private, pending shown": DatasetFacts("hub", public=False, show_pending=True),
    "workspace, open": WorkspaceFacts("hub", public=True),
    "workspace, closed": WorkspaceFacts("hub", public=False),
    "instance": InstanceFacts(),
}

LETTERS = {
    "r": Action.READ,
    "s": Action.SUGGEST,
    "p": Action.READ_PENDING,
    "m": Action.MODERATE,
    "d": Action.PUBLISH_DIRECTLY,
    "i": Action.IMPORT,
    "a": Action.ADMINISTER,
}

OUTSIDERS = {
    "public": "rs",
    "public, pending shown": "rsp",
    "private": "",
    "private, pending shown": "",
    "workspace, open": "r",
    "workspace, closed": "",
    "instance": "r",
}
EVERYTHING_IN_DATASETS = dict.fromkeys(list(PLACES)[:4], "rspmdia")
INSIDERS = {"workspace, open": "r", "workspace, closed": "r", "instance": "r"}

ALLOWED: dict[str, dict[str, str]] = {
    "nobody known": OUTSIDERS,
    "a stranger": OUTSIDERS,
    "an owner elsewhere": OUTSIDERS,
    "a moderator": INSIDERS | dict.fromkeys(list(PLACES)[:4], "rspm"),
    "an editor": {
        "public": "rsdi",
        "public, pending shown": "rspdi",
        "private": "rsdi",
        "private, pending shown": "rspdi",
        "workspace, open": "ri",
        "workspace, closed": "ri",
        "instance": "r",
    },
    "an editor and moderator": {
        **dict.fromkeys(list(PLACES)[:4], "rspmdi"),
        "workspace, open": "ri",
        "workspace, closed": "ri",
        "instance": "r",
    },
    "an owner": {
        **EVERYTHING_IN_DATASETS,
        "workspace, open": "ria",
        "workspace, closed": "ria",
        "instance": "r",
    },
    "an administrator": {
        **EVERYTHING_IN_DATASETS,
        "workspace, open": "ria",
        "workspace, closed": "ria",
        "instance": "rspmdia",
    },
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("actor", ACTORS)
def test_the_whole_table(actor: str, place: str, action: Action) -> None:
    """Each actor may do exactly what the table says, and ``require`` agrees with ``may``."""
    expected = action in {LETTERS[letter] for letter in ALLOWED[actor][place]}
    assert may(ACTORS[actor], action, PLACES[place]) is expected
    if expected:
        require(ACTORS[actor], action, PLACES[place])
        return
    readable = "r" in ALLOWED[actor][place]
    with pytest.raises(Forbidden if readable else NotFound):
        require(ACTORS[actor], action, PLACES[place])


def test_a_private_dataset_looks_like_a_missing_one() -> None:
    """Who may not read is told what a missing address is told, word for word."""
    with pytest.raises(NotFound) as refused:
        require(ANONYMOUS, Action.MODERATE, PLACES["private"])
    assert str(refused.value) == str(NotFound())


def test_an_actor_cannot_be_given_roles_afterwards() -> None:
    """The roles are those of the moment when they were read."""
    given = {"hub": frozenset({Role.MODERATOR})}
    actor = Actor(person_id=1, roles=given)
    given["other"] = frozenset({Role.OWNER})
    assert actor.roles_in("other") == frozenset()
    with pytest.raises(TypeError):
        actor.roles["other"] = frozenset({Role.OWNER})  # type: ignore[index] # it is the point
