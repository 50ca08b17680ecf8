"""The words inside a field's name, whatever its spelling: ``Code_Postal`` and ``codePostal``."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+|\d+")


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case without accents; numbers are words too."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", name)).encode("ascii", "ignore").decode()
    return tuple(_WORD.findall(plain.lower()))


def mentions(name: str, *terms: str) -> bool:
    """Whether the name holds one of the terms; a term may be several words in a row."""
    padded = f" {' '.join(words(name))} "
    return any(f" {term} " in padded for term in terms)


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names of which none repeats: a later "a" becomes "a2", as frictionless calls it."""
    found: dict[str, None] = {}
    for name in names:
        numbered = (f"{name}{number}" for number in itertools.count(2))
        found[next(new for new in itertools.chain([name], numbered) if new not in found)] = None
    return tuple(found)
