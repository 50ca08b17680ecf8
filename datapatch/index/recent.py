"""A bounded memory: what was asked for lately is at hand, anything else is made again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Place = TypeVar("Place", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Place, Value]):
    """Values by place; of more than ``kept``, the least recently used leave first."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._values: OrderedDict[Place, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, place: Place, make: Callable[[], Value]) -> Value:
        """The value at ``place``; ``make`` gives it when it is not at hand."""
        with self._lock:
            if place in self._values:
                self._values.move_to_end(place)
                return self._values[place]
        made = make()
        with self._lock:
            self._values[place] = made
            while len(self._values) > self._kept:
                self._values.popitem(last=False)
        return made

    def drop(self, place: Place) -> None:
        """Forget the value at ``place``."""
        with self._lock:
            self._values.pop(place, None)

    def known(self, place: Place) -> Value | None:
        """The value at ``place`` if it is at hand."""
        with self._lock:
            return self._values.get(place)
