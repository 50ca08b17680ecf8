"""Every table, gathered: import this to be sure that ``Base.metadata`` is whole."""

from datapatch.db.contributions import ENDS, Contribution, Kind, Origin, State, Verdict
from datapatch.db.datasets import Dataset, Purge, RowRedirect, Setting
from datapatch.db.decisions import Bulk, Decision, Remark, Speaker
from datapatch.db.declarative import Base, UtcDateTime
from datapatch.db.freshness import Confirmation, Invitation
from datapatch.db.notices import Notice, NoticeKind, Presence, SavedFilter
from datapatch.db.outbox import OutboxEntry, OutboxKind, OutboxState
from datapatch.db.people import (
    AccessToken,
    LoginFailure,
    LoginLink,
    Membership,
    Person,
    Rhythm,
    Role,
    Workspace,
)
from datapatch.db.senders import (
    IdempotencyKey,
    SenderTrace,
    SilencedAddress,
    SilenceReason,
    SolvedChallenge,
)

__all__ = [
    "ENDS",
    "AccessToken",
    "Base",
    "Bulk",
    "Confirmation",
    "Contribution",
    "Dataset",
    "Decision",
    "IdempotencyKey",
    "Invitation",
    "Kind",
    "LoginFailure",
    "LoginLink",
    "Membership",
    "Notice",
    "NoticeKind",
    "Origin",
    "OutboxEntry",
    "OutboxKind",
    "OutboxState",
    "Person",
    "Presence",
    "Purge",
    "Remark",
    "Rhythm",
    "Role",
    "RowRedirect",
    "SavedFilter",
    "SenderTrace",
    "Setting",
    "SilenceReason",
    "SilencedAddress",
    "SolvedChallenge",
    "Speaker",
    "State",
    "UtcDateTime",
    "Verdict",
    "Workspace",
]
