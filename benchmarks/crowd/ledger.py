"""What a crowd was told: the receipts it got, the verdicts that were acknowledged, the waits."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import quantiles

UNANSWERED = 0
"""In the place of a status: the server died before it answered."""


@dataclass(slots=True)
class Ledger:
    """Noted as it happens, by all threads of a crowd.

    ``receipts`` are addresses of receipts with the value that was sent; ``verdicts`` the state of a
    contribution as a moderator was told it; ``pushed`` the commits that git said were taken.
    """

    receipts: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=dict)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    turned: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, status: int, seconds: float) -> None:
        """One answer, and how long somebody waited for it."""
        with self._lock:
            self.answers[step, status] += 1
            if status != UNANSWERED:
                self.waits.setdefault(step, []).append(seconds)

    def turned_away(self, step: str) -> None:
        """There was no room, and a time at which to come again."""
        with self._lock:
            self.turned[step] += 1

    def got_receipt(self, address: str, value: str) -> None:
        """A contribution was taken."""
        with self._lock:
            self.receipts[address] = value

    def told(self, contribution: str, state: str) -> None:
        """A verdict was acknowledged."""
        with self._lock:
            self.verdicts[contribution] = state

    def took_push(self, commit: str) -> None:
        """A push was let in."""
        with self._lock:
            self.pushed.append(commit)

    def broke(self, words: str) -> None:
        """Somebody met what nobody should meet."""
        with self._lock:
            self.broken.append(words)

    def slowest(self) -> Mapping[str, float]:
        """The 95th percentile of the seconds of each step."""
        return {
            step: quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0]
            for step, waits in sorted(self.waits.items())
        }
