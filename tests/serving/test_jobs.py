"""Jobs: asked for by one process, done by another, and needed by none."""

import os
import time
from pathlib import Path

import pytest

from datapatch.config import Config
from datapatch.gitstore.maintaining import LOOSE_OBJECTS, stored
from datapatch.gitstore.objects import Batch
from datapatch.jobs import (
    QUEUES,
    carry_out_verdicts,
    deliver_outbox,
    enqueue,
    index_rows,
    prepare_upload,
    queue_of,
    read_history,
)
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import enqueue as add_to_outbox
from datapatch.workflow.past.history import overview
from tests.builders import NOON, PLACES, import_places, make_instance
from tests.serving.conftest import PATIENCE, Start, alive, datapatch, eventually
from tests.workflow.committing import commit

LONG = 4 * PATIENCE
"""Seconds of a job that nobody waits for."""


def test_a_job_is_done_by_the_worker(start: Start, config: Config, tmp_path: Path) -> None:
    """What one process asks for, the worker does, with the arguments given."""
    start()

    assert enqueue(config, os.mkdir, str(tmp_path / "made"))

    assert eventually((tmp_path / "made").is_dir)


def test_what_was_asked_for_twice_is_done_once(
    start: Start, config: Config, tmp_path: Path
) -> None:
    """While a job has not begun it is not asked for again; when it has, it is."""
    server = start()
    log = tmp_path / "log"
    enqueue(config, time.sleep, 2)
    worker = server.child("worker")
    assert worker
    assert eventually(worker.children)

    for _ in range(3):
        assert enqueue(config, _note, str(log), "again")
    enqueue(config, os.mkdir, str(tmp_path / "first"))

    assert eventually((tmp_path / "first").is_dir)
    assert log.read_text() == "again\n"
    assert enqueue(config, _note, str(log), "again")
    assert eventually(lambda: log.read_text() == "again\nagain\n")


def test_verdicts_go_before_mails_and_both_before_indexes() -> None:
    """What somebody waits for does not stand behind what makes later answers faster."""
    jobs = (read_history, deliver_outbox, carry_out_verdicts, index_rows, prepare_upload)

    assert sorted(jobs, key=lambda job: QUEUES.index(queue_of(job))) == [
        carry_out_verdicts,
        prepare_upload,
        deliver_outbox,
        read_history,
        index_rows,
    ]


def _note(log: str, line: str) -> None:
    with Path(log).open("a") as file:
        file.write(f"{line}\n")


def test_a_failed_job_stops_nothing(start: Start, config: Config, tmp_path: Path) -> None:
    """A job that raises is told in the log, and the worker takes the next one."""
    server = start()
    enqueue(config, os.rmdir, str(tmp_path / "nowhere"))

    enqueue(config, os.mkdir, str(tmp_path / "made"))

    assert eventually((tmp_path / "made").is_dir)
    assert "FileNotFoundError" in server.printed


def test_a_mail_that_waited_leaves_at_the_next_start(start: Start, config: Config) -> None:
    """What is in the outbox needs nobody to ask for it: the worker's first sweep sends it."""
    instance = make_instance(config.home)
    mail = MailMessage("lea@example.org", "Published", "Thank you.")
    with instance.database.transaction() as session:
        add_to_outbox(session, mail, domain="example.org", now=NOON)

    start()

    assert eventually(lambda: list((config.instance / "mail").glob("*.eml")))


def test_a_scattered_repository_is_packed_by_itself(start: Start, config: Config) -> None:
    """Many loose objects become one pack without anybody asking for it."""
    instance = make_instance(config.home)
    import_places(instance)
    pair = instance.repositories(PLACES)
    objects = Batch()
    for number in range(LOOSE_OBJECTS):
        objects.put("blob", b"%d" % number)
    pair.published.objects.write(objects)

    start()

    assert eventually(lambda: stored(pair.published_path).packs == 1)
    assert eventually(lambda: stored(pair.published_path).loose == 0)


def test_without_a_broker_the_job_waits_for_the_sweep(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asks while no broker answers goes on, and one line in the log says so."""
    assert not enqueue(config, os.sync)

    (record,) = caplog.records
    assert "waits for the next sweep" in record.getMessage()


def test_a_killed_worker_takes_its_job_along(start: Start, config: Config) -> None:
    """A job runs in a process of its own, which does not outlive a killed worker."""
    server = start()
    enqueue(config, time.sleep, LONG)
    worker = server.child("worker")
    assert worker
    assert eventually(worker.children)
    (horse,) = worker.children()

    worker.kill()

    assert eventually(lambda: not alive(horse))


def test_ctrl_c_does_not_wait_for_a_long_job(start: Start, config: Config) -> None:
    """A job that takes longer than the grace is ended with everything else."""
    server = start()
    enqueue(config, time.sleep, LONG)
    worker = server.child("worker")
    assert worker
    assert eventually(worker.children)
    family = server.family()

    server.press_ctrl_c()
    time.sleep(1)
    server.press_ctrl_c()

    assert server.process.wait(timeout=PATIENCE) == 0
    assert eventually(lambda: not any(map(alive, family)))


def test_a_worker_without_a_broker_says_so(config: Config) -> None:
    """A worker that is started alone names what it lacks, in one sentence."""
    result = datapatch("worker", home=config.home)

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "DATAPATCH_REDIS_URL" in result.stderr


def test_a_long_history_is_read_to_its_end(start: Start, config: Config) -> None:
    """The note that an import left is found by the worker, whoever left it."""
    instance = make_instance(config.home)
    import_places(instance)
    for number in range(30):
        commit(instance, {"README.md": str(number).encode()})
    instance.histories.file(PLACES).note_unread()

    start()

    assert eventually(lambda: overview(instance, PLACES, seconds=0).read == 31)
    assert eventually(lambda: not list(instance.histories.being_read()))
