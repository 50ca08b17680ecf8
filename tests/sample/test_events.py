"""The workshops: a table without key."""

import json
from collections import Counter

from frictionless import Dialect, Resource, Schema

from datapatch.sample.values import SampleDataset
from tests.sample.replaying import imported, replay_positions


def records_after(workshops: SampleDataset) -> list[list[str]]:
    """Header and rows after all revisions."""
    records = imported(workshops)
    for revision in workshops.revisions:
        records = replay_positions(records, revision.changes)
    return records


def test_the_bytes_are_those_of_a_spreadsheet(workshops: SampleDataset) -> None:
    """A BOM, semicolons and CRLF, and a quoted cell with a semicolon inside."""
    lines = workshops.data.split(b"\r\n")
    assert workshops.data.startswith(b"\xef\xbb\xbfdate;heure;")
    assert lines[-1] == b""
    assert not any(b"\n" in line for line in lines)
    assert any(b'"\xc3\x89crire un CV ; ' in line for line in lines)


def test_two_rows_are_equal(workshops: SampleDataset) -> None:
    """Once at import, and still at the end."""
    for records in (imported(workshops), records_after(workshops)):
        assert max(Counter(map(tuple, records)).values()) == 2


def test_sixty_rows_are_left_by_five_revisions(workshops: SampleDataset) -> None:
    """Every old value and every position is what the table holds by then."""
    assert len(workshops.revisions) == 5
    assert len(records_after(workshops)) == 1 + 60
    moments = [workshops.imported_at, *(revision.at for revision in workshops.revisions)]
    assert moments == sorted(moments)


def test_the_table_is_valid(workshops: SampleDataset) -> None:
    """Frictionless finds nothing."""
    resource = Resource(
        data=workshops.data,
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(json.loads(workshops.schema)),
        dialect=Dialect.from_descriptor({"csv": {"delimiter": ";"}}),
    )
    assert resource.validate().flatten(["rowNumber", "fieldName", "type"]) == []


def test_contributions_fit_the_published_table(workshops: SampleDataset) -> None:
    """Each is made on the last revision: a correction, one of the equal rows, an addition."""
    records = records_after(workshops)
    for contribution in workshops.contributions:
        assert contribution.base == len(workshops.revisions)
        assert contribution.at > workshops.revisions[-1].at
        assert replay_positions(records, contribution.changes) != records
    assert [c.changes[0].op for c in workshops.contributions] == ["update", "remove", "add"]
