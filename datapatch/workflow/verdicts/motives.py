"""Why contributions are refused: a few motives that everybody understands, and the own words."""

from collections.abc import Mapping
from types import MappingProxyType

from datapatch.translation import N_, Translate

MOTIVES: Mapping[str, str] = MappingProxyType(
    {
        "unverifiable": N_("We could not verify it"),
        "out-of-scope": N_("It does not belong in this list"),
        "duplicate": N_("It is in the list already"),
        "fixed": N_("Somebody corrected it before"),
        "spam": N_("It is advertising or makes no sense"),
    }
)
"""Each motive by its name in addresses and in the database."""


def reason(motive: str, words: str, translate: Translate) -> str:
    """Motive and words as the contributor reads them; empty when neither says anything."""
    known = translate(MOTIVES[motive]) if motive in MOTIVES else ""
    return ". ".join(part for part in (known, words.strip()) if part)
