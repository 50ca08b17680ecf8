"""Who changed the cells of a row last, in words for residents."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from datapatch.types import DatasetName
from datapatch.workflow.past.history import HistoryEntry
from datapatch.workflow.rows.reading import RowView
from webui.addresses import dataset_url
from webui.presenters.datasets import Printed
from webui.words import day


@dataclass(frozen=True, slots=True)
class Owed:
    """To whom each cell of a row is owed, by the label of its column; empty while nobody knows."""

    name: DatasetName
    cells: Mapping[str, HistoryEntry]

    def changed(self, column: str) -> Printed | None:
        """The last change of a cell; None when it stands as it came with the row."""
        first = min((entry.number or 0 for entry in self.cells.values()), default=0)
        entry = self.cells.get(column)
        if entry is None or entry.number == first:
            return None
        said = _("changed on %(day)s by %(name)s", day=day(entry.at), name=entry.author)
        return {"text": said, "url": self._url(entry)}

    def table(self, row: RowView) -> list[Printed]:
        """A line for each publication that some field is owed to, the latest first."""
        found: dict[int, tuple[HistoryEntry, list[str]]] = {}
        for column, field in zip(row.columns, row.fields, strict=True):
            if (entry := self.cells.get(column)) is not None:
                found.setdefault(entry.number or 0, (entry, []))[1].append(field.label)
        return [
            {
                "fields": ", ".join(labels),
                "text": _("%(day)s, %(name)s", day=day(entry.at), name=entry.author),
                "url": self._url(entry),
            }
            for _number, (entry, labels) in sorted(found.items(), reverse=True)
        ]

    def _url(self, entry: HistoryEntry) -> str:
        return dataset_url(self.name, "history.revision", commit=entry.commit)
