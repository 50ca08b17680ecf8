"""Blame and the history of a row for people at a terminal."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from datapatch.presenting.cells import plain, shown
from datapatch.presenting.painting import Paint
from datapatch.tables.changes import CellChange
from datapatch.translation import N_, Translate
from datapatch.workflow.past.history import HistoryEntry
from datapatch.workflow.past.row_stories import RowChapter

ABBREVIATED = 10
"""Digits of a commit's name, as git shows them."""
NAME_WIDTH = 20
REVIEWED = N_("{author}, checked by {reviewer}")
CAME = N_("+ added as row {row}")
CHANGED = N_("~ changed in row {row}")


def owed_line(entry: HistoryEntry, translate: Translate) -> str:
    """To whom a cell is owed, in columns: commit, day, name."""
    who = plain(credit(entry, translate))
    return f"{entry.commit[:ABBREVIATED]}  {day(entry.at)}  {who:<{NAME_WIDTH}}"


def credit(entry: HistoryEntry, translate: Translate) -> str:
    """Whom a revision is owed to."""
    if not entry.reviewer or entry.reviewer == entry.author:
        return entry.author
    names = {"author": entry.author, "reviewer": entry.reviewer}
    return translate(REVIEWED).format(**names)


def day(moment: datetime) -> str:
    """A day as every language reads it."""
    return moment.date().isoformat()


def chapter_lines(
    chapters: Iterable[RowChapter], translate: Translate, paint: Paint
) -> Iterator[str]:
    """What happened to a row, newest first: a paragraph for each revision."""
    for number, chapter in enumerate(chapters):
        entry, touch = chapter.event.entry, chapter.event.touch
        if number:
            yield "\n"
        yield paint(owed_line(entry, translate).rstrip(), "faint") + "\n"
        yield f"    {plain(entry.subject)}\n"
        is_new = touch.op == "add"
        row = "?" if touch.rows[1] is None else touch.rows[1] + 1
        title = translate(CAME if is_new else CHANGED).format(row=row)
        yield "    " + paint(title, "added" if is_new else "changed") + "\n"
        for cell in chapter.cells:
            told = _new(cell, translate, paint) if is_new else _both(cell, translate, paint)
            yield f"        {plain(cell.field)}: {told}\n"


def _new(cell: CellChange, translate: Translate, paint: Paint) -> str:
    return paint(shown(cell.new, translate), "added")


def _both(cell: CellChange, translate: Translate, paint: Paint) -> str:
    old = paint(shown(cell.old, translate), "removed")
    return f"{old} → {_new(cell, translate, paint)}"
