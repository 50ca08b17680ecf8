"""Guessing which fields tell the rows of a table apart."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from datapatch.tables.field import Field
from datapatch.tables.table import Table
from datapatch.tables.wording import mentions
from datapatch.translation import N_, Translate, untranslated

IDENTIFIER = N_("“{field}” looks like an identifier, and every row has its own.")
NAME = N_("“{field}” looks like a name, and every row has its own.")
ALONE = N_("“{field}” is different in every row.")
TOGETHER = N_("“{field}” and “{other}” together are different in every row.")

MOST = 5
"""Candidates that are offered."""
_PAIRED = 10
"""Fields that pairs are made of."""
_TRIED = 2_000
"""Rows on which a pair is tried before all are read."""
_LONGEST = 120
"""Characters of a cell beyond which it is a text, not a name."""

_IDENTIFIERS = (
    *("id", "ids", "identifiant", "identifier", "uid", "uuid", "uri", "code", "siret", "siren"),
    *("uai", "finess", "rna", "ref", "reference", "key", "cle", "slug", "iata", "icao", "isbn"),
    *("gtin", "ean", "symbol", "fips", "geonameid", "matricule", "doi", "iso"),
)
_PLACES = ("postal", "insee", "commune", "departement", "region", "country", "pays", "zip")
"""Words of codes that many rows share, though a small table may not show it."""
_NAMES = ("nom", "name", "titre", "title", "libelle", "label", "intitule", "denomination")
_NEVER = frozenset({"number", "boolean", "time", "duration", "geopoint", "geojson", "object"})


@dataclass(frozen=True, slots=True)
class KeyCandidate:
    """Fields that could be the primary key, and a reason for people."""

    fields: tuple[str, ...]
    template: str
    data: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_identifier(self) -> bool:
        """Whether the name says that it is made to identify: safe to take unasked."""
        return self.template == IDENTIFIER

    def reason(self, translate: Translate = untranslated) -> str:
        """Why these fields, in one sentence."""
        return translate(self.template).format(**self.data)


def key_candidates(
    table: Table, fields: Sequence[Field], unique: Sequence[int], full: Sequence[int]
) -> tuple[KeyCandidate, ...]:
    """The keys that fit ``table``, best first; none when it has no rows.

    ``unique`` are the positions of fields that differ in every row and are never empty, ``full``
    of those that are never empty. Pairs are looked for when no identifier or name is unique.
    """
    if not table.row_count:
        return ()
    usable = [place for place in unique if _usable(fields[place])]
    told = [_single(fields[place]) for place in sorted(usable, key=lambda p: _rank(fields[p]))]
    telling = [candidate for candidate in told if candidate.template != ALONE]
    if telling or table.row_count < 2:
        return tuple(told[:MOST])
    pairs = _pairs(table, fields, [place for place in full if place not in unique])
    return tuple([*pairs, *told][:MOST])


def _usable(item: Field) -> bool:
    coordinate = mentions(item.name, "lat", "latitude", "lon", "lng", "longitude", "geo", "wkt")
    return item.type not in _NEVER and not coordinate


def _rank(item: Field) -> int:
    if mentions(item.name, *_IDENTIFIERS):
        return 2 if mentions(item.name, *_PLACES) else 0
    if mentions(item.name, *_NAMES):
        return 1
    return 2 if item.type == "string" else 3


def _single(item: Field) -> KeyCandidate:
    template = (IDENTIFIER, NAME, ALONE, ALONE)[_rank(item)]
    return KeyCandidate((item.name,), template, {"field": item.name})


def _pairs(table: Table, fields: Sequence[Field], full: Sequence[int]) -> list[KeyCandidate]:
    usable = sorted((p for p in full if _usable(fields[p])), key=lambda p: _rank(fields[p]))
    found = []
    for first, second in itertools.combinations(usable[:_PAIRED], 2):
        if _differ(table, first, second):
            names = fields[first].name, fields[second].name
            data = {"field": names[0], "other": names[1]}
            found.append(KeyCandidate(names, TOGETHER, data))
        if len(found) == MOST:
            break
    return found


def _differ(table: Table, first: int, second: int) -> bool:
    """Whether the two cells together are different in every row."""
    seen = set()
    for cells in table.rows():
        if max(first, second) >= len(cells):
            return False
        pair = cells[first], cells[second]
        if pair in seen or len(pair[0]) + len(pair[1]) > 2 * _LONGEST:
            return False
        seen.add(pair)
    return True
