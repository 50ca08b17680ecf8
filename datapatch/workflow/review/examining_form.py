"""What accepting a contribution would do, as JSON: each place with the name that a verdict uses."""

from collections.abc import Mapping

from datapatch.tables.changes import RowChange
from datapatch.tables.merge import Conflict
from datapatch.translation import Translate
from datapatch.workflow.review.accepting import CellPlace, ConflictPlace, RowPlace, places
from datapatch.workflow.review.choices_form import conflict_text, file_text, place_text
from datapatch.workflow.review.reviewing import Examination, TableExamination

MOST = 1_000
"""Changed rows of a table that are told."""

Json = Mapping[str, object]


def examination_json(examination: Examination, translate: Translate) -> Json:
    """The merge with what is published; ``seen`` and ``published`` go back with the verdict."""
    return {
        "seen": examination.proposed,
        "published": examination.published,
        "publishable": examination.publishable,
        "already_so": examination.already_so,
        "tables": [_table(table) for table in examination.tables],
        "files": [
            {"place": file_text(file.path), "path": file.path, "op": file.op}
            for file in examination.files
        ],
        "violations": [violation.sentence(translate) for violation in examination.violations],
    }


def _table(table: TableExamination) -> Json:
    told = list(places(table))[:MOST]
    return {
        "resource": table.resource,
        "rows": [_row(place, change) for place, change in told],
        "more": len(table.changes.changes) - len(told),
        "conflicts": [
            _conflict(ConflictPlace(table.resource, number), conflict)
            for number, conflict in enumerate(table.conflicts)
        ],
    }


def _row(place: RowPlace, change: RowChange) -> Json:
    return {
        "place": place_text(place),
        "op": change.op,
        "key": change.key,
        "cells": [
            {
                "place": place_text(CellPlace(place, cell.field)),
                "field": cell.field,
                "old": cell.old,
                "new": cell.new,
            }
            for cell in change.cells
        ],
    }


def _conflict(place: ConflictPlace, conflict: Conflict) -> Json:
    return {
        "place": conflict_text(place),
        "kind": conflict.kind,
        "field": conflict.field,
        "base": conflict.base,
        "published": conflict.ours,
        "proposed": conflict.theirs,
    }
