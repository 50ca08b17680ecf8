"""Every step of the walk on a small table, without a network between: ``HOME ROWS TIMES``.

Pages and API answers are asked of the application itself; forms' values go to the workflow.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.inside import (
    PLACES,
    contribute,
    decide,
    head,
    moderator,
    opened,
    publish,
    row_key,
    tell,
    timed,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator
from webui import create_app

API = f"/api/v1/datasets/{PLACES}/resources/places/rows"
ROW = f"/{PLACES}/rows/places/{{key}}"
READS = (
    ("page of 100 rows", API + "?page={n}&page_size=100"),
    ("filter", API + "?code__contains={n:02d}&town__exact=Gare"),
    ("sort", API + "?name__sort=asc&page={n}"),
    ("search", API + "?q=moulin+{n}"),
    ("row by key", API + "/{key}"),
    ("the dataset's page", f"/{PLACES}/"),
    ("the form of a row", ROW + "/suggest"),
    ("the history of a row", ROW + "/history"),
    ("the history of the dataset", f"/{PLACES}/changes"),
)
ROUNDS = 3
"""Before the clock: the first answers load templates and indexes."""


def main(home: Path, rows: int, times: int) -> None:
    """Time each step again and again, one contribution a round."""
    instance = opened(home)
    client = create_app(instance.config).test_client()
    who = moderator(instance)
    measured: dict[str, list[float]] = {}
    for number in range(ROUNDS + times):
        for name, seconds in _steps(instance, client, who, number % (rows - 1) + 1):
            if number >= ROUNDS:
                measured.setdefault(name, []).append(seconds)
    tell(measured)


def _steps(
    instance: Instance, client: FlaskClient, who: Moderator, number: int
) -> Iterator[tuple[str, float]]:
    for name, address in READS:
        yield name, _seconds(partial(_ask, client, address, number))
    opening, contribution = timed(partial(contribute, instance, [number], f"+335{number:08d}"))
    yield "open a contribution of one cell", opening
    yield "record the verdict", timed(partial(decide, instance, who, contribution))[0]
    publishing, _ = timed(partial(publish, instance, contribution))
    yield "publish it", publishing
    revision = f"/{PLACES}/changes/{head(instance)}"
    yield "the revision's page", _seconds(partial(_ask, client, revision, number))


def _seconds(work: Callable[[], object]) -> float:
    return timed(work)[0]


def _ask(client: FlaskClient, address: str, number: int) -> None:
    answer = client.get(address.format(n=number, key=row_key(number)), follow_redirects=True)
    if answer.status_code != 200:
        raise ValueError(f"{address}: {answer.status}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
