"""The tables to measure with: seeded, invented, the same on every machine.

Run as ``python -m benchmarks.tables FOLDER ROWS``: a process of its own, since a million rows in
the memory of the harness would count into every peak that it measures afterwards.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

FIELDS = ("id", "name", "address", "code", "town", "phone", "email", "lat", "lon", "checked")
PHONE, TOWN = FIELDS.index("phone"), FIELDS.index("town")
NEW_PHONE, NEW_TOWN = "+33400000000", "Villeneuve"
VERSIONS = ("base", "one", "pct", "shuffled", "theirs", "mine")
"""One cell, 1 % of the rows, the same in another order; two sides that change other cells."""

WORDS = (
    *("Médiathèque", "Lac", "Fabrique", "Sète", "rue", "Lilas", "Maison", "numérique"),
    *("Espace", "public", "Centre", "social", "Halle", "Moulin", "Gare", "Jardin"),
)
SCHEMA = {
    "fields": [
        {
            "name": "id",
            "type": "string",
            "constraints": {"required": True, "unique": True, "pattern": "id-[0-9]{7}"},
        },
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 80}},
        {"name": "address", "type": "string"},
        {"name": "code", "type": "string", "constraints": {"pattern": "[0-9]{5}"}},
        {"name": "town", "type": "string", "constraints": {"required": True}},
        {"name": "phone", "type": "string", "constraints": {"pattern": r"\+33[0-9]{9}"}},
        {"name": "email", "type": "string", "format": "email", "constraints": {"unique": True}},
        {"name": "lat", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
        {"name": "lon", "type": "number"},
        {"name": "checked", "type": "date"},
    ],
    "primaryKey": ["id"],
}
"""Types, required, unique, patterns and e-mail addresses, which every row of the tables obeys."""


def table(folder: Path, rows: int, version: str = "base") -> Path:
    """Where a version of the table of so many rows lies."""
    return folder / f"{rows}-{version}.csv"


def schema(folder: Path) -> Path:
    """Where the tables' schema lies."""
    return folder / "schema.json"


def generate(folder: Path, rows: int) -> None:
    """Write every version of the table, the base last: what is there whole is not written again."""
    if table(folder, rows).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    schema(folder).write_text(json.dumps(SCHEMA))
    draw = random.Random(rows)
    lines = [_line(draw, number) for number in range(rows)]
    few = max(1, rows // 100)
    chosen = draw.sample(range(rows), 3 * few)
    pct = _changed(lines, chosen[:few], PHONE, NEW_PHONE)
    _write(table(folder, rows, "one"), _changed(lines, [rows // 2], PHONE, NEW_PHONE))
    _write(table(folder, rows, "pct"), pct)
    # A third of what theirs changes lies in rows that mine changes too, in another field.
    shared = [*chosen[: few // 3], *chosen[few : 2 * few - few // 3]]
    _write(table(folder, rows, "theirs"), _changed(lines, shared, TOWN, NEW_TOWN))
    _write(table(folder, rows, "mine"), pct)
    draw.shuffle(pct)
    _write(table(folder, rows, "shuffled"), pct)
    _write(table(folder, rows), lines)


def _line(draw: random.Random, number: int) -> str:
    words = draw.choices(WORDS, k=8)
    return ",".join(
        (
            f"id-{number:07d}",
            " ".join(words[:3]),
            f"{draw.randrange(1, 200)} {' '.join(words[3:7])}",
            f"{draw.randrange(1000, 96000):05d}",
            words[7],
            f"+334{draw.randrange(10_000_000, 100_000_000)}",
            f"c{number}@example.org",
            f"{draw.uniform(42, 50):.6f}",
            f"{draw.uniform(-4, 8):.6f}",
            f"2025-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
        )
    )


def _changed(lines: Sequence[str], rows: Sequence[int], field: int, value: str) -> list[str]:
    """The lines with this value in one field of these rows."""
    changed = list(lines)
    for row in rows:
        cells = changed[row].split(",")
        cells[field] = value
        changed[row] = ",".join(cells)
    return changed


def _write(path: Path, lines: Sequence[str]) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", newline="") as file:
        file.writelines(_ended((",".join(FIELDS), *lines)))
    fresh.replace(path)


def _ended(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{line}\n"


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
