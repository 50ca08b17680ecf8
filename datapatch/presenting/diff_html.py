"""A diff as one page that needs nothing else: no script, no style or font from elsewhere.

Every change is told by a sign and a word, by ``ins`` and ``del``, and only then by colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from datapatch.presenting.diff_text import (
    FIELD_ADDED,
    FIELD_REMOVED,
    FIELD_RENAMED,
    FIELDS_MOVED,
    ROWS_MOVED,
    TOTAL,
)
from datapatch.tables.changes import Operation, RowChange, TableDiff
from datapatch.tables.columns import labelled, labels
from datapatch.tables.table import Table
from datapatch.translation import N_, Translate, untranslated

TITLE = N_("Changes from {old} to {new}")
SAME = N_("Both tables hold the same.")
CHANGE, ROW = N_("Change"), N_("Row")
CAPTION = N_("Rows that changed, in the order of the new table")
_WORDS: dict[Operation, tuple[str, str]] = {
    "add": ("+", N_("added")),
    "update": ("~", N_("changed")),
    "remove": ("−", N_("removed")),
}
_STYLE = """\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 1.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: start; padding-block: .5rem; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: start; vertical-align: top; }
td { white-space: pre-wrap; }
ins, del { padding-inline: .15rem; }
ins { background: #d7f5dd; color: #10451d; text-decoration: underline; }
del { background: #fde0dd; color: #6b1410; text-decoration: line-through; }
"""


@dataclass(frozen=True, slots=True)
class HtmlDiff:
    """What the page calls both tables, and its language."""

    names: tuple[str, str]
    language: str = "en"
    translate: Translate = untranslated

    def page(self, new: Table, diff: TableDiff) -> Iterator[str]:
        """The page, in pieces."""
        title = escape(self._say(TITLE, old=self.names[0], new=self.names[1]))
        yield f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        yield f"<h1>{title}</h1>\n<p>{escape(self._summary(diff))}</p>\n"
        if notes := list(self._notes(diff)):
            items = "".join(f"<li>{escape(note)}</li>\n" for note in notes)
            yield f"<ul>\n{items}</ul>\n"
        if diff.changes:
            yield from self._table(new, diff)
        yield "</main>\n</body>\n</html>\n"

    def _summary(self, diff: TableDiff) -> str:
        if diff.is_empty:
            return self._say(SAME)
        counts = diff.counts
        return self._say(
            TOTAL,
            added=counts.added,
            updated=counts.updated,
            removed=counts.removed,
            cells=counts.cells,
        )

    def _notes(self, diff: TableDiff) -> Iterator[str]:
        fields = diff.fields
        yield from (self._say(FIELD_ADDED, field=name) for name in fields.added)
        yield from (self._say(FIELD_REMOVED, field=name) for name in fields.removed)
        yield from (self._say(FIELD_RENAMED, old=old, new=new) for old, new in fields.renamed)
        if fields.order:
            yield self._say(FIELDS_MOVED, fields=", ".join(fields.order))
        if diff.row_order:
            old, new = diff.row_order[0]
            yield self._say(ROWS_MOVED, count=len(diff.row_order), old=old + 1, new=new + 1)

    def _table(self, new: Table, diff: TableDiff) -> Iterator[str]:
        columns = [*labels(new.fields), *diff.fields.removed]
        heads = [self._say(CHANGE), self._say(ROW), *columns]
        caption = escape(self._say(CAPTION))
        # What scrolls must be reached by the keyboard, and have a name.
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">\n'
        yield f"<table>\n<caption>{caption}</caption>\n<thead>\n<tr>"
        yield "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        yield "</tr>\n</thead>\n<tbody>\n"
        for change in diff.changes:
            yield self._row(change, columns, _cells(change, new))
        yield "</tbody>\n</table>\n</div>\n"

    def _row(self, change: RowChange, columns: list[str], cells: dict[str, str]) -> str:
        sign, word = _WORDS[change.op]
        number = change.rows[0] if change.op == "remove" else change.rows[1]
        head = f'<th scope="row">{sign} {escape(self.translate(word))}</th>'
        row = "" if number is None else str(number + 1)
        told = "".join(f"<td>{cells.get(name, '')}</td>" for name in columns)
        return f"<tr>{head}<td>{row}</td>{told}</tr>\n"

    def _say(self, template: str, **data: object) -> str:
        return self.translate(template).format(**data)


def _cells(change: RowChange, new: Table) -> dict[str, str]:
    """Each field's cell: as it is, or what went and what came."""
    after = change.rows[1]
    if change.op != "update" or after is None:
        return {
            cell.field: _mark("del", cell.old) or _mark("ins", cell.new) for cell in change.cells
        }
    found = labelled(new.values(after), labels(new.fields))
    cells = {name: escape(cell) for name, cell in found.items()}
    for cell in change.cells:
        parts = [_mark("del", cell.old), _mark("ins", cell.new)]
        cells[cell.field] = " ".join(part for part in parts if part)
    return cells


def _mark(tag: str, cell: str | None) -> str:
    """A cell that went or came; nothing where it did not exist, a sign where it was empty."""
    return "" if cell is None else f"<{tag}>{escape(cell) or '∅'}</{tag}>"
