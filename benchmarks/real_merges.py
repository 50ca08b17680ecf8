"""The real merges among the test data: three versions, and what people made of them."""

import csv
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from datapatch.tables.dialect import Dialect
from datapatch.tables.merge import MergeResult, merge
from datapatch.tables.table import Table
from datapatch.types import Key

SIDES = ("base", "ours", "theirs", "merged")


@dataclass(frozen=True)
class RealMerge:
    """``counts`` are the reference's conflicts: cells, cells of twice added rows, deleted rows."""

    name: str
    base: Table
    ours: Table
    theirs: Table
    recorded: Table
    key: tuple[str, ...]
    reference: str
    counts: tuple[int, int, int]
    people_agree: bool

    def result(self) -> MergeResult:
        """Our merge."""
        return merge(self.base, self.ours, self.theirs, self.key)


def plain_merges(data: Path) -> Iterator[RealMerge]:
    """The 71 merges that lie there as files."""
    for path in sorted((data / "merges").glob("*/*/meta.json")):
        meta = json.loads(path.read_text())
        base, ours, theirs, recorded = (
            read_table((path.parent / f"{side}.csv").read_bytes()) for side in SIDES
        )
        yield RealMerge(
            f"{path.parent.parent.name}/{path.parent.name}",
            base,
            ours,
            theirs,
            recorded,
            key=tuple(meta["key_used"] or ()),
            reference=meta["reference_class"],
            counts=(
                meta["cell_conflicts"] or 0,
                meta["add_add_conflicting_cells"] or 0,
                meta["delete_modify_conflicts"] or 0,
            ),
            people_agree=meta["human_result_equals_reference_outside_conflicts"] is True,
        )


def history_merges(data: Path, clones: Path) -> Iterator[RealMerge]:
    """The 53 merges inside the histories, read with stock git from ``clones``."""
    for bundle in (data / "histories").glob("*.bundle"):
        _git("init", "--quiet", "--bare", str(clones / bundle.stem))
        _git("-C", str(clones / bundle.stem), "fetch", "--quiet", str(bundle), "+refs/*:refs/*")
    with (data / "histories" / "merges.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield _history_merge(row, clones / row["bundle"])


def _history_merge(row: dict[str, str], clone: Path) -> RealMerge:
    base, ours, theirs, recorded = (
        read_table(_git("-C", str(clone), "show", f"{row[side]}:{row['path']}"))
        for side in ("base", "ours", "theirs", "merge")
    )
    counts = (row["cell"], row["add_add"], row["delete_modify"])
    cells, added, deleted = (int(count) if count.isdigit() else 0 for count in counts)
    return RealMerge(
        f"{row['bundle']}/{row['merge'][:8]}",
        base,
        ours,
        theirs,
        recorded,
        key=tuple(json.loads(row["key"]) or ()),
        reference=row["reference_class"],
        counts=(cells, added, deleted),
        people_agree=row["human_equals_reference"] == "True",
    )


def read_table(data: bytes) -> Table:
    """A table whose delimiter is the commoner one in its header."""
    header = data.split(b"\n", 1)[0]
    return Table.parse(data, Dialect(delimiter=max(",;", key=lambda d: header.count(d.encode()))))


def rows_by_name(table: Table, skip: set[Key], key: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows, sorted, as mappings: neither order counts. Blank rows and ``skip`` are left out."""
    rows = (table.values(row) for row in range(table.row_count) if table.row(row))
    found = [dict(zip(table.fields, cells, strict=True)) for cells in rows]
    kept = [row for row in found if tuple(row[name] for name in key if name in row) not in skip]
    return sorted(kept, key=lambda row: sorted(row.items()))


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout
