"""A merge finished: what people chose where both sides contradict each other."""

from datapatch.tables.choosing import Choices, Decisions
from datapatch.tables.merge import MergeResult, merge_with
from datapatch.tables.table import Table


def resolve(merged: MergeResult, choices: Choices) -> Table:
    """The merged table with ``choices`` in the place of its conflicts, each named by its identity
    (``conflict_ids``).

    A cell takes the chosen text; a row that one side deleted stays (as base, ours or theirs has it)
    or goes; a field in dispute takes the chosen name, and goes where that is None. Of two fields
    that claim one name, the chosen side's has it and the other keeps its old one; a written name is
    theirs'. All ours gives ``merged.table``. Raises InvalidInput for a conflict without a choice, a
    choice without its conflict, or one that cannot be carried out.
    """
    decisions = Decisions(choices)
    table = (
        merged.table if merged.versions is None else merge_with(merged.versions, decisions).table
    )
    decisions.check()
    return table
