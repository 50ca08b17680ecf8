"""What happened to the table of workshops: a few revisions and three open contributions.

The table has no key: a change names the row by its position before and after.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from datapatch.sample.cells import Row
from datapatch.sample.days import last_open_day, working_time
from datapatch.sample.people import AMINE, HUB, LEA
from datapatch.sample.values import SampleCell, SampleChange, SampleContribution, SampleRevision
from datapatch.sample.workshops import FIELDS, invented_workshops, workshop

Record = tuple[str, ...]
"""The cells of one workshop."""


def edit_records(
    records: list[Record],
    *,
    updated: Mapping[int, Mapping[str, str]] | None = None,
    removed: Sequence[int] = (),
    added: Sequence[Record] = (),
) -> tuple[SampleChange, ...]:
    """Change ``records`` in place; positions are those before the change, additions go last."""
    changes: list[SampleChange] = []
    for position, new in sorted((updated or {}).items()):
        after = position - sum(gone < position for gone in removed)
        cells = _differing(records[position], new)
        records[position] = tuple(
            new.get(f, c) for f, c in zip(FIELDS, records[position], strict=True)
        )
        changes.append(SampleChange("update", None, cells, (position, after)))
    for position in sorted(removed, reverse=True):
        old = records.pop(position)
        cells = tuple(SampleCell(f, c, None) for f, c in zip(FIELDS, old, strict=True))
        changes.append(SampleChange("remove", None, cells, (position, None)))
    for record in added:
        cells = tuple(SampleCell(f, None, c) for f, c in zip(FIELDS, record, strict=True))
        changes.append(SampleChange("add", None, cells, (None, len(records))))
        records.append(record)
    return tuple(changes)


def _differing(old: Record, new: Mapping[str, str]) -> tuple[SampleCell, ...]:
    pairs = zip(FIELDS, old, strict=True)
    return tuple(SampleCell(f, c, new[f]) for f, c in pairs if f in new and new[f] != c)


def workshops_revisions(today: date, places: Iterable[Row]) -> tuple[SampleRevision, ...]:
    """Five revisions, oldest first."""
    records = list(invented_workshops(today, places))
    rng = Random("suite des ateliers")
    hosts = [(record[2], record[3]) for record in records]

    def later(count: int, first: int, last: int) -> list[Record]:
        days = sorted(rng.sample(range(first, last), count))
        return [workshop(today + timedelta(days=day), hosts, rng) for day in days]

    steps = (
        (51, "", AMINE, "Salle plus grande.", edit_records(records, updated={3: {"places": "14"}})),
        (38, HUB, LEA, "Programme du mois.", edit_records(records, added=later(9, 14, 30))),
        (24, "Martine", LEA, "Deux ateliers annulés, un autre décalé.",
         edit_records(records, updated={40: {"heure": "16h00"}}, removed=(36, 38))),
        (11, HUB, LEA, "Suite du programme.", edit_records(records, added=later(7, 24, 42))),
        (5, records[44][2], AMINE, "Nouveau titre.",
         edit_records(records, updated={44: {"thème": "Dites-le en vidéo"}})),
    )  # fmt: skip
    return tuple(
        SampleRevision(
            working_time(today, days, "09:20"), who, moderator.public_name, message, "", changes
        )
        for days, who, moderator, message, changes in steps
    )


def replay(records: list[Record], changes: Iterable[SampleChange]) -> None:
    """Make recorded changes; raises ``ValueError`` where an old value differs."""
    updated: dict[int, dict[str, str]] = {}
    removed: list[int] = []
    added: list[Record] = []
    for change in changes:
        position = change.rows[0]
        new = {cell.field: cell.new or "" for cell in change.cells}
        if position is None:
            added.append(tuple(new[field] for field in FIELDS))
            continue
        if any(records[position][FIELDS.index(c.field)] != c.old for c in change.cells):
            raise ValueError(f"row {position}: the old values differ")
        if change.op == "remove":
            removed.append(position)
        else:
            updated[position] = new
    edit_records(records, updated=updated, removed=removed, added=added)


def workshops_contributions(
    today: date, places: Iterable[Row], revisions: Sequence[SampleRevision]
) -> tuple[SampleContribution, ...]:
    """A row that stands there twice, a correction, an addition: none has a key to go by."""
    records = list(invented_workshops(today, places))
    for revision in revisions:
        replay(records, revision.changes)
    soon = last_open_day(today + timedelta(days=20)).strftime("%d/%m/%Y")
    host = records[0][2:4]
    new = (soon, "15h00", *host, "Enregistrer une émission de radio", "Jeunes", "6")
    later = edit_records([*records], updated={41: {"heure": "18h30", "places": "16"}})
    twice = edit_records([*records], removed=(12,))
    more = edit_records([*records], added=(new,))
    proposals = (
        ("correction without key", 3, "Martine", "On commence à 18 h 30, la salle est plus grande.",
         later),
        ("one of two equal rows", 2, "", "Cet atelier est en double, non ?", twice),
        ("addition without key", 1, host[0], "Un nouvel atelier chez nous.", more),
    )  # fmt: skip
    return tuple(
        SampleContribution(
            about, _evening(today, days), who, "", message, "", len(revisions), changes
        )
        for about, days, who, message, changes in proposals
    )


def _evening(today: date, days: int) -> datetime:
    return datetime.combine(today - timedelta(days=days), time(18, 10), UTC)
