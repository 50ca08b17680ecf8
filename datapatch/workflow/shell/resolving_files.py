"""A merge of files finished: the versions, and what was chosen in ``<file>.conflicts.json``."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datapatch.errors import InvalidInput
from datapatch.gitstore.stages import unmerged
from datapatch.tables.choosing import Choices, conflict_ids
from datapatch.tables.conflict_form import conflicts_json, parse_choices
from datapatch.tables.empty_base import empty_base
from datapatch.tables.merge import MergeResult, merge
from datapatch.tables.three_ways import Conflict, Side
from datapatch.translation import N_
from datapatch.workflow.shell.found_tables import (
    FoundTable,
    read_bytes,
    refuse_repeated,
    table_of_bytes,
)

NOT_JSON = N_("{file} is not JSON: line {line}, column {column}: {reason}.")


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """Base, ours and theirs of one file."""

    base: FoundTable
    ours: FoundTable
    theirs: FoundTable

    @property
    def all(self) -> tuple[FoundTable, FoundTable, FoundTable]:
        """In this order."""
        return self.base, self.ours, self.theirs

    def merged(self, key: Sequence[str]) -> MergeResult:
        """The merge of all three; raises InvalidInput for a repeated header."""
        for found in self.all:
            refuse_repeated(found)
        base, ours, theirs = (found.table for found in self.all)
        return merge(base if base.data else empty_base(ours, theirs), ours, theirs, key)


def versions_in_index(file: Path) -> Versions:
    """The versions that git left of a file that it could not merge; raises NotFound."""
    base, ours, theirs = (table_of_bytes(data, file) for data in unmerged(file))
    return Versions(base, ours, theirs)


def conflicts_beside(file: Path) -> Path:
    """Where the conflicts of a file are kept."""
    return file.with_name(f"{file.name}.conflicts.json")


def written_conflicts(conflicts: Sequence[Conflict], key: Sequence[str]) -> bytes:
    """The file of conflicts: people write their choices into it."""
    form = conflicts_json(conflicts, key)
    return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()


def read_choices(path: Path) -> Choices:
    """What was chosen in a file of conflicts; raises InvalidInput."""
    try:
        return parse_choices(json.loads(read_bytes(path)))
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise InvalidInput(NOT_JSON, file=path, reason=error.msg, **place) from error


def completed(merged: MergeResult, choices: Choices, side: Side | None) -> Choices:
    """``choices``, and ``side`` for every conflict of ``merged`` that has none."""
    if side is None:
        return choices
    return dict.fromkeys(conflict_ids(merged.conflicts), side) | dict(choices)


def undecided(merged: MergeResult, choices: Choices) -> list[Conflict]:
    """The conflicts without a choice."""
    ids = conflict_ids(merged.conflicts)
    return [c for c, i in zip(merged.conflicts, ids, strict=True) if i not in choices]
