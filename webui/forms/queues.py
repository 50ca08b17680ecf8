"""What of the queue an address asks for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from datapatch.workflow.queue.sights import QueueFilter, Tab


@dataclass(frozen=True, slots=True)
class QueueRequest:
    """A tab, what of it is shown, and the page, from 1."""

    tab: Tab
    filter: QueueFilter
    page: int

    def arguments(self) -> dict[str, str]:
        """The filter as an address writes it."""
        return {name: str(value) for name, value in asdict(self.filter).items() if value}


def query_of(asked: QueueRequest) -> str:
    """What is asked for as the end of an address, to be kept."""
    return urlencode({"tab": str(asked.tab), **asked.arguments()})


def queue_request(args: Mapping[str, str]) -> QueueRequest:
    """What ``args`` ask for; what nobody can read asks for nothing."""
    tab = next((known for known in Tab if known == args.get("tab")), Tab.TODO)
    words = {name: args.get(name, "").strip() for name in _WORDS}
    wanted = QueueFilter(**words, days=_number(args.get("days", "")))
    return QueueRequest(tab, wanted, max(1, _number(args.get("page", ""))))


_WORDS = ("dataset", "kind", "field", "place", "where", "flag")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
