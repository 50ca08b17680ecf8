"""Pairing the columns of a table with the fields of its schema, and what is wrong with the header.

Source: https://datapackage.org/standard/table-schema/#fieldsMatch
"""

from collections.abc import Sequence
from dataclasses import dataclass

from datapatch.tables import checks
from datapatch.tables.field import Field
from datapatch.tables.other_rows import Rows
from datapatch.tables.schema import TableSchema
from datapatch.tables.violation import Violation
from datapatch.tables.wording import told_apart


@dataclass(frozen=True, slots=True)
class Expected:
    """One field for each column, in the order of the table, and the faults of the header.

    A column that the schema does not know has a field of type "any".
    """

    fields: tuple[Field, ...]
    violations: tuple[Violation, ...] = ()


def expected(table: Rows, schema: TableSchema) -> Expected:
    """What each column of ``table`` should hold."""
    labels = _labels(table)
    if not labels:
        empty = not table.row_count
        return Expected(schema.fields, (checks.empty_source(),) if empty else ())
    if schema.fields_match == "exact":
        return _by_position(labels, schema.fields)
    return _by_name(labels, schema)


def _labels(table: Rows) -> tuple[str, ...]:
    if not table.dialect.header_row:
        return ()
    return tuple(label.strip() for label in table.fields)


def _by_position(labels: Sequence[str], fields: tuple[Field, ...]) -> Expected:
    extra = [
        checks.extra_label(label, number)
        for number, label in enumerate(labels, 1)
        if number > len(fields)
    ]
    missing = checks.missing_labels(labels, fields[len(labels) :])
    wrong = checks.wrong_labels(labels, fields)
    known = fields[: len(labels)]
    names = told_apart([field.name for field in known] + [*labels[len(known) :]])
    others = tuple(map(_unknown, names[len(known) :]))
    return Expected((*known, *others), (*extra, *missing, *wrong))


def _unknown(label: str) -> Field:
    """A field for a column that the schema does not know, its missing values neither."""
    return Field(label, type="any", missing_values=("",))


def _by_name(labels: Sequence[str], schema: TableSchema) -> Expected:
    """Fields in the order of the labels; what the mode tolerates is no fault."""
    known = {field.name.strip(): field for field in reversed(schema.fields)}
    missing = [field for name, field in known.items() if name not in labels][::-1]
    if schema.fields_match in {"superset", "partial"}:
        needed = set(schema.primary_key)
        missing = [field for field in missing if field.required or field.name in needed]
    violations: list[Violation] = []
    if schema.fields_match in {"equal", "superset"}:
        violations += [
            checks.extra_label(label, number)
            for number, label in enumerate(labels, 1)
            if label not in known
        ]
    if schema.fields_match == "partial" and known and not known.keys() & set(labels):
        violations.append(checks.unmatched_header())
    fields = tuple(known.get(label) or _unknown(label) for label in labels)
    violations += checks.repeated_labels(labels, fields)
    violations += checks.missing_labels(labels, missing)
    return Expected(fields, tuple(violations))
