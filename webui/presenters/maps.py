"""A small map of one place and its neighbours, drawn here: no tiles, no foreign host, no script.

It is an equirectangular drawing around its middle, which is right to a hair for some kilometres.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, radians

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.moves import move_between
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.neighbours import DEGREE, Neighbour, Position, neighbours
from webui.presenters.changes import Printed
from webui.presenters.moves import NEAR, distance_words, move_words

WIDTH, HEIGHT = 640, 400
"""The drawing, in units of its own; pages show it as wide as they are."""

LEAST, FURTHEST = 150.0, 20_000.0
"""Metres from the middle to the upper edge, at least, and where neighbours are looked for."""

FAR = 2_000.0
"""Metres of a move from which on the neighbours of its two ends are shown, not those between."""

WANTED = 4
"""Neighbours that should be seen: the map is drawn wide enough for so many."""

WIDER = 6
"""How many times wider than a move the map may be for them, so that the move is still seen."""

APART = 18
"""Units between two marks from which on an arrow fits between them."""

OSM = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=18/{0}/{1}"

_OWN = 1.0
"""Metres within which a neighbour is the row itself, as it is published."""


@dataclass(frozen=True, slots=True)
class _View:
    """What the drawing shows: its middle, and the metres from there to its upper edge."""

    middle: Position
    reach: float

    def at(self, position: Position) -> tuple[float, float]:
        """Where a place is drawn."""
        scale = HEIGHT / 2 / self.reach
        east = (position[1] - self.middle[1]) * cos(radians(self.middle[0])) * DEGREE
        north = (position[0] - self.middle[0]) * DEGREE
        return round(WIDTH / 2 + east * scale, 1), round(HEIGHT / 2 - north * scale, 1)

    def shows(self, position: Position) -> bool:
        """Whether a place is inside."""
        x, y = self.at(position)
        return 4 <= x <= WIDTH - 4 and 4 <= y <= HEIGHT - 4


def place_map(
    instance: Instance,
    name: DatasetName,
    resource: str,
    *,
    old: Position | None,
    new: Position | None,
) -> Printed | None:
    """The map of a place that comes, moves or goes; None where nothing of it is new."""
    here = new or old
    if here is None:
        return None
    move = move_between(old, new) if old and new else None
    if move is not None and move.metres < NEAR:
        return None
    middle = ((old[0] + new[0]) / 2, (old[1] + new[1]) / 2) if old and new else here
    metres = move.metres if move else 0.0
    ends = [end for end in (old, new) if end] if metres > FAR else [middle]
    around = sorted(
        (
            found
            for found in neighbours(instance, name, resource, ends, metres=FURTHEST)
            if old is None or move_between(old, found.position).metres > _OWN
        ),
        key=lambda found: move_between(middle, found.position).metres,
    )
    view = _View(middle, _reach(metres, middle, around))
    seen = [found for found in around if view.shows(found.position)]
    words = [_("On the map: %(words)s.", words=move_words(move))] if move else []
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "dots": [dict(zip("xy", view.at(found.position), strict=True)) for found in seen],
        "marks": list(_marks(view, old, new)),
        "arrow": _arrow(view, old, new),
        "scale": _scale(view),
        "words": [*words, *_nearest(here, around)],
        "around": _around(len(seen)),
        "url": OSM.format(*here),
    }


def _reach(metres: float, middle: Position, around: Sequence[Neighbour]) -> float:
    """How far the map goes: the move with room around it, and some neighbours."""
    least = max(LEAST, metres * 0.75)
    if not around:
        return least if metres else 1_000.0
    last = around[min(WANTED, len(around)) - 1]
    furthest = move_between(middle, last.position).metres * 1.15
    return min(max(least, furthest), metres * WIDER if metres else FURTHEST * 1.15)


def _marks(view: _View, old: Position | None, new: Position | None) -> Iterator[Printed]:
    """The places that are judged, each with its word beside it."""
    for kind, position, word in (("old", old, _("Now")), ("new", new, _("Proposed"))):
        if position is None:
            continue
        x, y = view.at(position)
        left = x > WIDTH * 0.7 if new is None or old is None else _is_left(view, kind, old, new)
        yield {
            "kind": kind,
            "x": x,
            "y": y,
            "word": word,
            "anchor": "end" if left else "start",
            "word_x": x - 16 if left else x + 16,
        }


def _is_left(view: _View, kind: str, old: Position, new: Position) -> bool:
    """On which side a word stands: away from the other mark."""
    is_west = view.at(old)[0] <= view.at(new)[0]
    return is_west if kind == "old" else not is_west


def _arrow(view: _View, old: Position | None, new: Position | None) -> Printed | None:
    """The way from the one to the other, from edge to edge of their marks."""
    if old is None or new is None:
        return None
    (x1, y1), (x2, y2) = view.at(old), view.at(new)
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length < 2 * APART:
        return None
    cut = 12 / length
    along, down = (x2 - x1) * cut, (y2 - y1) * cut
    return {
        "x1": round(x1 + along, 1),
        "y1": round(y1 + down, 1),
        "x2": round(x2 - along * 1.3, 1),
        "y2": round(y2 - down * 1.3, 1),
    }


def _scale(view: _View) -> Printed:
    """A bar of a round number of metres, at most a third of the width."""
    metres_wide = view.reach * WIDTH / HEIGHT * 2
    most = metres_wide / 3
    power = 10 ** floor(log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    return {"length": ceil(WIDTH * length / metres_wide), "words": distance_words(length)}


def _nearest(here: Position, around: Sequence[Neighbour]) -> list[str]:
    ways = [(move_between(here, found.position).metres, found.label) for found in around]
    metres, name = min(ways, default=(FURTHEST, ""))
    if metres >= FURTHEST:
        return [_("No other place of this table is near.")]
    where = {"name": name, "distance": distance_words(metres)}
    return [_("The nearest place of this table is %(name)s, %(distance)s away.", **where)]


def _around(count: int) -> str:
    if not count:
        return ""
    return str(ngettext("%(num)s other place", "%(num)s other places", count))
