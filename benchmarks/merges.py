"""``python -m benchmarks.merges DATA``: writes docs/merges.md, our merges beside git's.

DATA is a folder with ``merges`` (three versions and what people recorded) and ``histories``. The
page holds counts only, nothing of what stands in the tables.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench import ROOT
from benchmarks.real_merges import RealMerge, history_merges, plain_merges, rows_by_name
from datapatch.tables.merge import MergeResult
from datapatch.types import Key

PAGE = ROOT / "docs/merges.md"
KINDS = {
    "cell-clean": "no cell is contested",
    "cell-conflict": "cells, added or deleted rows really clash",
    "no-key": "no usable key",
    "dup-header": "a repeated header",
}
HEAD = """\
# Real merges, beside git's

Three versions of a public table, as two people changed it at once, merged by us and by
`git merge-file` on the same three files. They come from the histories of public datasets; a merge
is named by its repository and the beginning of its commit's hash. Written by
`python -m benchmarks.merges DATA` with the data at hand.

"""
LEGEND = """
A *reference* that knows nothing of ours, a merge by key and cell, says of each what kind it is.
*Ours* counts conflicts: cells and fields each by themselves, an edited and deleted row as one.
*git* counts the hunks that it leaves to people. *As recorded*: whether our merge, which holds ours
where there is a conflict, has the rows that people committed, whatever their order; people may have
taken one side only, or edited on, which is an error of nobody.

"""


@dataclass(frozen=True)
class Outcome:
    """One merge: its kind, rows of the base, conflicts, hunks, and whether people agreed."""

    name: str
    kind: str
    rows: int
    conflicts: Counter[str]
    hunks: int
    recorded: str


def main(words: Sequence[str]) -> None:
    """Merge everything below the folder that is named, and write the page."""
    folder = Path(words[0])
    with TemporaryDirectory() as clones:
        merges = [*plain_merges(folder), *history_merges(folder, Path(clones))]
        found = [_outcome(merge, Path(clones)) for merge in merges]
    PAGE.write_text(HEAD + _summary(found) + LEGEND + _table(found))
    sys.stdout.write(f"{PAGE}\n")


def _outcome(merge: RealMerge, folder: Path) -> Outcome:
    result = merge.result()
    return Outcome(
        merge.name,
        merge.reference,
        merge.base.row_count,
        Counter(conflict.kind for conflict in result.conflicts),
        _git_hunks(merge, folder),
        _recorded(merge, result),
    )


def _recorded(merge: RealMerge, result: MergeResult) -> str:
    """Whether the merged rows are those that people committed."""
    clash = {found.key for found in result.conflicts if found.key is not None}
    nothing: set[Key] = set()
    for word, skip in (("yes", nothing), ("outside conflicts", clash)):
        rows = rows_by_name(result.table, skip, merge.key)
        if rows == rows_by_name(merge.recorded, skip, merge.key):
            return word
    return "no"


def _git_hunks(merge: RealMerge, folder: Path) -> int:
    """How many conflicts ``git merge-file`` leaves; it tells by its exit code, up to 127."""
    paths = [folder / f"{side}.csv" for side in ("ours", "base", "theirs")]
    for path, table in zip(paths, (merge.ours, merge.base, merge.theirs), strict=True):
        path.write_bytes(table.data)
    command = ["git", "merge-file", "--stdout", "--quiet", *map(str, paths)]
    code = subprocess.run(command, capture_output=True, check=False).returncode
    if not 0 <= code < 128:
        raise RuntimeError(f"{merge.name}: git merge-file gives up with {code}")
    return code


def _summary(found: Sequence[Outcome]) -> str:
    rows = [("Kind", "Merges", "Without conflict: ours", "git", "As recorded")]
    groups = {kind: [one for one in found if one.kind == kind] for kind in KINDS}
    for kind, merges in (*groups.items(), ("all", found)):
        label = f"{kind}: {KINDS[kind]}" if kind in KINDS else kind
        rows.append(
            (
                label,
                str(len(merges)),
                str(sum(not one.conflicts for one in merges)),
                str(sum(one.hunks == 0 for one in merges)),
                str(sum(one.recorded != "no" for one in merges)),
            )
        )
    return _markdown(rows)


def _table(found: Sequence[Outcome]) -> str:
    rows = [("Merge", "Kind", "Rows", "Ours", "git", "As recorded")]
    for one in found:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(one.conflicts.items()))
        hunks = str(one.hunks) if one.hunks < 127 else "127 or more"
        rows.append((one.name, one.kind, str(one.rows), told or "0", hunks, one.recorded))
    return _markdown(rows)


def _markdown(rows: Iterable[tuple[str, ...]]) -> str:
    head, *body = [f"| {' | '.join(row)} |\n" for row in rows]
    return head + "|" + " --- |" * (head.count("|") - 1) + "\n" + "".join(body)


if __name__ == "__main__":
    main(sys.argv[1:])
