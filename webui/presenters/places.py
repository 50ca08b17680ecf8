"""Where a form says that a row is, read back in words: "43.61° north, 3.87° east"."""

import json
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from datapatch.tables.moves import Direction, move_between
from datapatch.tables.positions import Degrees
from webui.forms.fields import Control
from webui.forms.notation import Shown
from webui.forms.places import PlaceControls, place_controls
from webui.presenters.moves import NEAR, direction_words, move_words
from webui.words import decimals

Printed = Mapping[str, object]

DIRECTIONS: Sequence[Direction] = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)


def places_of(
    made: Sequence[Control], typed: Mapping[str, Shown], *, compared: bool
) -> dict[str, Printed]:
    """The words below the control of a place, by its name; what a script needs to keep up."""
    found = place_controls(made)
    if found is None:
        return {}
    here, before = found.typed(typed), found.before() if compared else None
    return {
        found.latitude.name: {
            "words": "" if here is None else place_words(here, before),
            "data": json.dumps(_script(found, before), ensure_ascii=False),
        }
    }


def place_words(here: Degrees, before: Degrees | None = None) -> str:
    """A place in words, and how far it is from where it was ``before``."""
    latitude, longitude = here
    told = [
        _degrees(_number(latitude))["north" if latitude >= 0 else "south"],
        _degrees(_number(longitude))["east" if longitude >= 0 else "west"],
    ]
    move = None if before is None else move_between(before, here)
    if move is not None and move.metres >= NEAR:
        told.append(move_words(move))
    return _said(", ".join(told))


def _said(place: str) -> str:
    return str(_("That is %(place)s.", place=place))


def _degrees(degrees: str) -> dict[str, str]:
    return {
        "north": _("%(degrees)s° north", degrees=degrees),
        "south": _("%(degrees)s° south", degrees=degrees),
        "east": _("%(degrees)s° east", degrees=degrees),
        "west": _("%(degrees)s° west", degrees=degrees),
    }


def _number(degrees: float) -> str:
    return decimals(abs(degrees), 5)


def _script(found: PlaceControls, before: Degrees | None) -> Printed:
    return {
        "latitude": found.latitude.name,
        "longitude": found.longitude.name if found.longitude else None,
        "before": before,
        "said": _said("{place}"),
        "degrees": _degrees("{degrees}"),
        "moved": {each: direction_words(each, "{distance}") for each in DIRECTIONS},
        "near": NEAR,
    }
