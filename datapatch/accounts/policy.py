"""Who may do what: one pure function, and the table that it reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType

from datapatch.db.people import Role
from datapatch.errors import Forbidden, NotFound


class Action(Enum):
    """What somebody wants to do to a dataset or in a workspace."""

    READ = auto()
    SUGGEST = auto()
    READ_PENDING = auto()
    MODERATE = auto()
    PUBLISH_DIRECTLY = auto()
    IMPORT = auto()
    ADMINISTER = auto()


@dataclass(frozen=True, slots=True)
class RowLimit:
    """The rows that a moderator cares for: those whose ``field`` holds one of ``values``."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: nobody known, or a person with roles by workspace (its slug).

    ``limits`` are the rows that a moderator is limited to, by workspace.
    """

    person_id: int | None = None
    is_administrator: bool = False
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    limits: Mapping[str, RowLimit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", MappingProxyType(dict(self.roles)))
        object.__setattr__(self, "limits", MappingProxyType(dict(self.limits)))

    def limit_in(self, workspace: str) -> RowLimit | None:
        """The rows that this moderator is limited to there; owners never are."""
        unlimited = self.is_administrator or Role.OWNER in self.roles_in(workspace)
        return None if unlimited else self.limits.get(workspace)

    def roles_in(self, workspace: str) -> frozenset[Role]:
        """The roles in one workspace; an administrator has every role everywhere."""
        return frozenset(Role) if self.is_administrator else self.roles.get(workspace, frozenset())


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What the policy needs to know about a dataset."""

    workspace: str
    public: bool
    show_pending: bool


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """What the policy needs to know about a workspace. ``public``: it has a public dataset."""

    workspace: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """The instance as a whole: its people and its workspaces."""


Place = DatasetFacts | WorkspaceFacts | InstanceFacts

_MEMBER = frozenset({Action.READ, Action.SUGGEST})
_EDITOR = _MEMBER | {Action.IMPORT, Action.PUBLISH_DIRECTLY}
_MODERATOR = _MEMBER | {Action.READ_PENDING, Action.MODERATE}

GRANTS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.EDITOR: _EDITOR,
        Role.MODERATOR: _MODERATOR,
        Role.OWNER: _EDITOR | _MODERATOR | {Action.ADMINISTER},
    }
)
"""What each role may do in its workspace and in the datasets there."""

ABOUT_DATASETS = frozenset(
    {Action.SUGGEST, Action.READ_PENDING, Action.MODERATE, Action.PUBLISH_DIRECTLY}
)
"""What is never asked of a workspace as a whole."""


def may(actor: Actor, action: Action, place: Place) -> bool:
    """Whether ``actor`` may do ``action`` at ``place``."""
    if isinstance(place, InstanceFacts):
        return action is Action.READ or actor.is_administrator
    granted = _granted(actor, place.workspace)
    if isinstance(place, WorkspaceFacts):
        if action in ABOUT_DATASETS:
            return False
        return action in granted or (place.public and action is Action.READ)
    reads = place.public or Action.READ in granted
    return action in granted or (reads and action in _open_to_readers(place))


def require(actor: Actor, action: Action, place: Place) -> None:
    """Nothing when ``actor`` may do ``action`` at ``place``.

    Raises ``NotFound`` where not even reading is allowed, since a private dataset looks like a
    missing one, and ``Forbidden`` elsewhere.
    """
    if may(actor, action, place):
        return
    if not may(actor, Action.READ, place):
        raise NotFound
    raise Forbidden


def _granted(actor: Actor, workspace: str) -> frozenset[Action]:
    roles = actor.roles_in(workspace)
    return frozenset(action for role in roles for action in GRANTS[role])


def _open_to_readers(dataset: DatasetFacts) -> frozenset[Action]:
    return _MEMBER | {Action.READ_PENDING} if dataset.show_pending else _MEMBER
