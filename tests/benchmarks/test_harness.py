"""The harness: what it measures, how it judges, the page that it writes. No time is asserted."""

import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import FAMILIES, main
from benchmarks.bench import ROOT, TINY, Bench
from benchmarks.figures import Bar, Figure, Series, figure
from benchmarks.measuring import Failed, alternate, run
from benchmarks.page import Measured, page, read_notes, store, stored

MISSING = ("not installed",)
"""What a figure may fail with on a machine without the peers."""


PEAKS = """
import sys
from benchmarks.measuring import run
for held in (300_000_000, 1):
    print(run([sys.executable, "-c", f"held = b'x' * {held}"]).peak)
"""


def test_peak_memory_is_the_child_s() -> None:
    """Three hundred million bytes that a process holds are seen; in a small one they are not.

    Measured from a small process, as the harness is: the kernel counts what the parent holds.
    """
    large, small = map(
        int, run([sys.executable, "-c", PEAKS], folder=ROOT, keep=True).output.split()
    )

    assert large - small > 200_000_000


def test_a_failing_command_is_no_figure() -> None:
    """What ends with another code raises, with the last line that it said."""
    with pytest.raises(Failed, match="ended with 1: No such thing"):
        run([sys.executable, "-c", "raise SystemExit('No such thing')"])

    with pytest.raises(Failed, match="no-such-program is not installed"):
        run(["no-such-program"])

    shown = figure("work", lambda: (_ for _ in ()).throw(Failed("it broke")), Bar("times", 2))
    assert (shown.failure, shown.met(shown.bars[0])) == ("it broke", False)


def test_pairs_are_run_in_turn() -> None:
    """Ours, theirs, ours, theirs."""
    order: list[str] = []

    def work(name: str) -> str:
        order.append(name)
        return name

    alternate(2, lambda: work("ours"), lambda: work("theirs"))  # type: ignore[arg-type, return-value]

    assert order == ["ours", "theirs", "ours", "theirs"]


@pytest.mark.parametrize(
    ("bar", "value", "met"),
    [
        (Bar("times", 0.5), 0.5, True),
        (Bar("times", 0.4), 0.5, False),
        (Bar("faster", 2), 2, True),
        (Bar("faster", 3), 2, False),
        (Bar("more", -1), -2, True),
        (Bar("at most", 1), 2, False),
        (Bar("memory", 99), 100, False),
        (Bar("memory", 100), 100, True),
    ],
)
def test_bars_compare_pair_by_pair(bar: Bar, value: float, met: bool) -> None:
    """The median of the pairs is judged, not the pair of the medians."""
    ours = Series("ours", (1.0, 2.0, 3.0), peak=100)
    shown = Figure("work", ours, Series("theirs", (2.0, 4.0, 6.0)), (bar,))

    assert (shown.value(bar), shown.met(bar)) == (value, met)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A family that is not measured again stands on the page as it was."""
    ours = Series("ours", (1.5,), 3)
    kept = Measured("Title", "when", (Figure("work", ours, None, (Bar("memory", 5),)),))

    store(tmp_path, "diff", kept)

    assert stored(tmp_path, "diff") == kept
    assert stored(tmp_path, "merge") is None


def test_notes_stand_under_their_table(tmp_path: Path) -> None:
    """Words by hand are put below the family that they speak of."""
    (tmp_path / "notes.md").write_text("# Notes\n\n## merge\n\nThe limit is the bare read.\n")
    measured = Measured("Merge", "when", (Figure("work", None, failure="it broke"),))

    text = page({"merge": measured}, read_notes(tmp_path / "notes.md"), "2 cores")

    assert text.index("*it broke*") < text.index("The limit is the bare read.")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_runs_from_end_to_end(family: str, tmp_path: Path) -> None:
    """On a few hundred rows every work is tried, and the page is written. Peers may be missing."""
    output = tmp_path / "RESULTS.md"

    main([family, "--tiny", "--folder", str(tmp_path / "bench"), "--output", str(output)])

    shown = stored(tmp_path / "bench/figures", family)
    assert shown
    for each in shown.figures:
        assert not each.failure or any(word in each.failure for word in MISSING)
    for each in shown.figures:
        assert f"| {each.work} |" in output.read_text()


def test_tables_differ_as_their_names_say(tmp_path: Path) -> None:
    """One cell, 1 % of the rows; the sides of a merge change no cell in common."""
    bench = Bench(tmp_path, **TINY)
    rows = {
        version: bench.table(400, version).read_text().splitlines()
        for version in ("base", "one", "pct", "shuffled", "mine", "theirs")
    }
    changed = {
        version: [i for i, line in enumerate(rows[version]) if line != rows["base"][i]]
        for version in ("one", "pct", "mine", "theirs")
    }

    assert [len(changed[version]) for version in ("one", "pct", "theirs")] == [1, 4, 4]
    assert set(changed["mine"]) & set(changed["theirs"])
    assert rows["shuffled"] != rows["pct"]
    assert sorted(rows["shuffled"]) == sorted(rows["pct"])
