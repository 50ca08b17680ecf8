"""What frictionless says of a sample table."""

import csv
import io
import json
from collections.abc import Iterable

from frictionless import Resource, Schema


def faults(rows: Iterable[dict[str, str]], schema: str) -> set[tuple[str, str]]:
    """Field and type of every error in these rows."""
    text = io.StringIO(newline="")
    described = Schema.from_descriptor(json.loads(schema))
    writer = csv.DictWriter(text, described.field_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    resource = Resource(
        data=text.getvalue().encode(), format="csv", encoding="utf-8", schema=described
    )
    report = resource.validate(limit_errors=10**6)
    return {(str(field), str(kind)) for field, kind in report.flatten(["fieldName", "type"])}
