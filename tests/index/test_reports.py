"""Reports of tables: kept while they are small, told in few words however much is wrong."""

from datapatch.index.reports import Reports
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table

SCHEMA = TableSchema.from_descriptor({"fields": [{"name": "n", "type": "integer"}]})


def wrong(rows: int, word: str = "x") -> Table:
    """A table whose every row but the last is wrong."""
    return Table.parse(b"n\n" + f"{word}\n".encode() * (rows - 1) + b"1\n")


def test_a_report_is_made_once_while_it_is_kept() -> None:
    """The least recently used leaves first, by number of reports or of violations."""
    reports = Reports(kept=5, violations=20)
    tables = [wrong(9, word) for word in "abc"]
    made = [reports.report(table, SCHEMA) for table in tables]
    assert [len(report.violations) for report in made] == [8, 8, 8]
    assert reports.report(tables[2], SCHEMA) is made[2]
    assert reports.report(tables[1], SCHEMA) is made[1]
    again = reports.report(tables[0], SCHEMA)
    assert again == made[0]
    assert again is not made[0]
    assert reports.report(tables[1], SCHEMA) is made[1]
    assert reports.report(tables[2], SCHEMA) is not made[2]


def test_a_report_too_large_to_keep_is_given_all_the_same() -> None:
    """And those that were kept before it are gone, as if it had been."""
    reports = Reports(violations=5)
    table = wrong(20)
    first, second = reports.report(table, SCHEMA), reports.report(table, SCHEMA)
    assert first == second
    assert first is not second


def test_a_summary_counts_and_shows_the_first() -> None:
    """As the report does that holds every violation."""
    reports = Reports()
    table = Table.parse(b"n\nx\n1,2\ny\n")
    summary, report = reports.summary(table, SCHEMA), reports.report(table, SCHEMA)
    assert summary.counts == report.count() == {"type-error": 2, "extra-cell": 1}
    assert summary.first["type-error"] == report.violations[0]
    assert summary.first["extra-cell"].row == 3
    assert reports.summary(table, SCHEMA) is summary
