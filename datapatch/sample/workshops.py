"""The schema and the invented rows of the second table: workshops, a table without key."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Final

from datapatch.sample.cells import Row
from datapatch.sample.days import last_open_day
from datapatch.sample.typography import french

FIELDS: Final = ("date", "heure", "lieu", "commune", "thème", "public", "places")
STARTING_ROWS: Final = 46

_TOWNS: Final = ("Sète", "Lodève", "Agde", "Béziers", "Lunel", "Clermont-l'Hérault")
_HOURS: Final = ("9h30", "10h00", "14h00", "14h30", "17h30", "18h00")
_PUBLICS: Final = ("Tout public", "Seniors", "Parents et enfants", "Demandeurs d’emploi", "Jeunes")
_THEMES: Final = (
    "Découvrir son smartphone",
    "Ma première boîte mail",
    "Ranger et sauvegarder ses photos",
    "Reconnaître une arnaque",
    "Impôts : déclarer en ligne",
    "Écrire un CV ; l’envoyer",
    "Prendre rendez-vous chez le médecin",
    "Parler d’écrans en famille",
    'Atelier "répare ton ordi"',
    "Monter un petit film",
    "Acheter en ligne sans risque",
)
_TEXTS: Final = (
    ("Date", "Le jour de l’atelier : jour/mois/année.", "14/03/2025"),
    ("Heure", "L’heure du début.", "14h00"),
    ("Lieu", "Le lieu qui accueille, tel qu’il est nommé dans la liste des lieux.", "CCAS de Sète"),
    ("Commune", "La commune du lieu.", "Sète"),
    ("Thème", "Ce que l’on y apprend.", "Découvrir son smartphone"),
    ("Public", "À qui l’atelier s’adresse.", "Tout public"),
    ("Places", "Le nombre de personnes que l’on peut accueillir.", "8"),
)


def workshops_schema() -> str:
    """The Table Schema as JSON: no primary key, since two groups may meet at the same hour."""
    constraints: dict[str, dict[str, object]] = {
        "heure": {"required": True, "pattern": r"^\d{1,2}h\d{2}$"},
        "public": {"enum": list(_PUBLICS)},
        "places": {"minimum": 1, "maximum": 40},
    }
    fields: list[dict[str, object]] = []
    for name, (title, description, example) in zip(FIELDS, _TEXTS, strict=True):
        kind = {"date": "date", "places": "integer"}.get(name, "string")
        written = {"format": "%d/%m/%Y"} if name == "date" else {}
        field = {
            "name": name,
            "title": title,
            "description": french(description),
            "example": example,
        }
        needs = constraints.get(name, {"required": True})
        fields.append({**field, "type": kind, **written, "constraints": needs})
    return json.dumps({"fields": fields, "missingValues": [""]}, ensure_ascii=False, indent=2)


def invented_workshops(today: date, places: Iterable[Row]) -> tuple[tuple[str, ...], ...]:
    """Workshops from eight weeks before ``today`` on, by date; two of the rows are equal."""
    rng = Random("ateliers")
    hosts = [(row["nom"], row["commune"]) for row in places if row["commune"] in _TOWNS]
    days = sorted(rng.sample(range(-56, 14), STARTING_ROWS - 1))
    rows = [workshop(today + timedelta(days=day), hosts, rng) for day in days]
    rows.insert(12, rows[11])
    return tuple(rows)


def workshop(day: date, hosts: list[tuple[str, str]], rng: Random) -> tuple[str, ...]:
    """One row on that day, or on the last day before it that is no Sunday and no holiday."""
    day = last_open_day(day, last_weekday=5)
    host, commune = rng.choice(hosts)
    return (
        day.strftime("%d/%m/%Y"),
        rng.choice(_HOURS),
        host,
        commune,
        rng.choice(_THEMES),
        rng.choice(_PUBLICS),
        rng.choice(("6", "8", "8", "10", "12", "")),
    )
