"""About 1,800 invented places, as the hub first imported them a year before ``today``."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from datapatch.sample import words
from datapatch.sample.cells import Row, address_cells, contact_cells, offer_cells, text_cells
from datapatch.sample.structures import FIRST, OTHERS, Structure
from datapatch.sample.towns import TOWNS, Town
from datapatch.sample.words import of_town

STARTING_ROWS: Final = 1_789
YEAR: Final = timedelta(days=365)

_MISSPELT: Final = (
    ("nom", "Médiathèque", "Mediathèque"),
    ("nom", "Association", "Assocation"),
    ("presentation_resume", "ordinateurs", "ordianteurs"),
    ("presentation_resume", "démarches", "demarches"),
    ("presentation_detail", "L’accueil", "L’acceuil"),
    ("presentation_detail", "rendez-vous", "rendez vous"),
)
"""Field, right word, misspelt word: what a few rows got wrong at import."""


@dataclass(slots=True)
class PlaceMaker:
    """Makes one place after another: no name twice in a commune, no phone number twice at all."""

    rng: Random
    names: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    uses: Counter[str] = field(default_factory=Counter)

    def place(self, number: int, town: Town, structure: Structure, checked: date) -> Row:
        """The row ``lieu-<number>``, last checked on ``checked``."""
        name = self._name(town, structure)
        return {
            "id": f"lieu-{number:04}",
            "nom": name,
            "date_maj": checked.isoformat(),
            **address_cells(town, self.rng),
            **contact_cells(name, town, self._phone(town), self.rng),
            **offer_cells(structure, self.rng),
            **text_cells(structure, town, self.rng),
        }

    def _name(self, town: Town, structure: Structure) -> str:
        for attempt in range(60):
            template = structure.names[0 if attempt == 0 else attempt % len(structure.names)]
            name = template.format(
                town=of_town(town.name),
                quarter=self.rng.choice(words.QUARTERS),
                word=self.rng.choice(structure.words or ("",)),
            )
            if (name, town.name) not in self.names and (self.uses[name] < 3 or attempt > 30):
                break
        self.record(name, town.name)
        return name

    def record(self, name: str, commune: str) -> None:
        """Remember a name as taken."""
        self.names.add((name, commune))
        self.uses[name] += 1

    def _phone(self, town: Town) -> str:
        while True:
            number = fictional_number(town, self.rng)
            if number not in self.numbers:
                self.numbers.add(number)
                return number


_MIDI_PYRENEES: Final = ("09", "12", "31", "32", "46", "65", "81", "82")
_PREFIXES: Final = {
    "Auvergne-Rhône-Alpes": "+3346571",
    "Bretagne": "+3326191",
    "Hauts-de-France": "+3335301",
    "Occitanie": "+3346571",
}


def fictional_number(town: Town, rng: Random) -> str:
    """A number that rings nowhere: 06 39 98, or the range of the town's zone.

    Ranges that the French numbering plan keeps for audiovisual works (Arcep, decision 2018-0881,
    section 2.5.12): 01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49 and 06 39 98.
    """
    if rng.random() < 0.1:
        prefix = "+3363998"
    elif town.department in _MIDI_PYRENEES:
        prefix = "+3353649"
    else:
        prefix = _PREFIXES[town.region]
    return f"{prefix}{rng.randrange(10_000):04}"


def invented_places(today: date) -> tuple[Row, ...]:
    """The rows as first imported, sorted by ``id``; valid against the first schema."""
    rng = Random("lieux de médiation numérique")
    maker = PlaceMaker(rng)
    rows: list[Row] = []
    for town, structure in _plan(rng):
        age = timedelta(days=5 + int(900 * rng.random() ** 2))
        rows.append(maker.place(len(rows) + 1, town, structure, today - YEAR - age))
    _misspell(rows, rng)
    return tuple(rows)


def _plan(rng: Random) -> list[tuple[Town, Structure]]:
    counts = _shares()
    return [
        (town, structure)
        for town, count in zip(TOWNS, counts, strict=True)
        for structure in _structures(count, rng)
    ]


def _shares() -> list[int]:
    """How many places each town gets: at least four, the rest by weight, largest remainder."""
    total = sum(town.weight for town in TOWNS)
    rest = STARTING_ROWS - 4 * len(TOWNS)
    exact = [rest * town.weight / total for town in TOWNS]
    shares = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for position in order[: rest - sum(shares)]:
        shares[position] += 1
    return [4 + share for share in shares]


def _structures(count: int, rng: Random) -> list[Structure]:
    chosen = list(FIRST)
    taken = Counter(structure.typology for structure in chosen)
    while len(chosen) < count:
        structure = rng.choices(OTHERS, [other.weight for other in OTHERS])[0]
        room = 1 + structure.most * count // 40
        if taken[structure.typology] < room:
            taken[structure.typology] += 1
            chosen.append(structure)
    return chosen


def _misspell(rows: list[Row], rng: Random) -> None:
    for field_name, right, wrong in _MISSPELT:
        candidates = [row for row in rows if right in row[field_name]]
        for row in rng.sample(candidates, min(4, len(candidates))):
            row[field_name] = row[field_name].replace(right, wrong, 1)


def corrected(field_name: str, text: str) -> str:
    """``text`` with the misspellings of that field put right."""
    for misspelt_field, right, wrong in _MISSPELT:
        if misspelt_field == field_name:
            text = text.replace(wrong, right)
    return text
