"""What a notice says, in the bell's list and in mails."""

from collections.abc import Mapping
from types import MappingProxyType

from datapatch.db.models import NoticeKind
from datapatch.translation import N_, Translate

WORDS: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.ARRIVED: N_("A suggestion waits"),
        NoticeKind.ANSWERED: N_("The contributor answered or changed something"),
        NoticeKind.WAITS: N_("It has been waiting for long"),
        NoticeKind.RETURNED: N_("It could not be published and waits again"),
        NoticeKind.QUARANTINE: N_(
            "A suggestion that was set apart is erased: nobody released it in time"
        ),
        NoticeKind.FRESHNESS: N_("The data is due to be checked"),
        NoticeKind.PURGED: N_("Something was removed from every version"),
    }
)


def notice_words(kind: NoticeKind, text: str, translate: Translate) -> str:
    """What happened, with the words that came with it."""
    said = translate(WORDS[kind])
    return translate(N_("{field}: {value}")).format(field=said, value=text) if text else said
