"""Every table, gathered: import this to be sure that ``Base.metadata`` is whole."""

from datapatch.db.contributions import Contribution, Kind, Origin, State, Verdict
from datapatch.db.datasets import Dataset, Setting
from datapatch.db.declarative import Base, UtcDateTime
from datapatch.db.outbox import OutboxEntry, OutboxKind, OutboxState
from datapatch.db.people import (
    AccessToken,
    LoginFailure,
    LoginLink,
    Membership,
    Person,
    Role,
    Workspace,
)

__all__ = [
    "AccessToken",
    "Base",
    "Contribution",
    "Dataset",
    "Kind",
    "LoginFailure",
    "LoginLink",
    "Membership",
    "Origin",
    "OutboxEntry",
    "OutboxKind",
    "OutboxState",
    "Person",
    "Role",
    "Setting",
    "State",
    "UtcDateTime",
    "Verdict",
    "Workspace",
]
