"""Coordinates on a form: one pasted pair becomes what the fields of a place hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapatch.tables.moves import read_position
from datapatch.tables.positions import Degrees, point_of, read_pair, read_point
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from webui.forms.notation import Shown

if TYPE_CHECKING:
    from webui.forms.fields import Control


@dataclass(frozen=True, slots=True)
class PlaceControls:
    """The controls that say where a row is: two of them, or one that holds both."""

    latitude: "Control"
    longitude: "Control | None"

    def before(self) -> Degrees | None:
        """Where the row is."""
        return self._read(self.latitude.cell, self.longitude.cell if self.longitude else "")

    def typed(self, typed: Mapping[str, Shown]) -> Degrees | None:
        """Where it would be."""
        second = str(typed[self.longitude.name]) if self.longitude else ""
        return self._read(str(typed[self.latitude.name]), second)

    def _read(self, first: str, second: str) -> Degrees | None:
        if self.longitude is None:
            return read_point(self.latitude.field, first)
        return read_position(first, second)


def place_controls(made: Sequence["Control"]) -> PlaceControls | None:
    """The controls of a place; None where there are none, or some are locked."""
    by_kind = {field_kind(c.field): c for c in reversed(made)}
    point = next((c for c in made if c.field.type == "geopoint"), None)
    latitude, longitude = by_kind.get(FieldKind.LATITUDE), by_kind.get(FieldKind.LONGITUDE)
    found = None
    if point is not None:
        found = PlaceControls(point, None)
    elif latitude is not None and longitude is not None:
        found = PlaceControls(latitude, longitude)
    if found is None or found.latitude.locked or (found.longitude and found.longitude.locked):
        return None
    return found


def paired(typed: Mapping[str, Shown], made: Sequence["Control"]) -> dict[str, Shown]:
    """What was typed, with a pair that stands in one field put where it belongs."""
    found, told = place_controls(made), dict(typed)
    if found is None:
        return told
    first, second = found.latitude, found.longitude
    if second is None:
        told[first.name] = point_of(first.field, str(typed[first.name]), first.cell)
        return told
    for control in (first, second):
        pair = read_pair(str(typed[control.name]))
        if pair is not None and control.is_changed(typed[control.name]):
            told[first.name], told[second.name] = pair.latitude, pair.longitude
            break
    return told
