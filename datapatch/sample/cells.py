"""The cells of one invented place: where it is, how to reach it, what it offers."""

import math
import re
import unicodedata
from random import Random
from typing import Final

from datapatch.sample import words
from datapatch.sample.hours import opening_hours
from datapatch.sample.presentations import detail, summary
from datapatch.sample.schema import ENDED_CONDITION, ENDED_LABEL, PUBLICS, SERVICES, SUPPORT
from datapatch.sample.structures import Structure
from datapatch.sample.towns import Town
from datapatch.sample.words import of_town

Row = dict[str, str]
"""The cells of one row by field."""

_COAST: Final = (
    "Agde", "Berck", "Boulogne-sur-Mer", "Brest", "Calais", "Concarneau", "Crozon", "Douarnenez",
    "Dunkerque", "Lorient", "Paimpol", "Saint-Malo", "Sète", "Thonon-les-Bains",
)  # fmt: skip
"""Towns where a wide scatter would put places into the water."""

_SOURCES: Final = (
    "Hub numérique d’exemple", "Hub numérique d’exemple", "Réseau des médiathèques",
    "Recensement départemental", "Saisie en ligne", "Coordination départementale",
)  # fmt: skip
_PAYING: Final = (
    "Adhésion", "Payant", "Gratuit sous condition", "Gratuit sous condition|Adhésion",
    "Gratuit|Payant",
)  # fmt: skip

_YOUTH: Final = ("Habitat jeunes", "Information jeunesse", "Mission locale")
_SPECIAL: Final = tuple(public for public in PUBLICS[4:] if public != "Uniquement femmes")


def slug(text: str) -> str:
    """``text`` as one lower-case label of a host name, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def address_cells(town: Town, rng: Random) -> Row:
    """Commune, codes, street and coordinates, these within 4 km of the town's centre."""
    number = f"{rng.randint(1, 98)}{rng.choice(('',) * 8 + (' bis', ' ter'))} "
    street = rng.choice(words.STREETS)
    latitude, longitude = _coordinates(town, rng)
    return {
        "commune": town.name,
        "code_postal": town.postcode,
        "code_insee": "" if rng.random() < 0.04 else town.insee,
        "adresse": street if street.startswith("place") and rng.random() < 0.5 else number + street,
        "complement_adresse": rng.choice(words.COMPLEMENTS) if rng.random() < 0.17 else "",
        "latitude": latitude,
        "longitude": longitude,
    }


def _coordinates(town: Town, rng: Random) -> tuple[str, str]:
    radius = 0.006 if town.name in _COAST else 0.005 + 0.0025 * town.weight
    distance, angle = radius * math.sqrt(rng.random()), 2 * math.pi * rng.random()
    latitude = town.latitude + distance * math.sin(angle)
    longitude = town.longitude + distance * math.cos(angle) / math.cos(math.radians(latitude))
    return ("", "") if rng.random() < 0.03 else (f"{latitude:.5f}", f"{longitude:.5f}")


def contact_cells(name: str, town: Town, phone: str, rng: Random) -> Row:
    """Phone, mail and addresses at example.org; each is missing now and then."""
    town_slug, name_slug = slug(town.name), slug(name)
    host = name_slug if town_slug in name_slug else slug(f"{name}-{town.name}")
    sites = (f"https://{host}.example.org/", f"https://www.example.org/{town_slug}/{name_slug}")
    return {
        "telephone": _maybe(phone, 0.88, rng),
        "courriel": _maybe(f"{host}@example.org", 0.74, rng),
        "site_web": _maybe(rng.choices(sites, (3, 1))[0], 0.62, rng),
        "prise_rdv": _maybe(f"https://rdv.example.org/{host}", 0.12, rng),
        "accessibilite": _maybe(f"https://accessibilite.example.org/{host}", 0.09, rng),
    }


def _maybe(text: str, share: float, rng: Random) -> str:
    return text if rng.random() < share else ""


def offer_cells(structure: Structure, rng: Random) -> Row:
    """What the place is and does: the cells that hold lists."""
    return {
        "typologie": structure.typology,
        "horaires": _maybe(opening_hours(structure.hours, rng), 0.92, rng),
        "services": _some(SERVICES, structure.services, 0.75, rng),
        "publics_accueillis": _maybe(_publics(structure, rng), 0.86, rng),
        "conditions_acces": _conditions(structure, rng),
        "labels_nationaux": _labels(structure, rng),
        "labels_autres": _maybe(rng.choice(words.LOCAL_LABELS), 0.07, rng),
        "modalites_accompagnement": _maybe(_some(SUPPORT, SUPPORT[:3], 0.6, rng), 0.9, rng),
    }


def _some(order: tuple[str, ...], likely: tuple[str, ...], share: float, rng: Random) -> str:
    """Most of ``likely``, at least one, in the order of the schema."""
    kept = {value for value in likely if rng.random() < share} or {rng.choice(likely)}
    return "|".join(value for value in order if value in kept)


def _publics(structure: Structure, rng: Random) -> str:
    if structure.typology in _YOUTH:
        return PUBLICS[3]
    if rng.random() < 0.01:
        return "Uniquement femmes"
    usual = PUBLICS[:4] if rng.random() < 0.5 else rng.sample(PUBLICS[:4], rng.randint(1, 3))
    special = {public for public in _SPECIAL if rng.random() < 0.13}
    return "|".join(public for public in PUBLICS if public in usual or public in special)


def _conditions(structure: Structure, rng: Random) -> str:
    condition = rng.choice(_PAYING) if rng.random() < structure.paying else "Gratuit"
    if rng.random() < 0.009:
        condition = f"{condition}|{ENDED_CONDITION}"
    return _maybe(condition, 0.93, rng)


def _labels(structure: Structure, rng: Random) -> str:
    labels = ["France Services"] if structure.typology == "France Services" else []
    labels += ["CNFS"] if rng.random() < 0.16 else []
    labels += ["Aidants Connect"] if rng.random() < 0.11 else []
    if structure.typology == "Tiers-lieu" and rng.random() < 0.25:
        labels.append("Fabriques de Territoire")
    if structure.hours == "office" and rng.random() < 0.06:
        labels.append("Point numérique CAF")
    labels += [ENDED_LABEL] if rng.random() < 0.011 else []
    return "|".join(labels)


def text_cells(structure: Structure, town: Town, rng: Random) -> Row:
    """Presentations, source, parent and an invented SIRET, which starts with six zeros."""
    parent = structure.parent.format(town=of_town(town.name))
    many = (
        rng.choice((0, 0, 0, 0, 2, 3, 3, 4, 5, 6)) if rng.random() < 0.97 else rng.randint(10, 16)
    )
    return {
        "pivot": _maybe(f"{rng.randrange(10**8):014}", 0.87, rng),
        "presentation_resume": _maybe(summary(structure.typology, rng), 0.85, rng),
        "presentation_detail": detail(structure.typology, many, rng) if many else "",
        "source": rng.choice(_SOURCES),
        "structure_parente": _maybe(parent, 0.8, rng),
    }
