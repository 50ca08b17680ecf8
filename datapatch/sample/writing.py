"""The bytes of a sample table."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_bytes(
    fields: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    line_terminator: str = "\n",
    bom: bool = False,
) -> bytes:
    """The table in UTF-8, a header line first; only cells that need it are quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_terminator)
    writer.writerow(fields)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")
