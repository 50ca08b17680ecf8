"""The invented places."""

import re
from collections import Counter
from datetime import date

from datapatch.sample.cells import Row
from datapatch.sample.places import invented_places
from datapatch.sample.schema import FIELDS, places_schema
from datapatch.sample.towns import TOWNS
from datapatch.sample.values import SampleDataset
from tests.sample.conftest import TODAY
from tests.sample.judging import faults
from tests.sample.replaying import imported, table_after

FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")


def test_the_table_is_valid_when_imported_and_when_all_is_done(places: SampleDataset) -> None:
    """Frictionless finds nothing, by the first schema at first and by the second at last."""
    header, *rows = imported(places)
    assert faults((dict(zip(header, row, strict=True)) for row in rows), places.schema) == set()
    last = table_after(places).values()
    assert faults(last, places_schema(with_ended=False)) == set()


def test_there_are_1812_places_in_four_regions(places: SampleDataset) -> None:
    """No region is left with a handful, and no field is left empty everywhere."""
    last = table_after(places)
    regions = {town.postcode: town.region for town in TOWNS}
    counts = Counter(regions[row["code_postal"]] for row in last.values())
    assert len(last) == 1812
    assert len(counts) == 4
    assert min(counts.values()) > 300
    assert all(any(row[field] for row in last.values()) for field in FIELDS)


def test_identifiers_are_unique_and_sorted(places: SampleDataset) -> None:
    """Rows stand in the order of their identifiers, before and after the revisions."""
    first = [row[0] for row in imported(places)[1:]]
    last = list(table_after(places))
    assert first == sorted(set(first))
    assert last == sorted(set(last))


def test_no_name_stands_twice_in_a_commune(rows: tuple[Row, ...]) -> None:
    """Two places of one commune never share a name, and few names are used all over."""
    pairs = Counter((row["nom"], row["commune"]) for row in rows)
    names = Counter(row["nom"] for row in rows)
    assert max(pairs.values()) == 1
    assert max(names.values()) <= 8


def test_phone_numbers_ring_nowhere(places: SampleDataset) -> None:
    """Every number comes from the ranges that are kept for fiction."""
    numbers = [row["telephone"] for row in table_after(places).values() if row["telephone"]]
    assert len(numbers) > 1400
    assert all(FICTION.fullmatch(number) for number in numbers)


def test_sirets_are_invented(rows: tuple[Row, ...]) -> None:
    """Every SIRET starts with six zeros."""
    assert all(re.fullmatch(r"000000\d{8}", row["pivot"]) for row in rows if row["pivot"])


def test_places_stand_near_their_town(places: SampleDataset) -> None:
    """Coordinates are at most 0.05 degrees from the centre of the town."""
    centres = {town.postcode: (town.latitude, town.longitude) for town in TOWNS}
    for row in table_after(places).values():
        if row["latitude"]:
            latitude, longitude = centres[row["code_postal"]]
            assert abs(float(row["latitude"]) - latitude) < 0.05
            assert abs(float(row["longitude"]) - longitude) < 0.05


def test_towns_are_in_france_and_codes_agree() -> None:
    """Postcode and INSEE code name the same department; no INSEE code stands twice."""
    assert len({town.insee for town in TOWNS}) == len(TOWNS) > 150
    for town in TOWNS:
        assert town.postcode[:2] == town.insee[:2]
        assert 42.3 < town.latitude < 51.1
        assert -4.8 < town.longitude < 7.2


def test_cells_hold_what_real_ones_hold(rows: tuple[Row, ...]) -> None:
    """Quotes, commas, several values, long texts and gaps all occur."""
    texts = [row["presentation_detail"] for row in rows]
    assert sum('"' in text for text in texts) > 50
    assert sum("," in text for text in texts) > 50
    assert sum(len(text) > 800 for text in texts) > 20
    assert sum("|" in row["services"] for row in rows) > 1000
    assert 100 < sum(not row["telephone"] for row in rows) < 400


def test_only_dates_depend_on_the_day() -> None:
    """Another day moves the dates and nothing else."""
    later = invented_places(date(2027, 3, 2))
    for now, then in zip(invented_places(TODAY), later, strict=True):
        assert {field for field in FIELDS if now[field] != then[field]} == {"date_maj"}
