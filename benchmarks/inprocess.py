"""What a module of ``benchmarks.inside`` measured, asked for once, as figures take it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.bench import Bench
from benchmarks.figures import Series
from benchmarks.homes import home_with
from benchmarks.measuring import Failed

Measure = Callable[[], tuple[Series, Series | None]]


@dataclass(slots=True)
class Inside:
    """One run of one module on a table of so many rows; it begins with the first question."""

    bench: Bench
    module: str
    rows: int
    values: dict[str, list[float]] | None = None
    peak: int = 0
    failure: str = field(default="")

    def seconds(self, name: str) -> Measure:
        """The seconds that the module gives under this name."""
        return lambda: (Series("datapatch", tuple(self._all()[name]), self.peak), None)

    def bytes(self, name: str) -> Measure:
        """The bytes that the module gives under this name."""
        return lambda: (Series("datapatch", tuple(self._all()[name]), unit="B"), None)

    def names(self) -> tuple[str, ...]:
        """What the module measured; nothing when it failed."""
        try:
            return tuple(self._all())
        except Failed:
            return ()

    def _all(self) -> dict[str, list[float]]:
        if self.failure:
            raise Failed(self.failure)
        if self.values is None:
            try:
                home = home_with(self.bench, self.rows)
                done = self.bench.inside(self.module, home, str(self.rows), str(self.bench.times))
            except Failed as failure:
                self.failure = str(failure)
                raise
            self.values, self.peak = json.loads(done.output), done.peak
        return self.values
