"""What a person calls a row: the cells that name it, found by the words of the field's trade."""

from collections.abc import Mapping, Sequence

from datapatch.tables.changes import RowChange
from datapatch.tables.columns import labels
from datapatch.tables.parted import Rows
from datapatch.tables.patch import Patch
from datapatch.translation import N_, Translate

TITLES = (
    "nom",
    "name",
    "title",
    "titre",
    "label",
    "libelle",
    "libellé",
    "intitule",
    "intitulé",
    "theme",
    "thème",
    "security",
)
PLACES = ("commune", "ville", "city", "town", "lieu", "localite")
LABEL_LENGTH = 90
DESCRIPTION = "datapackage.json"
"""What a contribution without rows is called."""


def label_fields(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields that name a row, most telling first; the first one when none looks like a name."""
    title = _first(fields, TITLES) or (fields[0] if fields else None)
    place = _first(fields, PLACES)
    return tuple(dict.fromkeys(name for name in (title, place) if name))


def label(cells: Mapping[str, str]) -> str:
    """A row in few words: "La Fabrique, Sète"; the place is left out where the name tells it."""
    words: list[str] = []
    for name in label_fields(tuple(cells)):
        word = " ".join(cells[name].split())
        if word and not any(word.casefold() in known.casefold() for known in words):
            words.append(word)
    text = ", ".join(words) or next((" ".join(c.split()) for c in cells.values() if c.strip()), "")
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def cells_of(table: Rows, row: int) -> dict[str, str]:
    """The cells of a data row by the label of their column."""
    return dict(zip(labels(table.fields), table.values(row), strict=True))


def patch_label(table: Rows, patch: Patch) -> str:
    """What a patch is about, in few words: the row that it touches first, as ``table`` has it."""
    if not patch.changes:
        return DESCRIPTION
    change = patch.changes[0]
    if change.op == "add":
        return label({cell.field: cell.new or "" for cell in change.cells})
    row = change.rows[0] if change.key is None else _row_with(table, patch.key, change)
    return "" if row is None else label(cells_of(table, row))


def _row_with(table: Rows, key: Sequence[str], change: RowChange) -> int | None:
    """The first row with the change's key: where the change says, unless rows have moved since."""
    places, row = [table.position(name) for name in key], change.rows[0]
    if row is not None and row < table.row_count:
        values = table.values(row)
        if tuple(values[place] for place in places) == change.key:
            return row
    keys = table.keys(key)
    return keys.index(change.key) if change.key in keys else None


def patch_subject(patch: Patch, row_label: str, translate: Translate) -> str:
    """The first line of a commit, made from the patch alone: "Correct La Fabrique, Sète: phone"."""
    ops = {change.op for change in patch.changes}
    if not patch.changes:
        return translate(N_("Change the description of the data"))
    if len(patch.changes) != 1:
        return translate(N_("Change {count} rows")).format(count=len(patch.changes))
    if ops == {"add"}:
        return translate(N_("Add {label}")).format(label=row_label)
    if ops == {"remove"}:
        return translate(N_("Remove {label}")).format(label=row_label)
    names = ", ".join(cell.field for cell in patch.changes[0].cells)
    return translate(N_("Correct {label}: {fields}")).format(label=row_label, fields=names)


def _first(fields: Sequence[str], words: Sequence[str]) -> str | None:
    folded = {field.strip().casefold(): field for field in reversed(fields)}
    exact = next((folded[word] for word in words if word in folded), None)
    if exact is not None:
        return exact
    return next(
        (f for w in words for f in fields if f.casefold().startswith((f"{w} ", f"{w}_"))), None
    )
