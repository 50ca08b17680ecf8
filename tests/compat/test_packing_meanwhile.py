"""Repositories packed without end, while people clone, push, read and publish: nobody notices."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from datapatch.gitstore.maintaining import maintain
from datapatch.gitstore.repository import MAIN
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, Staff
from tests.compat.conftest import Working
from tests.pushing import TABLE, Clone, Site

ROUNDS = 6


@contextmanager
def over_and_over(*works: Callable[[], None]) -> Iterator[list[Future[int]]]:
    """Each work again and again in a thread of its own; what one raises is raised at the end."""
    over = threading.Event()

    def repeat(work: Callable[[], None]) -> int:
        done = 0
        while not over.is_set():
            work()
            done += 1
        return done

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(repeat, work) for work in works]
        try:
            yield running
        finally:
            over.set()
    assert all(one.result() for one in running)


def test_nobody_sees_the_packing(
    served: Site, working: Working, instance: Instance, staff: Staff
) -> None:
    """Every push is taken in and published, every clone is whole, every revision is read."""

    def pack() -> None:
        with instance.repositories(PLACES) as pair:
            maintain(pair)

    def clone() -> None:
        copy = working()
        copy.git("fsck", "--strict")
        assert "Cyber-base" in (copy.folder / TABLE).read_text()

    with instance.repositories(PLACES) as kept_open:

        def read() -> None:
            head = kept_open.published.tip(MAIN)
            assert head
            chosen = random.choice(list(kept_open.published.first_parents(head)))
            assert b"Cyber-base" in kept_open.published.read(chosen.id, TABLE)

        with over_and_over(pack, clone, read):
            pushed_and_published(served, working("zoe"), instance, staff)

    assert len(served.git("rev-list", "--first-parent", "main").split()) == ROUNDS + 1
    for review in (False, True):
        served.git("fsck", "--strict", review=review)


def pushed_and_published(site: Site, copy: Clone, instance: Instance, staff: Staff) -> None:
    """Contributions one after the other, each pushed by stock git and accepted."""
    for number in range(ROUNDS):
        copy.git("checkout", "-q", "-B", f"work-{number}", "origin/main")
        text = (copy.folder / TABLE).read_text()
        phone = f"+3346571{number:04d}"
        copy.commit(
            {
                TABLE: text.replace("Montpellier,", f"Montpellier,{phone}", 1)
                if number == 0
                else text.replace(f"+3346571{number - 1:04d}", phone)
            }
        )
        copy.git("push", "-q", "origin", "HEAD")
        accept(instance, staff.moderator, site.contributions()[-1].id, now=NOON)
        copy.git("fetch", "-q")
