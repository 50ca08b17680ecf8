"""How far a long reading is, on one line of a terminal that goes away at the end."""

import sys
from types import TracebackType
from typing import Self

from datapatch.environment import read_translator
from datapatch.translation import N_

STEP = 10
"""After so many versions the line is written again."""
CLEAR = "\r\x1b[K"


class ProgressLine:
    """Called with what is done and what there is; silent where nobody watches."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._said = read_translator()(N_("{name}: {done} of {total} versions read"))
        self._watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Say it, now and then."""
        if self._watched and (done % STEP == 0 or done == total):
            self._write(self._said.format(name=self._name, done=done, total=total))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._watched:
            self._write("")

    def _write(self, words: str) -> None:
        sys.stderr.write(CLEAR + words)
        sys.stderr.flush()
