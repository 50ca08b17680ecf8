"""Fields that look like personal data: what nobody should publish without meaning to.

History cannot forget: a producer is told before the first revision is written. Neither the cells
nor a part of them are repeated in the reasons.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapatch.tables.wording import mentions, words
from datapatch.translation import N_, Translate, untranslated

EMAIL = N_("“{field}” holds e-mail addresses, some of which may be a person's.")
MOBILE = N_("“{field}” holds mobile phone numbers.")
PHONE = N_("“{field}” holds phone numbers, some of which may be a person's.")
PERSON = N_("“{field}” seems to hold names of persons.")
BIRTH = N_("“{field}” seems to hold dates or places of birth.")
HOME = N_("“{field}” seems to hold the addresses of persons.")
NUMBER = N_("“{field}” seems to hold numbers that identify a person.")
PRIVATE = N_("“{field}” seems to tell something private about persons.")

_HEADERS = (
    (BIRTH, ("naissance", "date naissance", "birth", "birthdate", "birthday", "dob", "ne le")),
    (
        NUMBER,
        ("nir", "ssn", "securite sociale", "passport", "passeport", "iban", "bic", "adresse ip"),
    ),
    (NUMBER, ("ip address", "national id", "carte identite", "numero allocataire", "permis")),
    (PRIVATE, ("sexe", "gender", "civilite", "nationalite", "religion", "salaire", "salary")),
    (
        PRIVATE,
        ("situation familiale", "marital status", "handicap personne", "mot passe", "password"),
    ),
    (HOME, ("adresse domicile", "adresse personnelle", "home address", "adresse perso")),
    (EMAIL, ("mail", "email", "mails", "emails", "courriel", "courriels", "e mail", "mel")),
    (PERSON, ("prenom", "prenoms", "first name", "firstname", "last name", "lastname", "surname")),
    (
        PERSON,
        ("nom famille", "nom de famille", "nom usage", "nom naissance", "full name", "fullname"),
    ),
    (PERSON, ("nom contact", "contact nom", "nom du contact", "contact name", "responsable")),
    (PERSON, ("referent", "referente", "president", "presidente", "directeur", "directrice")),
    (PERSON, ("interlocuteur", "gerant", "gerante", "nom prenom", "signataire")),
    (PHONE, ("telephone", "phone", "tel", "mobile", "portable", "gsm", "telephones", "phones")),
)
"""What the words of a header tell, most telling first."""

_STATISTICS = frozenset({"nombre", "nb", "count", "total", "taux", "moyenne", "part", "number"})
_ADDRESS = re.compile(r"[^@\s;,|<>]+@[^@\s;,|<>]+\.[A-Za-z]{2,}")
_MOBILE = re.compile(r"(?:\+33|0033|0)\s?\(?0?\)?\s?[67](?:[\s.-]?[0-9]{2}){4}")
_TITLED = re.compile(r"(?:M\.|Mr\.?|Mme\.?|Mlle|Monsieur|Madame|Dr\.?|Mrs\.?|Ms\.?)\s+[A-ZÉÈÀ]")
_FIRST_NAMES = frozenset(
    (
        *(
            "marie",
            "jean",
            "pierre",
            "michel",
            "andre",
            "philippe",
            "nathalie",
            "isabelle",
            "alain",
        ),
        *(
            "sylvie",
            "catherine",
            "patrick",
            "bernard",
            "nicolas",
            "christophe",
            "francoise",
            "anne",
        ),
        *("martine", "christine", "stephane", "sophie", "sandrine", "valerie", "thomas", "julien"),
        *("laurent", "olivier", "celine", "camille", "lea", "emma", "lucas", "hugo", "sarah"),
        *("mohamed", "fatima", "amine", "karim", "yasmine", "john", "mary", "james", "robert"),
        *(
            "david",
            "linda",
            "susan",
            "michael",
            "jennifer",
            "william",
            "elizabeth",
            "paul",
            "louis",
        ),
    )
)
_FEW, _MANY = 0.1, 0.4
"""Shares of the cells from which a content tells something."""


@dataclass(frozen=True, slots=True)
class PersonalField:
    """A field that looks like personal data, and a reason for people."""

    field: str
    template: str
    data: Mapping[str, object]

    def reason(self, translate: Translate = untranslated) -> str:
        """Why it looks so, in one sentence."""
        return translate(self.template).format(**self.data)


def personal_fields(samples: Mapping[str, Iterable[str]]) -> tuple[PersonalField, ...]:
    """The fields that look personal; ``samples`` gives some of the cells of each field.

    A field of which all these cells are empty tells nothing; without any, its header does.
    """
    found = []
    for name, sample in samples.items():
        cells = list(sample)
        filled = [cell for cell in cells if cell.strip()]
        empty = bool(cells) and not filled
        template = None if empty else _by_content(filled) or _by_header(name)
        if template:
            found.append(PersonalField(name, template, {"field": name}))
    return tuple(found)


def _by_header(name: str) -> str | None:
    if _STATISTICS & set(words(name)):
        return None
    return next((template for template, terms in _HEADERS if mentions(name, *terms)), None)


def _by_content(cells: list[str]) -> str | None:
    """What the cells tell, whatever the header says; nothing when there are none."""
    if not cells:
        return None
    shares = {
        EMAIL: sum(bool(_ADDRESS.search(cell)) for cell in cells) / len(cells),
        MOBILE: sum(bool(_MOBILE.fullmatch(cell.strip())) for cell in cells) / len(cells),
    }
    for template, share in shares.items():
        if share >= _FEW:
            return template
    persons = sum(_is_person(cell) for cell in cells) / len(cells)
    return PERSON if persons >= _MANY else None


def _is_person(cell: str) -> bool:
    """Whether a cell is two or three words of which one is a usual first name, or has a title."""
    if _TITLED.match(cell):
        return True
    found = words(cell)
    return 2 <= len(found) <= 3 and (found[0] in _FIRST_NAMES or found[-1] in _FIRST_NAMES)
