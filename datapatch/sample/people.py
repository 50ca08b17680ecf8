"""Who moderates the sample workspace."""

from typing import Final

from datapatch.sample.values import SamplePerson

CAMILLE: Final = SamplePerson("Camille Roussel", "camille@example.org")
LEA: Final = SamplePerson("Léa Morvan", "lea@example.org")
AMINE: Final = SamplePerson("Amine Haddad", "amine@example.org")

ADMINISTRATOR: Final = CAMILLE
MODERATORS: Final = (LEA, AMINE)
HUB: Final = "Hub numérique d’exemple"
"""The public name of the producer."""
