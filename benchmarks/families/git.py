"""Clone and push with stock git over HTTP, beside ``git http-backend`` without a hook."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Figure, Series, figure, timed
from benchmarks.homes import PERSON, home_with, published, token_of_a_contributor
from benchmarks.measuring import Failed, Run, alternate, run
from benchmarks.servers import our_server, stock_git_server

TITLE = "Clone and push over HTTP"
PEER = "git http-backend"
ADDRESSES = "bench/places.git"


def measure(bench: Bench) -> Iterator[Figure]:
    """A clone of everything into a bare repository; one changed line, pushed as a contribution."""
    for rows in dict.fromkeys((bench.large, bench.middle, bench.small)):
        clone, push = f"clone --bare, {rows:,} rows", f"push of one line, {rows:,} rows"
        bars = (Bar("times", 1.3),) if rows == bench.large else ()
        try:
            with _served(bench, rows) as sides:
                yield figure(clone, partial(_clones, bench, sides), *bars)
                yield figure(push, partial(_pushes, bench, sides), Bar("more", 0.3))
        except Failed as failure:
            yield Figure(clone, None, None, bars, str(failure))
            yield Figure(push, None, None, (Bar("more", 0.3),), str(failure))


@dataclass(frozen=True, slots=True)
class _Sides:
    """The same repository at two addresses, and at ours with a login; clones go to ``folder``."""

    here: str
    login: str
    there: str
    folder: Path


@contextmanager
def _served(bench: Bench, rows: int) -> Iterator[_Sides]:
    home = home_with(bench, rows)
    token = token_of_a_contributor(bench, home)
    with TemporaryDirectory(dir=bench.folder) as text, our_server(bench, home) as here:
        folder = Path(text)
        _copy(home, folder)
        with stock_git_server(folder) as there:
            login = here.replace("http://", f"http://{PERSON}:{token}@")
            ours, known, theirs = (f"{side}/{ADDRESSES}" for side in (here, login, there))
            yield _Sides(ours, known, theirs, folder)


def _clones(bench: Bench, sides: _Sides) -> tuple[Series, Series]:
    clones = [partial(_clone, side, sides.folder / "clone") for side in (sides.here, sides.there)]
    ours, theirs = alternate(bench.times, *clones, warm=bench.warm)
    return timed("datapatch", ours), timed(PEER, theirs)


def _pushes(bench: Bench, sides: _Sides) -> tuple[Series, Series]:
    mine = _working_copy(sides.login, sides.folder / "mine")
    other = _working_copy(sides.there, sides.folder / "other")
    ours, theirs = alternate(bench.times, mine.push, other.push, warm=bench.warm)
    return timed("datapatch, judged", ours), timed(f"{PEER}, not judged", theirs)


def _copy(home: Path, folder: Path) -> None:
    """The published repository as stock git serves it: the same packs, no hook of ours."""
    copy = folder / ADDRESSES
    shutil.copytree(published(home), copy)
    for name in ("procReceiveRefs", "maxInputSize", "denyDeletes", "denyNonFastForwards"):
        run(["git", "-C", copy, "config", "--unset", f"receive.{name}"])
    run(["git", "-C", copy, "config", "http.receivepack", "true"])


def _clone(address: str, into: Path) -> Run:
    done = run(["git", "clone", "--quiet", "--bare", address, into])
    shutil.rmtree(into)
    return done


@dataclass(slots=True)
class _WorkingCopy:
    """A clone in which each push changes another line."""

    folder: Path
    files: list[Path]
    pushed: int = 0

    def push(self) -> Run:
        """One commit, made before the clock starts, and its push to a branch of its own."""
        self.pushed += 1
        self._change_one_line(self.files[self.pushed * 7 % len(self.files)])
        identity = ("-c", "user.name=Zoé", "-c", "user.email=zoe@example.org")
        run(["git", *identity, "commit", "--quiet", "-am", "A call"], folder=self.folder)
        branch = f"HEAD:refs/heads/call-{self.pushed}"
        done = run(["git", "push", "--quiet", "origin", branch], folder=self.folder)
        run(["git", "reset", "--quiet", "--hard", "origin/main"], folder=self.folder)
        return done

    def _change_one_line(self, file: Path) -> None:
        lines = file.read_bytes().split(b"\n")
        cells = lines[1 + self.pushed].split(b",")
        cells[5] = b"+334%08d" % self.pushed
        lines[1 + self.pushed] = b",".join(cells)
        file.write_bytes(b"\n".join(lines))


def _working_copy(address: str, folder: Path) -> _WorkingCopy:
    run(["git", "clone", "--quiet", address, folder])
    return _WorkingCopy(folder, sorted(folder.rglob("*.csv")))
