"""The kinds of place that the sample invents, and what each usually offers."""

from dataclasses import dataclass
from typing import Final

from datapatch.sample import words
from datapatch.sample.hours import Style
from datapatch.sample.schema import SERVICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """One kind of place.

    ``names`` are templates over ``{town}`` (de Sète), ``{quarter}`` (des Tanneries) and ``{word}``
    (one of ``words``). ``weight`` is its share among the places of a town after the first three,
    ``most`` how many a town may have.
    """

    typology: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    parent: str = ""
    hours: Style
    services: tuple[str, ...]
    paying: float = 0.0
    weight: int
    most: int


def _services(*positions: int) -> tuple[str, ...]:
    return tuple(SERVICES[position] for position in positions)


_EVERYDAY: Final = _services(2, 3, 4, 7, 8)
_FORMALITIES: Final = _services(0, 1, 4, 7)
_TOWN: Final = "Ville {town}"

LIBRARY: Final = Structure(
    typology="Médiathèque",
    names=("Médiathèque {word}", "Médiathèque {quarter}", "Bibliothèque {word}"),
    words=(*words.PEOPLE, *words.NATURE),
    parent=_TOWN,
    hours="library",
    services=(*_EVERYDAY, *_services(5, 11)),
    paying=0.05,
    weight=16,
    most=9,
)
WELFARE: Final = Structure(
    typology="CCAS ou CIAS",
    names=("CCAS {town}", "CCAS {town} – antenne {quarter}"),
    parent=_TOWN,
    hours="office",
    services=_FORMALITIES,
    weight=4,
    most=4,
)
FRANCE_SERVICES: Final = Structure(
    typology="France Services",
    names=("France Services {town}", "France Services {quarter}"),
    parent="Communauté de communes du pays {town}",
    hours="office",
    services=(*_FORMALITIES, *_services(6, 12)),
    weight=7,
    most=4,
)
FIRST: Final = (LIBRARY, WELFARE, FRANCE_SERVICES)
"""What every town has."""

OTHERS: Final = (
    *FIRST,
    Structure(
        typology="Association",
        names=("{word}", "Association {word}", "{word} – antenne {quarter}", "{word} {town}"),
        words=words.ASSOCIATIONS,
        hours="part-time",
        services=(*_EVERYDAY, *_services(5, 9, 13)),
        paying=0.45,
        weight=22,
        most=12,
    ),
    Structure(
        typology="Espace public numérique",
        names=(
            "Cyber-base {town}",
            "Espace public numérique {quarter}",
            "Point cyb {quarter}",
            "Cyberespace {quarter}",
        ),
        parent=_TOWN,
        hours="club",
        services=(*_EVERYDAY, *_services(0, 5)),
        paying=0.2,
        weight=14,
        most=6,
    ),
    Structure(
        typology="Centre social",
        names=(
            "Centre social {quarter}",
            "Centre socioculturel {quarter}",
            "Espace de vie sociale {quarter}",
        ),
        hours="office",
        services=(*_FORMALITIES, *_services(2, 3, 14)),
        paying=0.3,
        weight=14,
        most=7,
    ),
    Structure(
        typology="Tiers-lieu",
        names=("{word}", "Tiers-lieu {word}", "{word} {quarter}"),
        words=words.THIRD_PLACES,
        hours="late",
        services=_services(4, 5, 7, 8, 10, 11),
        paying=0.6,
        weight=10,
        most=4,
    ),
    Structure(
        typology="MJC",
        names=("MJC {town}", "MJC {quarter}", "MJC {word}"),
        words=words.PEOPLE,
        hours="club",
        services=(*_EVERYDAY, *_services(11, 14)),
        paying=0.5,
        weight=6,
        most=3,
    ),
    Structure(
        typology="Maison de quartier",
        names=("Maison de quartier {quarter}", "Maison pour tous {word}"),
        words=words.PEOPLE,
        parent=_TOWN,
        hours="club",
        services=(*_EVERYDAY, *_services(1, 14)),
        paying=0.15,
        weight=9,
        most=6,
    ),
    Structure(
        typology="Information jeunesse",
        names=("Point information jeunesse {town}", "Info jeunes {quarter}"),
        parent=_TOWN,
        hours="club",
        services=_services(1, 4, 6, 7, 8),
        weight=5,
        most=2,
    ),
    Structure(
        typology="Mission locale",
        names=("Mission locale du pays {town}", "Mission locale – antenne {quarter}"),
        hours="office",
        services=_services(1, 4, 6, 7),
        weight=4,
        most=2,
    ),
    Structure(
        typology="Mairie",
        names=("Mairie {town} – point numérique", "Mairie annexe {quarter}"),
        parent=_TOWN,
        hours="office",
        services=_services(0, 1, 7),
        weight=6,
        most=3,
    ),
    Structure(
        typology="Maison des solidarités",
        names=("Maison des solidarités {town}", "Maison des solidarités {quarter}"),
        parent="Département",
        hours="office",
        services=_services(0, 1, 12),
        weight=6,
        most=3,
    ),
    Structure(
        typology="FabLab",
        names=("FabLab {word}", "{word}", "FabLab {town}", "{word} {quarter}"),
        words=words.WORKSHOPS,
        hours="late",
        services=_services(5, 8, 10, 11),
        paying=0.7,
        weight=4,
        most=2,
    ),
    Structure(
        typology="Ressourcerie",
        names=("Ressourcerie {word}", "{word} {town}", "{word} {quarter}"),
        words=words.REUSE,
        hours="part-time",
        services=_services(2, 3, 9, 13),
        paying=0.8,
        weight=4,
        most=2,
    ),
    Structure(
        typology="Habitat jeunes",
        names=("Résidence Habitat jeunes {quarter}", "Foyer de jeunes travailleurs {word}"),
        words=words.PEOPLE,
        hours="late",
        services=_services(1, 4, 6, 7),
        paying=0.2,
        weight=3,
        most=2,
    ),
)
"""What the other places of a town are drawn from."""
