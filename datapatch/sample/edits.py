"""What people do to the list of places: each edit is a recipe that a revision carries out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from datapatch.sample.cells import address_cells, slug
from datapatch.sample.choices import Choice
from datapatch.sample.hours import Style, opening_hours
from datapatch.sample.places import PlaceMaker, corrected, fictional_number
from datapatch.sample.presentations import detail
from datapatch.sample.schema import ENDED_CONDITION, ENDED_LABEL, SERVICES
from datapatch.sample.sheet import Sheet
from datapatch.sample.structures import OTHERS
from datapatch.sample.towns import Town, town, town_at
from datapatch.sample.values import SampleChange


@dataclass(frozen=True, slots=True)
class Workbench:
    """What an edit works on: the table of that moment, chance, and the day."""

    sheet: Sheet
    rng: Random
    maker: PlaceMaker
    day: date


Edit = Callable[[Workbench], tuple[SampleChange, ...]]


def phone(choice: Choice, *, checked: bool = False) -> Edit:
    """Another telephone number, from the ranges kept for fiction."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        place = _town(bench, identifier)
        return {"telephone": fictional_number(place, bench.rng)}

    return _rewriting(choice, new, checked=checked)


def hours(choice: Choice, style: Style = "office", *, checked: bool = False) -> Edit:
    """Other opening hours."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        old = bench.sheet.row(identifier)["horaires"]
        times = (opening_hours(style, bench.rng) for _ in range(20))
        return {"horaires": next(time for time in times if time != old)}

    return _rewriting(choice, new, checked=checked)


def services(choice: Choice, count: int = 1, *, checked: bool = False) -> Edit:
    """``count`` services more than before."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        old = bench.sheet.row(identifier)["services"].split("|")
        more = bench.rng.sample([service for service in SERVICES if service not in old], count)
        return {"services": "|".join(s for s in SERVICES if s in old or s in more)}

    return _rewriting(choice, new, checked=checked)


def addresses(choice: Choice) -> Edit:
    """Another web address and e-mail address, at example.org."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        row = bench.sheet.row(identifier)
        host = slug(f"{row['commune']}-{row['nom']}")
        return {
            "courriel": f"accueil.{host}@example.org",
            "site_web": f"https://{host}.example.org/",
        }

    return _rewriting(choice, new)


def moved(choice: Choice) -> Edit:
    """Another street, with its coordinates."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        cells = address_cells(_town(bench, identifier), bench.rng)
        return {name: cells[name] for name in ("adresse", "latitude", "longitude")}

    return _rewriting(choice, new, checked=True)


def presented(choice: Choice, sentences: int = 4) -> Edit:
    """Another long presentation."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        kind = bench.sheet.row(identifier)["typologie"]
        return {"presentation_detail": detail(kind, sentences, bench.rng)}

    return _rewriting(choice, new)


def written(choice: Choice, **cells: str) -> Edit:
    """These cells, word for word."""
    return _rewriting(choice, lambda _bench, _identifier: cells)


def completed(choice: Choice, field: str) -> Edit:
    """Codes and coordinates filled in where they were missing, from the commune."""

    def new(bench: Workbench, identifier: str) -> dict[str, str]:
        place = _town(bench, identifier)
        if field == "code_insee":
            return {"code_insee": place.insee}
        cells = address_cells(place, bench.rng)
        return {name: cells[name] for name in ("latitude", "longitude")}

    return _rewriting(choice, new)


def checked(*communes: str) -> Edit:
    """Every place of these communes verified today."""

    def edit(bench: Workbench) -> tuple[SampleChange, ...]:
        stamp = {"date_maj": bench.day.isoformat()}
        return tuple(
            bench.sheet.update(row["id"], stamp)
            for row in bench.sheet.rows()
            if row["commune"] in communes and row["date_maj"] != stamp["date_maj"]
        )

    return edit


def spelling(field: str) -> Edit:
    """Every misspelt cell of one field put right."""

    def edit(bench: Workbench) -> tuple[SampleChange, ...]:
        return tuple(
            bench.sheet.update(row["id"], {field: corrected(field, row[field])})
            for row in bench.sheet.rows()
            if corrected(field, row[field]) != row[field]
        )

    return edit


def closed(choice: Choice) -> Edit:
    """Places that no longer exist."""
    return lambda bench: tuple(bench.sheet.remove(identifier) for identifier in choice(bench.sheet))


def opened(kind: str, *communes: str) -> Edit:
    """One new place of that type in each commune named."""

    def edit(bench: Workbench) -> tuple[SampleChange, ...]:
        structure = next(other for other in OTHERS if other.typology == kind)
        changes = []
        for commune in communes:
            number = bench.sheet.next_number()
            row = bench.maker.place(number, town(commune), structure, bench.day)
            changes.append(bench.sheet.add(_without_ended(row)))
        return tuple(changes)

    return edit


def ended(bench: Workbench) -> tuple[SampleChange, ...]:
    """The condition and the label that the second schema drops, taken out of every row."""
    return tuple(
        bench.sheet.update(row["id"], _without_ended(dict(row)))
        for row in bench.sheet.rows()
        if ENDED_CONDITION in row["conditions_acces"] or ENDED_LABEL in row["labels_nationaux"]
    )


def several(*edits: Edit) -> Edit:
    """These edits as one revision; they must touch different rows."""
    return lambda bench: tuple(change for edit in edits for change in edit(bench))


def _without_ended(row: dict[str, str]) -> dict[str, str]:
    for field, gone in (("conditions_acces", ENDED_CONDITION), ("labels_nationaux", ENDED_LABEL)):
        row[field] = "|".join(value for value in row[field].split("|") if value != gone)
    return row


def _town(bench: Workbench, identifier: str) -> Town:
    return town_at(bench.sheet.row(identifier)["code_postal"])


def _rewriting(
    choice: Choice, new: Callable[[Workbench, str], dict[str, str]], *, checked: bool = False
) -> Edit:
    def edit(bench: Workbench) -> tuple[SampleChange, ...]:
        stamp = {"date_maj": bench.day.isoformat()} if checked else {}
        return tuple(
            bench.sheet.update(identifier, new(bench, identifier) | stamp)
            for identifier in choice(bench.sheet)
        )

    return edit
