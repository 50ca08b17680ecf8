"""``RESULTS.md``: the figures of every family, as they were measured last, and notes by hand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figures import Bar, Figure, Series

HEAD = """\
# Data Patch beside its peers

Written by `make bench`; words by hand stand in `benchmarks/notes.md`. `make bench ONLY=diff`
measures one family anew and keeps the others.

Times are medians of whole processes, start-up included, unless a line says otherwise; ratios are
medians of pairs run in alternation (ours, theirs, ours, theirs); memory is the peak of the largest
process. A peer marked *once* is slow and was run once. A bar that could not be measured is not met.
"""
SIGNS = {"times": "×", "faster": "× faster", "more": "s more", "at most": "", "memory": ""}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a family gave; ``about`` is when, of which revision, beside what."""

    title: str
    about: str
    figures: tuple[Figure, ...]


def store(folder: Path, family: str, measured: Measured) -> None:
    """Keep the figures of a family until it is measured again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{family}.json").write_text(json.dumps(asdict(measured)))


def stored(folder: Path, family: str) -> Measured | None:
    """What was kept of a family, if it was ever measured."""
    path = folder / f"{family}.json"
    if not path.exists():
        return None
    document = json.loads(path.read_text())
    figures = tuple(_figure(each) for each in document["figures"])
    return Measured(document["title"], document["about"], figures)


def page(families: Mapping[str, Measured], notes: Mapping[str, str], machine: str) -> str:
    """The whole page."""
    met = [
        figure.met(bar)
        for one in families.values()
        for figure in one.figures
        for bar in figure.bars
    ]
    parts = [HEAD, f"{machine}\n\n**{sum(met)} of {len(met)} bars are met.**\n"]
    for name, measured in families.items():
        parts.append(f"## {measured.title}\n\n{measured.about}\n")
        parts.append("\n".join(_table(measured.figures)) + "\n")
        if name in notes:
            parts.append(f"{notes[name]}\n")
    return "\n".join(parts)


def read_notes(path: Path) -> dict[str, str]:
    """What the notes say, by family: each stands under a heading with the family's name."""
    notes, name = dict[str, list[str]](), ""
    for line in path.read_text().splitlines():
        if line.startswith("## "):
            name = line.removeprefix("## ").strip()
        elif name:
            notes.setdefault(name, []).append(line)
    texts = {name: "\n".join(lines).strip() for name, lines in notes.items()}
    return {name: text for name, text in texts.items() if text}


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| Work | Data Patch | Beside | Measured | Bar | Met |"
    yield "|---|---|---|---|---|---|"
    for figure in figures:
        if figure.failure:
            bars = "; ".join(bar_text(bar) for bar in figure.bars)
            met = "**no**" if figure.bars else ""
            yield f"| {figure.work} | *{figure.failure}* | | | {bars} | {met} |"
            continue
        first, *others = figure.bars or (None,)
        sides = f"{_side(figure.ours)} | {_side(figure.peer)}"
        yield f"| {figure.work} | {sides} | {_judged(figure, first)} |"
        for bar in others:
            yield f"| | | | {_judged(figure, bar)} |"


def _judged(figure: Figure, bar: Bar | None) -> str:
    if bar is None and figure.ours and figure.ours.unit == "count":
        return " | |"  # a count may be none at all
    if bar is None:
        value = figure.value(Bar("times", 0))
        return f"{value:.2f} × | |" if value is not None else " | |"
    value = figure.value(bar)
    unit = figure.ours.unit if figure.ours else "s"
    shown = "" if value is None else quantity(bar, value, unit)
    return f"{shown} | {bar_text(bar, unit)} | {'yes' if figure.met(bar) else '**no**'}"


def bar_text(bar: Bar, unit: str = "s") -> str:
    """The bar in words."""
    word = "at least" if bar.kind == "faster" else "at most"
    return f"{word} {quantity(bar, bar.limit, unit)}"


def quantity(bar: Bar, value: float, unit: str) -> str:
    """A value as its bar counts it."""
    if bar.kind == "memory" or (bar.kind == "at most" and unit == "B"):
        return size(value)
    if bar.kind == "at most":
        return f"{value:,.0f}" if unit == "count" else duration(value)
    if bar.kind == "more":
        return f"{duration(value)} more"
    return f"{value:.2f} {SIGNS[bar.kind]}"


def duration(seconds: float) -> str:
    """Seconds, or milliseconds below one second."""
    return f"{seconds:.2f} s" if abs(seconds) >= 1 else f"{seconds * 1000:.0f} ms"


def size(count: float) -> str:
    """Bytes in the unit that leaves few digits."""
    for limit, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= limit:
            return f"{count / limit:.2f} {unit}" if unit == "GB" else f"{count / limit:.0f} {unit}"
    return f"{count:.0f} B"


def _side(series: Series | None) -> str:
    if series is None:
        return ""
    shown = quantity(Bar("at most", 0), series.middle, series.unit)
    memory = f", {size(series.peak)}" if series.peak else ""
    return f"{series.name}: {shown}{memory}"


def _figure(document: Mapping[str, object]) -> Figure:
    bars = document["bars"]
    if not isinstance(bars, list):
        raise TypeError
    return Figure(
        work=str(document["work"]),
        ours=_series(document["ours"]),
        peer=_series(document["peer"]),
        bars=tuple(Bar(**bar) for bar in bars),
        failure=str(document["failure"]),
    )


def _series(document: object) -> Series | None:
    if not isinstance(document, dict):
        return None
    return Series(**{**document, "values": tuple(document["values"])})
