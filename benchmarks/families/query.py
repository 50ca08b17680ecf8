"""Pages, filters, orders, searches and single rows over HTTP as JSON, beside Datasette."""

import http.client
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.bench import ROOT, Bench
from benchmarks.figures import Bar, Figure, Series, figure
from benchmarks.homes import home_with
from benchmarks.measuring import Failed, run
from benchmarks.servers import datasette_server, our_server
from benchmarks.tables import WORDS

TITLE = "Queries over HTTP"
ROWS = "/api/v1/datasets/bench/places/resources/places/rows"
ASKED = 10
"""Requests of each kind and side, each of them another question: no answer is known before."""


@dataclass(frozen=True, slots=True)
class Question:
    """The same question put to both: what the addresses hold beside the table's."""

    ours: str
    theirs: str


def measure(bench: Bench) -> Iterator[Figure]:
    """One figure for each kind of question; both servers run at the same time."""
    kinds = _kinds(bench)
    try:
        with (
            our_server(bench, home_with(bench, bench.large)) as here,
            datasette_server(bench, _database(bench)) as there,
        ):
            for work, (limit, questions) in kinds.items():
                asked = partial(_asked, here + ROWS, f"{there}/{_stem(bench)}/places", questions)
                yield figure(_work(bench, work), asked, Bar("at most", limit), Bar("faster", 1.0))
    except Failed as failure:
        for work, (limit, _) in kinds.items():
            bars = (Bar("at most", limit), Bar("faster", 1.0))
            yield Figure(_work(bench, work), None, None, bars, str(failure))


def _work(bench: Bench, work: str) -> str:
    return f"{bench.large:,} rows, {work}"


def _kinds(bench: Bench) -> dict[str, tuple[float, list[Question]]]:
    places = [(number * bench.large // (ASKED + 1)) // 100 * 100 for number in range(ASKED)]
    pairs = list(product(WORDS[:8], range(10, 20)))[: ASKED * 8 : 8]
    orders = list(product(("name", "address", "code", "email", "lat"), ("asc", "desc")))[:ASKED]
    quoted = urllib.parse.quote
    return {
        "page of 100 rows": (
            0.06,
            [
                Question(
                    f"?page={at // 100 + 1}&page_size=100", f".json?_size=100&_next={_key(at - 1)}"
                )
                for at in places
            ],
        ),
        "filter": (
            0.06,
            [
                Question(
                    f"?town__exact={quoted(town)}&code__contains={code}&page_size=100",
                    f".json?_size=100&town={quoted(town)}&code__contains={code}",
                )
                for town, code in pairs
            ],
        ),
        "sort": (
            0.15,
            [
                Question(
                    f"?{field}__sort={way}&page_size=100",
                    f".json?_size=100&_sort{'_desc' if way == 'desc' else ''}={field}",
                )
                for field, way in orders
            ],
        ),
        "search": (
            0.25,
            [
                Question(
                    f"?q={quoted(a)}+{quoted(b)}&page_size=100",
                    f".json?_size=100&_search={quoted(a)}+{quoted(b)}",
                )
                for a, b in list(product(WORDS[:4], WORDS[8:12]))[:ASKED]
            ],
        ),
        "row by key": (
            0.02,
            [Question(f"/{_key(at + 7)}", f"/{_key(at + 7)}.json?_shape=objects") for at in places],
        ),
    }


def _asked(ours: str, theirs: str, questions: list[Question]) -> tuple[Series, Series]:
    """Both sides in turn; the first question is asked twice of each, and counts once."""
    here, there = _Client(ours), _Client(theirs)
    for _ in range(2):
        here.seconds(questions[0].ours)
        there.seconds(questions[0].theirs)
    pairs = [(here.seconds(q.ours), there.seconds(q.theirs)) for q in questions]
    mine, others = zip(*pairs, strict=True)
    return Series("datapatch", tuple(mine)), Series("Datasette", tuple(others))


class _Client:
    """One connection that stays open, as an application's does."""

    def __init__(self, address: str) -> None:
        parsed = urllib.parse.urlsplit(address)
        self._path = parsed.path
        self._connection = http.client.HTTPConnection(parsed.netloc, timeout=120)

    def seconds(self, question: str) -> float:
        """How long the whole answer takes; raises Failed when it is none."""
        start = time.perf_counter()
        self._connection.request("GET", self._path + question)
        answer = self._connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status != 200:
            said = body[:200].decode("utf-8", "replace")
            raise Failed(f"{question} was answered by {answer.status}: {said}")
        return seconds


def _key(row: int) -> str:
    return f"id-{max(row, 0):07d}"


def _stem(bench: Bench) -> str:
    return f"{bench.large}-places"


def _database(bench: Bench) -> Path:
    database = bench.folder / "tables" / f"{_stem(bench)}.db"
    table = bench.table(bench.large)
    if not database.exists():
        words = ("-m", "benchmarks.databases", table, database, "--search")
        run([sys.executable, *words], folder=ROOT)
    return database
