"""Whether a table is what its schema says: a report of every violation, or of what a change adds.

The verdicts (row, field, type of error) are those of frictionless 5.21, except that:

- a faulty schema is checked as far as it makes sense, where frictionless reports the schema alone
  (a field of unknown type holds text, a constraint that cannot be read checks nothing, a bound of
  another type than its field neither, repeated names of fields are told apart by position);
- columns are matched by name (``fieldsMatch``) even when the header repeats a name, which is then
  reported as a duplicate label, where frictionless stops with an error;
- a name of the schema that begins or ends with a space matches the label without it;
- values that cannot be compared for uniqueness by hash (lists, objects) are compared as JSON, and
  one that equals nothing (NaN) is never a duplicate, where frictionless stops or depends on memory;
- the formats of text that frictionless checks with an extra package (``wkt``) hold any text;
- files are not opened: byte counts, hashes and row counts of a descriptor are not compared.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables import checks
from datapatch.tables.expected import expected
from datapatch.tables.judging import Column, Judgement, columns
from datapatch.tables.schema import TableSchema
from datapatch.tables.suspects import suspects
from datapatch.tables.table import Table
from datapatch.tables.uniqueness import Keys, keys
from datapatch.tables.violation import Cells, Violation


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: violations in the order of the rows, and how many data rows were read."""

    violations: tuple[Violation, ...]
    row_count: int

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    def count(self) -> Mapping[str, int]:
        """How many violations there are of each type, most frequent first."""
        return dict(Counter(violation.type for violation in self.violations).most_common())


@dataclass(frozen=True, slots=True)
class Summary:
    """How many violations there are of each type, most frequent first, and the first of each."""

    counts: Mapping[str, int]
    first: Mapping[str, Violation]


def validate(table: Table, schema: TableSchema) -> Report:
    """Everything that is wrong with ``table``."""
    return Report(tuple(violations(table, schema)), table.row_count)


def violations(table: Table, schema: TableSchema) -> Iterator[Violation]:
    """What is wrong with ``table``, one by one: of the header, then row by row.

    Where every row of a large table is wrong, they take more memory than the table.
    """
    found = expected(table, schema)
    judges = columns(found.fields, schema.missing_values)
    unique = keys(judges, schema.primary_key)
    yield from found.violations
    yield from _judged(table, judges, unique, suspects(table, judges, unique.slots))


def summarise(found: Iterable[Violation]) -> Summary:
    """``found`` in few words, however many they are."""
    counts, first = Counter[str](), dict[str, Violation]()
    for violation in found:
        counts[violation.type] += 1
        first.setdefault(violation.type, violation)
    return Summary(dict(counts.most_common()), first)


def _judged(
    table: Table, judges: Sequence[Column], unique: Keys, rows: Sequence[int]
) -> Iterator[Violation]:
    read = enumerate(table.rows()) if len(rows) == table.row_count else _chosen(table, rows)
    for index, cells in read:
        yield from row_violations(judges, cells, table.line(index))
        yield from unique.meet(cells, table.line(index))


def _chosen(table: Table, rows: Sequence[int]) -> Iterator[tuple[int, Cells]]:
    return ((row, table.row(row)) for row in rows)


def check_cells(schema: TableSchema, cells: Mapping[str, str]) -> tuple[Violation, ...]:
    """What is wrong with the cells of one row, given by field name: for a form.

    Fields that are not given are not checked; uniqueness needs the table and is not either.
    """
    found: list[Violation] = []
    for number, column in enumerate(columns(schema.fields, schema.missing_values), 1):
        cell = cells.get(column.field.name)
        if cell is not None:
            found += checks.cell_violations(
                column, column[cell], number=number, cell=cell, row=None, record=()
            )
    return tuple(found)


def added_violations(before: Report, after: Report) -> tuple[Violation, ...]:
    """The violations of ``after`` that ``before`` does not account for.

    For tables of which nobody knows which row became which (else see ``judged_changes``): a
    violation is the same when type, field, cell and reason are; among several, those in a row that
    did not change are the old ones.
    """
    left = Counter(map(_reason, before.violations))
    whole = Counter((*_reason(item), item.record) for item in before.violations)
    remaining: list[Violation] = []
    for item in after.violations:
        known = (*_reason(item), item.record)
        if whole[known]:
            whole[known] -= 1
            left[_reason(item)] -= 1
        else:
            remaining.append(item)
    return tuple(_not_in(left, remaining))


def _not_in(left: Counter[tuple[object, ...]], items: Iterable[Violation]) -> Iterator[Violation]:
    for item in items:
        if left[_reason(item)] > 0:
            left[_reason(item)] -= 1
        else:
            yield item


def _reason(item: Violation) -> tuple[object, ...]:
    return item.type, item.field, item.cell, item.template


def row_violations(judges: Sequence[Column], cells: Cells, row: int) -> list[Violation]:
    """What is wrong with one row, keys aside."""
    width, reached = len(judges), min(len(judges), len(cells))
    found = [judge[cell] for judge, cell in zip(judges, cells, strict=False)]
    if reached == len(cells) == width and not any(item.broken for item in found):
        if all(item.value is None for item in found):
            return [checks.blank_row(row)]
        return []
    return _faulty_row(judges, cells, found, row=row)


def _faulty_row(
    judges: Sequence[Column], cells: Cells, found: list[Judgement], *, row: int
) -> list[Violation]:
    absent = [judge.absent for judge in judges[len(found) :]]
    if all(item.is_blank for item in (*found, *absent)):
        return [checks.blank_row(row)]
    padded = cells + ("",) * len(absent)
    faults: list[Violation] = []
    for number, (judge, item) in enumerate(zip(judges, (*found, *absent), strict=True), 1):
        if item.broken:
            faults += checks.cell_violations(
                judge, item, number=number, cell=padded[number - 1], row=row, record=cells
            )
    faults += checks.extra_cells(cells, len(judges), row)
    faults += checks.missing_cells(judges, cells, row)
    return faults


__all__ = [
    "Report",
    "Summary",
    "Violation",
    "added_violations",
    "check_cells",
    "summarise",
    "validate",
    "violations",
]
