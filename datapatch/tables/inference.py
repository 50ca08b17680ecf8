"""Guessing what the fields of a table hold: a type is guessed only when every cell is of it.

Whatever might lose something stays text: leading zeros, codes, phone numbers, lists.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from datapatch.tables import cell_texts
from datapatch.tables.cell_types import reader
from datapatch.tables.field import Field
from datapatch.tables.wording import mentions

Properties = Mapping[str, object]

_IDENTIFIERS = (
    *("code", "siret", "siren", "insee", "cp", "postal", "postcode", "zip", "zipcode", "finess"),
    *("rna", "uai", "telephone", "tel", "phone", "mobile", "portable", "fax", "iban", "fips"),
    *("numero de telephone", "nir", "isbn", "gtin", "ean", "cle interop"),
)
"""Words of fields whose digits are no quantity."""

_YEARS = ("year", "annee", "an", "millesime")

_LONG = 13
"""Digits from which numbers of one length are identifiers."""

_WORDS = (
    *(("true", "false"), ("True", "False"), ("TRUE", "FALSE")),
    *(("oui", "non"), ("Oui", "Non"), ("OUI", "NON")),
    *(("vrai", "faux"), ("Vrai", "Faux"), ("VRAI", "FAUX")),
    *(("yes", "no"), ("Yes", "No"), ("YES", "NO")),
)
_SPACES = (" ", "\u00a0", "\u202f")

_INTEGER = r"-?(?:0|[1-9][0-9]{0,17})"
_FRACTION = r"(?:-?(?:0|[1-9][0-9]*)?\{0}[0-9]+|-?(?:0|[1-9][0-9]*))(?:[eE][+-]?[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that a column may have: its properties, and whether a cell is of it.

    ``confirms`` tells whether the cells seen speak for it, and are not merely possible: text of
    digits alone is a number with a decimal comma only when a comma was seen.
    """

    properties: Properties
    holds: Callable[[str], object]
    confirms: Callable[[set[str]], bool] = bool


def infer_field(name: str, cells: Iterable[str]) -> Field:
    """The field called ``name`` that holds all these cells; empty ones tell nothing."""
    guess = Guessing(name)
    guess.meet(set(cells))
    return guess.field()


