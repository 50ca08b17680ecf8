"""What stands above the header, titles and notes, in a merge."""

from datapatch.errors import InvalidInput
from datapatch.tables.choosing import Decisions
from datapatch.tables.table import Table
from datapatch.tables.three_ways import Conflict, Sides
from datapatch.tables.writing import join_rows
from datapatch.translation import N_

_COUNT = N_("What stands above the header must stay {count} lines long here. Choose other lines.")


def merge_preambles(sides: Sides, head: bytes, decisions: Decisions) -> bytes:
    """``head``, which is ours, with theirs' titles where only theirs changed them; what both
    changed is decided by ``decisions``. Raises InvalidInput for another number of lines.
    """
    base, ours, theirs = (_lines(table) for table in (sides.base, sides.ours, sides.theirs))
    if theirs in (base, ours) or not sides.ours.header:
        return head
    moved = sides.theirs.dialect.header_row != sides.ours.dialect.header_row
    if moved or ours != base:
        texts = ("\n".join(lines) for lines in (base, ours, theirs))
        chosen = decisions.value(Conflict("field", None, (None, None, None), None, *texts))
        wanted = (chosen or "").split("\n") if chosen or ours else []
        if wanted == ours:
            return head
        if len(wanted) != len(ours):
            raise InvalidInput(_COUNT, count=len(ours))
        return _titled(sides, head, wanted)
    return _titled(sides, head, theirs)


def _titled(sides: Sides, head: bytes, lines: list[str]) -> bytes:
    """The head of ours with other lines above its header."""
    dialect = sides.ours.dialect
    header = head[len(sides.ours.preamble) :]
    titles = "".join(line + dialect.line_terminator for line in lines).encode(dialect.encoding)
    bom = b"\xef\xbb\xbf" if dialect.bom else b""
    return join_rows(bom + titles, [header], dialect)


def _lines(table: Table) -> list[str]:
    """The lines above the header, without byte order mark and line ends."""
    encoding = "utf-8-sig" if table.dialect.bom else table.dialect.encoding
    text = table.preamble.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
