"""A diff for people at a terminal: a sign and a word for each row, and cells old → new."""

from collections.abc import Iterator
from dataclasses import dataclass

from datapatch.presenting.cells import plain, shown
from datapatch.presenting.painting import Hue, Paint, uncoloured
from datapatch.tables.changes import CellChange, FieldChanges, Operation, RowChange, TableDiff
from datapatch.translation import N_, Translate, untranslated

_HUES: dict[Operation, Hue] = {"add": "added", "update": "changed", "remove": "removed"}
_ROWS: dict[Operation, str] = {
    "add": N_("+ added row {row}"),
    "update": N_("~ changed row {row}"),
    "remove": N_("- removed row {row}"),
}
FIELD_ADDED = N_("+ added field {field}")
FIELD_REMOVED = N_("- removed field {field}")
FIELD_RENAMED = N_("~ renamed field {old} → {new}")
FIELDS_MOVED = N_("~ new order of the fields: {fields}")
ROWS_MOVED = N_("~ rows that stand elsewhere: {count}, the first of them {old} → {new}")
TOTAL = N_("Rows: {added} added, {updated} changed, {removed} removed; cells changed: {cells}")


@dataclass(frozen=True, slots=True)
class TextDiff:
    """How a diff is written: in which language, and how coloured."""

    translate: Translate = untranslated
    paint: Paint = uncoloured

    def lines(self, diff: TableDiff) -> Iterator[str]:
        """Every change, then how many there are; nothing for two equal tables."""
        if diff.is_empty:
            return
        yield from self._fields(diff.fields)
        for change in diff.changes:
            yield from self._change(change, diff)
        if diff.row_order:
            old, new = diff.row_order[0]
            count = len(diff.row_order)
            yield self._line(ROWS_MOVED, "changed", count=count, old=old + 1, new=new + 1)
        counts = diff.counts
        yield self._line(
            TOTAL,
            "faint",
            added=counts.added,
            updated=counts.updated,
            removed=counts.removed,
            cells=counts.cells,
        )

    def _fields(self, fields: FieldChanges) -> Iterator[str]:
        for name in fields.added:
            yield self._line(FIELD_ADDED, "added", field=plain(name))
        for name in fields.removed:
            yield self._line(FIELD_REMOVED, "removed", field=plain(name))
        for old, new in fields.renamed:
            yield self._line(FIELD_RENAMED, "changed", old=plain(old), new=plain(new))
        if fields.order:
            listed = ", ".join(map(plain, fields.order))
            yield self._line(FIELDS_MOVED, "changed", fields=listed)

    def _change(self, change: RowChange, diff: TableDiff) -> Iterator[str]:
        old, new = change.rows
        row = old if new is None else new
        title = self.translate(_ROWS[change.op]).format(row="?" if row is None else row + 1)
        key = self._key(change, diff)
        yield self.paint(title + (f"  {key}" if key else ""), _HUES[change.op]) + "\n"
        hidden = set() if change.key is None else set(diff.key)
        for cell in change.cells:
            if change.op == "update" or cell.field not in hidden:
                yield f"    {plain(cell.field)}: {self._cell(cell, change.op)}\n"

    def _key(self, change: RowChange, diff: TableDiff) -> str:
        pairs = zip(diff.key, change.key or (), strict=False)
        return ", ".join(f"{plain(name)} = {shown(cell, self.translate)}" for name, cell in pairs)

    def _cell(self, cell: CellChange, op: Operation) -> str:
        if op == "add":
            return self.paint(shown(cell.new, self.translate), "added")
        old = self.paint(shown(cell.old, self.translate), "removed")
        if op == "remove":
            return old
        return f"{old} → {self.paint(shown(cell.new, self.translate), 'added')}"

    def _line(self, template: str, hue: Hue, **data: object) -> str:
        return self.paint(self.translate(template).format(**data), hue) + "\n"
