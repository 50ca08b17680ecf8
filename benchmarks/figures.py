"""A figure: what was measured, of whom, beside which peer, and whether the bar is met."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.measuring import Failed, Run

Kind = Literal["times", "faster", "more", "at most", "memory"]
Unit = Literal["s", "B", "count"]


@dataclass(frozen=True, slots=True)
class Series:
    """What one side did, run by run; ``peak`` is its memory in bytes, 0 where not measured."""

    name: str
    values: tuple[float, ...]
    peak: int = 0
    unit: Unit = "s"

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)


@dataclass(frozen=True, slots=True)
class Bar:
    """What is to be reached.

    ``times``: ours is at most so many times the peer's; ``faster``: the peer's is at least so many
    times ours; ``more``: ours is at most so much more than the peer's; ``at most``: ours is;
    ``memory``: our peak is, in bytes.
    """

    kind: Kind
    limit: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the page. Without ours, ``failure`` says why there is no figure."""

    work: str
    ours: Series | None
    peer: Series | None = None
    bars: tuple[Bar, ...] = ()
    failure: str = ""

    def value(self, bar: Bar) -> float | None:
        """What stands beside the bar; None when one of the two sides is missing."""
        if self.ours is None:
            return None
        if bar.kind == "memory":
            return self.ours.peak
        if bar.kind == "at most":
            return self.ours.middle
        if self.peer is None:
            return None
        if bar.kind == "more":
            return median(self._pairs(lambda ours, peer: ours - peer))
        if bar.kind == "faster":
            return median(self._pairs(lambda ours, peer: peer / ours))
        return median(self._pairs(lambda ours, peer: ours / peer))

    def met(self, bar: Bar) -> bool:
        """Whether the bar is reached; what could not be measured is not."""
        value = self.value(bar)
        if value is None:
            return False
        return value >= bar.limit if bar.kind == "faster" else value <= bar.limit

    def _pairs(self, compare: Callable[[float, float], float]) -> list[float]:
        """Pair by pair where both were run as often; a peer run once stands beside each of ours."""
        if self.ours is None or self.peer is None:
            return []
        peers = self.peer.values
        if len(peers) != len(self.ours.values):
            peers = (self.peer.middle,) * len(self.ours.values)
        return [compare(o, p) for o, p in zip(self.ours.values, peers, strict=True)]


def timed(name: str, runs: Sequence[Run]) -> Series:
    """The series of whole processes."""
    return Series(name, tuple(run.seconds for run in runs), max(run.peak for run in runs))


def figure(work: str, measure: Callable[[], tuple[Series, Series | None]], *bars: Bar) -> Figure:
    """The figure that ``measure`` gives; what fails is a figure too, and never a met bar."""
    try:
        ours, peer = measure()
    except Failed as failure:
        return Figure(work, None, None, bars, str(failure))
    return Figure(work, ours, peer, bars)
