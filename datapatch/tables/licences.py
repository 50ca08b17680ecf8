"""Licences that a dataset can be published under.

The first two are those that French administrations may use.
Source: https://www.data.gouv.fr/pages/legal/licences and https://opendefinition.org/licenses/
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as a Data Package writes it: ``name`` is its SPDX or Open Definition identifier."""

    name: str
    title: str = ""
    path: str = ""

    @property
    def label(self) -> str:
        """What a person reads: the title, else the identifier, else the address."""
        return self.title or self.name or self.path


LICENCES = (
    Licence(
        "etalab-2.0",
        "Licence Ouverte 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    Licence(
        "ODbL-1.0",
        "Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence(
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    Licence(
        "CC-BY-SA-4.0",
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    Licence(
        "CC0-1.0",
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Licence(
        "ODC-BY-1.0",
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    Licence(
        "ODC-PDDL-1.0",
        "Open Data Commons Public Domain Dedication and Licence 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
)

DEFAULT = LICENCES[0]


def licence(name: str) -> Licence | None:
    """The licence of that identifier, whatever its case; None when it is not in the list."""
    return next((item for item in LICENCES if item.name.lower() == name.lower()), None)