class Guessing:
    """The types that one column may still have, narrowed by each set of cells that is met."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = list(_candidates(mentions(name, *_IDENTIFIERS), mentions(name, *_YEARS)))
        self._seen: set[str] = set()

    def meet(self, cells: set[str]) -> None:
        """Leave out the types that one of these cells is not of."""
        if not self._left:
            return
        new = cells - self._seen
        new.discard("")
        self._left = [c for c in self._left if all(map(c.holds, new))]
        self._seen.update(new)
        if not self._left:
            self._seen.clear()

    def field(self) -> Field:
        """The first type that is left and spoken for, else text."""
        for candidate in self._left if self._seen else ():
            if candidate.confirms(self._seen):
                return Field.from_descriptor({"name": self._name, **candidate.properties})
        return Field.from_descriptor({"name": self._name, "type": "string"})


@cache
def _candidates(is_identifier: bool, is_year: bool) -> tuple[Candidate, ...]:
    """The types to try, the narrowest first; made once, for there may be thousands of columns."""
    words = [_boolean(*pair) for pair in _WORDS]
    times = [*_dates(), *_datetimes(), *_times()]
    texts = [_address("email", cell_texts.email), _address("uri", _web_address)]
    year = Candidate({"type": "year"}, re.compile(r"(?:1[0-9]|20)[0-9]{2}").fullmatch)
    numbers = [] if is_identifier else [*([year] if is_year else []), *_numbers()]
    return (*words, *numbers, *times, *texts)


def _boolean(true: str, false: str) -> Candidate:
    """Words for true and false; those that frictionless does not know need both to be seen."""
    known = true.lower() == "true"
    properties: dict[str, object] = {"type": "boolean"}
    if not known:
        properties |= {"trueValues": [true], "falseValues": [false]}
    pair = {true, false}
    return Candidate(properties, pair.__contains__, bool if known else pair.__eq__)


def _numbers() -> list[Candidate]:
    """Whole numbers first, then fractions with a point or a comma, then grouped digits."""
    point, comma = re.compile(_FRACTION.format(".")), re.compile(_FRACTION.format(","))
    comma_number = {"type": "number", "decimalChar": ","}
    found = [
        Candidate({"type": "integer"}, re.compile(_INTEGER).fullmatch, _is_quantity),
        Candidate({"type": "number"}, point.fullmatch, _has_fraction),
        Candidate(comma_number, comma.fullmatch, _not_groups),
    ]
    for space in _SPACES:
        grouped = re.compile(rf"-?[0-9]{{1,3}}(?:{space}[0-9]{{3}})*(?:,[0-9]+)?")
        properties = comma_number | {"groupChar": space}
        found.append(Candidate(properties, grouped.fullmatch, _any_holds(space)))
    english = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})*(?:\.[0-9]+)?|0(?:\.[0-9]+)?")
    certain = re.compile(r".*,.*[,.].*")
    properties = {"type": "number", "groupChar": ","}
    found.append(Candidate(properties, english.fullmatch, _any_matches(certain)))
    return found


def _is_quantity(cells: set[str]) -> bool:
    """Not so when all have the same many digits: SIRET, EAN and their like are identifiers."""
    lengths = {len(cell) for cell in cells}
    return len(lengths) > 1 or max(lengths) < _LONG


def _has_fraction(cells: set[str]) -> bool:
    return any(not cell.lstrip("-").isdigit() for cell in cells)


def _not_groups(cells: set[str]) -> bool:
    """Whether the commas are decimal: 1,234 alone could be a thousand, or one and a bit."""
    groups = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
    commas = [cell for cell in cells if "," in cell]
    return not all(map(groups.fullmatch, commas)) if commas else False


def _any_holds(part: str) -> Callable[[set[str]], bool]:
    return lambda cells: any(part in cell for cell in cells)


def _any_matches(pattern: re.Pattern[str]) -> Callable[[set[str]], bool]:
    return lambda cells: any(map(pattern.fullmatch, cells))


def _dates() -> list[Candidate]:
    day_first = r"[0-9]{{1,2}}{0}[0-9]{{1,2}}{0}[0-9]{{4}}"
    return [
        _moment("date", "default", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        _moment("date", "%d/%m/%Y", day_first.format("/")),
        _moment("date", "%m/%d/%Y", day_first.format("/")),
        _moment("date", "%d-%m-%Y", day_first.format("-")),
        _moment("date", "%d.%m.%Y", day_first.format(r"\.")),
        _moment("date", "%Y/%m/%d", r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"),
    ]


def _datetimes() -> list[Candidate]:
    day, clock = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}"
    french = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
    return [
        _moment("datetime", "default", rf"{day}[T ]{clock}:[0-9]{{2}}\S*"),
        _moment("datetime", "%Y-%m-%d %H:%M", f"{day} {clock}"),
        _moment("datetime", "%Y-%m-%dT%H:%M", f"{day}T{clock}"),
        _moment("datetime", "%d/%m/%Y %H:%M", f"{french} {clock}"),
        _moment("datetime", "%d/%m/%Y %H:%M:%S", f"{french} {clock}:[0-9]{{2}}"),
    ]


def _times() -> list[Candidate]:
    clock = r"[0-9]{2}:[0-9]{2}"
    return [
        _moment("time", "default", rf"{clock}:[0-9]{{2}}"),
        _moment("time", "%H:%M", clock),
    ]


def _moment(kind: str, style: str, look: str) -> Candidate:
    """A date or time that looks right and that the calendar has."""
    properties = {"type": kind} | ({} if style == "default" else {"format": style})
    pattern, read = re.compile(look, re.ASCII), reader(Field("", type=kind, format=style))
    return Candidate(properties, lambda cell: pattern.fullmatch(cell) and read(cell) is not None)


def _address(style: str, read: Callable[[str], str | None]) -> Candidate:
    return Candidate({"type": "string", "format": style}, read)


def _web_address(cell: str) -> str | None:
    return cell_texts.uri(cell) if cell.startswith(("http://", "https://")) else None
