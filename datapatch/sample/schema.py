"""The Table Schema of the places: field names of the national schema, sentences of our own.

Field names and list values follow the schema of the French *lieux de médiation numérique*
(schema.data.gouv.fr, LaMednum/standard-mediation-num); several values are separated by ``|``.
"""

import json
import re
from typing import Final

from datapatch.sample.typography import french
from datapatch.sample.wording import FIELD_TEXTS

SERVICES: Final = (
    "Devenir autonome dans les démarches administratives",
    "Réaliser des démarches administratives avec un accompagnement",
    "Prendre en main un smartphone ou une tablette",
    "Prendre en main un ordinateur",
    "Utiliser le numérique au quotidien",
    "Approfondir ma culture numérique",
    "Favoriser mon insertion professionnelle",
    "Accéder à une connexion internet",
    "Accéder à du matériel",
    "S'équiper en matériel informatique",
    "Créer et développer mon entreprise",
    "Créer avec le numérique",
    "Accompagner les démarches de santé",
    "Promouvoir la citoyenneté numérique",
    "Soutenir la parentalité et l'éducation avec le numérique",
)
PUBLICS: Final = (
    "Seniors (+ 65 ans)",
    "Familles/enfants",
    "Adultes",
    "Jeunes (16-26 ans)",
    "Public langues étrangères",
    "Déficience visuelle",
    "Surdité",
    "Handicaps psychiques",
    "Handicaps mentaux",
    "Uniquement femmes",
    "Personnes en situation d'illettrisme",
)
CONDITIONS: Final = ("Gratuit", "Gratuit sous condition", "Payant", "Adhésion")
ENDED_CONDITION: Final = "Accepte le Pass numérique"
"""A condition that the second schema no longer lists."""

LABELS: Final = (
    "France Services",
    "CNFS",
    "Aidants Connect",
    "Fabriques de Territoire",
    "Point relais CAF",
    "Point numérique CAF",
    "French Tech",
    "Campus connecté",
)
ENDED_LABEL: Final = "APTIC"
"""A label that the second schema no longer lists."""

SUPPORT: Final = ("Seul", "Avec de l'aide", "Dans un atelier", "A ma place")
TYPES: Final = (
    "Association",
    "CCAS ou CIAS",
    "Centre social",
    "Espace public numérique",
    "FabLab",
    "France Services",
    "Habitat jeunes",
    "Information jeunesse",
    "MJC",
    "Mairie",
    "Maison de quartier",
    "Maison des solidarités",
    "Médiathèque",
    "Mission locale",
    "Ressourcerie",
    "Tiers-lieu",
)

FIELDS: Final = tuple(FIELD_TEXTS)
"""The names of the fields, in the order of the table."""

KEY: Final = ("id",)


def one_or_more(values: tuple[str, ...]) -> str:
    """The pattern of a cell that holds some of ``values``, separated by ``|``."""
    listed = "|".join(re.sub(r"([()+])", r"\\\1", value) for value in values)
    return rf"(?:(?:^|\|)({listed}))+$"


_REQUIRED: Final[dict[str, object]] = {"required": True}
_CONSTRAINTS: Final[dict[str, dict[str, object]]] = {
    "id": {**_REQUIRED, "unique": True, "pattern": r"^lieu-\d{4}$"},
    "pivot": {"pattern": r"^\d{14}$"},
    "nom": {**_REQUIRED, "maxLength": 120},
    "commune": _REQUIRED,
    "code_postal": {**_REQUIRED, "pattern": r"^\d{5}$"},
    "code_insee": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"},
    "adresse": _REQUIRED,
    "latitude": {"minimum": 41, "maximum": 51.5},
    "longitude": {"minimum": -5.5, "maximum": 10},
    "typologie": {"pattern": one_or_more(TYPES)},
    "telephone": {"pattern": r"^\+33[1-9]\d{8}$"},
    "presentation_resume": {"maxLength": 500},
    "date_maj": _REQUIRED,
    "services": {**_REQUIRED, "pattern": one_or_more(SERVICES)},
    "publics_accueillis": {"pattern": one_or_more(PUBLICS)},
    "modalites_accompagnement": {"pattern": one_or_more(SUPPORT)},
}
_TYPES: Final = {"latitude": "number", "longitude": "number", "date_maj": "date"}
_FORMATS: Final = {
    "courriel": "email",
    "site_web": "uri",
    "accessibilite": "uri",
    "prise_rdv": "uri",
}


def places_schema(*, with_ended: bool) -> str:
    """The Table Schema as JSON; ``with_ended`` gives the first one, which still lists the pass."""
    lists = {
        "conditions_acces": (*CONDITIONS, ENDED_CONDITION) if with_ended else CONDITIONS,
        "labels_nationaux": (*LABELS, ENDED_LABEL) if with_ended else LABELS,
    }
    constraints = _CONSTRAINTS | {
        name: {"pattern": one_or_more(values)} for name, values in lists.items()
    }
    fields = [_field(name, constraints.get(name)) for name in FIELDS]
    schema = {"fields": fields, "primaryKey": list(KEY), "missingValues": [""]}
    return json.dumps(schema, ensure_ascii=False, indent=2)


def _field(name: str, constraints: dict[str, object] | None) -> dict[str, object]:
    text = FIELD_TEXTS[name]
    field: dict[str, object] = {
        "name": name,
        "title": text.title,
        "description": french(text.description),
        "example": text.example,
        "type": _TYPES.get(name, "string"),
    }
    if name in _FORMATS:
        field["format"] = _FORMATS[name]
    return field | ({"constraints": constraints} if constraints else {})
