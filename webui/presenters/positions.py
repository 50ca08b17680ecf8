"""How far a place moved, in words: "moved 120 m north-east"."""

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from datapatch.tables.positions import Direction, Move


def move_words(move: Move) -> str:
    """The way that a place moved, as people say it."""
    far = _far(move.metres)
    words: dict[Direction, str] = {
        "north": _("moved %(far)s north", far=far),
        "north-east": _("moved %(far)s north-east", far=far),
        "east": _("moved %(far)s east", far=far),
        "south-east": _("moved %(far)s south-east", far=far),
        "south": _("moved %(far)s south", far=far),
        "south-west": _("moved %(far)s south-west", far=far),
        "west": _("moved %(far)s west", far=far),
        "north-west": _("moved %(far)s north-west", far=far),
    }
    return words[move.direction]


def _far(metres: float) -> str:
    """Two figures are enough for a distance: "8 m", "120 m", "1.4 km", "63 km"."""
    if metres < 1:
        return str(_("less than 1 m"))
    if metres < 100:
        return f"{round(metres)}\N{NO-BREAK SPACE}m"
    if metres < 995:
        return f"{round(metres, -1):.0f}\N{NO-BREAK SPACE}m"
    kilometres = round(metres / 1000, 1 if metres < 9_950 else 0)
    return f"{format_decimal(kilometres, locale=get_locale())}\N{NO-BREAK SPACE}km"
