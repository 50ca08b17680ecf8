"""The worker: takes jobs from the broker, each in a process of its own, and sweeps regularly."""

import signal
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job

from datapatch.broker import broker_url, connect_broker
from datapatch.config import Config
from datapatch.errors import Unavailable
from datapatch.jobs import ASKED, QUEUES, SERIALIZER, enqueue, sweep, take_due
from datapatch.processes import die_with_parent
from datapatch.translation import N_

SWEEP_SECONDS = 30
IDLE_SECONDS = 2
"""How long an idle worker listens before it looks whether something is due."""


class SweepingWorker(Worker):
    """Runs jobs in forked children that die with it; asks for later jobs when their moment has
    come, and for a sweep every half minute.

    The first sweep is asked for at the start: it finishes what a killed process left half done.
    """

    max_connection_wait_time = 5.0

    def __init__(self, config: Config, connection: Redis) -> None:
        super().__init__(
            [Queue(name, connection=connection, serializer=SERIALIZER) for name in QUEUES],
            connection=connection,
            serializer=SERIALIZER,
            maintenance_interval=IDLE_SECONDS,
            worker_ttl=IDLE_SECONDS + 15,  # rq listens for this much less 15 seconds
        )
        self._config = config
        self._swept_at = datetime.fromtimestamp(0, UTC)
        self._die_with_worker = die_with_parent(signal.SIGKILL)

    def run_maintenance_tasks(self) -> None:
        """What rq does here from time to time, what is due, and our sweep."""
        now = datetime.now(UTC)
        for job in take_due(self.connection, now=now):
            enqueue(self._config, job)
        if now - self._swept_at >= timedelta(seconds=SWEEP_SECONDS):
            self._swept_at = now
            super().run_maintenance_tasks()
            enqueue(self._config, sweep)

    def execute_job(self, job: Job, queue: Queue) -> None:
        """From now on the same job may be asked for again: this one has begun."""
        if asked := job.meta.get(ASKED):
            self.connection.delete(asked)
        super().execute_job(job, queue)

    def setup_work_horse_signals(self) -> None:
        """In the forked child: end when the worker ends."""
        super().setup_work_horse_signals()
        self._die_with_worker()


def work(config: Config) -> None:
    """Take jobs until a signal says stop; the job at hand is finished first.

    Raises ``Unavailable`` when no broker answers at the start.
    """
    connection = connect_broker(broker_url(config))
    try:
        SweepingWorker(config, connection).work(logging_level="WARNING")
    except RedisError as error:
        raise Unavailable(
            N_(
                "The job broker does not answer. Start it with “datapatch serve”, "
                "or correct DATAPATCH_REDIS_URL."
            )
        ) from error
    finally:
        connection.close()
