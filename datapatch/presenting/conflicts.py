"""What a merge could not decide: as JSON, and for people at a terminal."""

import json
from collections.abc import Iterator, Sequence

from datapatch.presenting.cells import plain, shown
from datapatch.presenting.painting import Paint, uncoloured
from datapatch.tables.three_ways import Conflict, ConflictKind
from datapatch.translation import N_, Translate, untranslated

KINDS: dict[ConflictKind, str] = {
    "cell": N_("both changed the cell"),
    "delete-update": N_("one removed the row, the other changed it"),
    "add-add": N_("both added the row, with other values"),
    "field": N_("both changed the field"),
}
MERGED = N_("Merged without a conflict.")
CONFLICTS = N_("Conflicts: {count}. Ours stands wherever there is one.")
ROW = N_("row {row}")


def conflicts_json(conflicts: Sequence[Conflict], key: Sequence[str]) -> Iterator[str]:
    """The JSON document, one conflict on a line; ``key`` names the fields of the keys."""
    yield '{"conflicts": ['
    before = "\n"
    for conflict in conflicts:
        form = {
            "kind": conflict.kind,
            "key": _key_form(conflict, key),
            "field": conflict.field,
            "base": conflict.base,
            "ours": conflict.ours,
            "theirs": conflict.theirs,
        }
        yield before + json.dumps(form, ensure_ascii=False)
        before = ",\n"
    yield "]}\n"


def conflicts_text(
    conflicts: Sequence[Conflict],
    key: Sequence[str],
    translate: Translate = untranslated,
    paint: Paint = uncoloured,
) -> Iterator[str]:
    """A title for each conflict, and the three versions below it; then how many there are."""
    for conflict in conflicts:
        where = [part for part in (_row(conflict, key, translate), conflict.field) if part]
        title = f"! {', '.join(map(plain, where))}: {translate(KINDS[conflict.kind])}"
        yield paint(title, "changed") + "\n"
        for name, cell in (("base", conflict.base), ("ours", conflict.ours)):
            yield f"    {name}: {shown(cell, translate)}\n"
        yield f"    theirs: {shown(conflict.theirs, translate)}\n"
    last = translate(CONFLICTS).format(count=len(conflicts)) if conflicts else translate(MERGED)
    yield last + "\n"


def _key_form(conflict: Conflict, key: Sequence[str]) -> dict[str, str] | None:
    return None if conflict.key is None else dict(zip(key, conflict.key, strict=True))


def _row(conflict: Conflict, key: Sequence[str], translate: Translate) -> str:
    if conflict.key is not None:
        pairs = zip(key, conflict.key, strict=True)
        return ", ".join(f"{name} = {cell}" for name, cell in pairs)
    row = next((row for row in conflict.rows if row is not None), None)
    return "" if row is None else translate(ROW).format(row=row + 1)
