"""What the worker does in the background, and how to ask for it.

A job is a function of this module: it takes plain values and reads its instance from the
environment, since it runs in another process. None may be needed: what must happen lies in the
database, and ``sweep`` finds it.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import ParamSpec

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

from datapatch.broker import broker_url, connect_broker
from datapatch.config import Config
from datapatch.db.session import connect
from datapatch.environment import read_configuration
from datapatch.outbound.delivery import deliver_ready, transport_for
from datapatch.outbound.outbox import is_due
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.keys import secret_key
from datapatch.workflow.mails.bouncing import address_bounced
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.past.indexing import Outcome, index_in_background
from datapatch.workflow.privacy.erasing import erase_contacts
from datapatch.workflow.privacy.purging import finish_purges
from datapatch.workflow.proposals.bulk_uploads import prepare
from datapatch.workflow.publication.maintaining import due_for_packing, pack_if_due
from datapatch.workflow.publication.publishing import recover
from datapatch.workflow.queue.waiting_long import tell_late
from datapatch.workflow.rows.row_indexing import due_for_indexing, index_published_rows, sweep_rows
from datapatch.workflow.upkeep.carrying_checks import carry_checks_due
from datapatch.workflow.upkeep.invited import send_invitations
from datapatch.workflow.upkeep.reminding import remind_due
from datapatch.workflow.verdicts.bulk import carry_on, unfinished
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.ending import lapse_due
from datapatch.workflow.verdicts.schema_moves import check_after_moves

DECISIONS, MAIL, INDEX = "decisions", "mail", "index"
QUEUES = (DECISIONS, MAIL, INDEX)
"""The queues of the broker: a worker takes from one when those before it are empty."""
ASKED = "datapatch:asked"
"""Under names that begin so, the broker knows which jobs were asked for and have not begun."""
ASKED_SECONDS = 300
"""After this long a job that was asked for may be asked for again, whatever became of it."""
SERIALIZER = "json"
DUE = "datapatch:due"
"""The broker's sorted set of later jobs, by the moment when they are due."""
JOB_SECONDS = 3_600
"""After this long a job is ended."""
_NICE = 10
FAILURE_SECONDS = 7 * 24 * 3_600
"""How long the broker remembers a failed job."""

Arguments = ParamSpec("Arguments")
log = logging.getLogger(__name__)


def enqueue(
    config: Config,
    job: Callable[Arguments, None],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> bool:
    """Ask the worker for ``job``, with arguments that JSON can hold; whether the broker took it.

    What was asked for and has not begun is not asked for twice. A broker that does not answer is
    noted in the log and no more: the next sweep finds the work.
    """
    asked = f"{ASKED}:{job.__name__}:{json.dumps([arguments, named], sort_keys=True)}"
    try:
        with connect_broker(broker_url(config)) as connection:
            if not connection.set(asked, "1", nx=True, ex=ASKED_SECONDS):
                return True
            queue = Queue(queue_of(job), connection=connection, serializer=SERIALIZER)
            queue.enqueue_call(
                job,
                arguments,
                named,
                timeout=JOB_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_SECONDS,
                meta={ASKED: asked},
            )
    except RedisError as error:
        log.warning("%s waits for the next sweep: the broker says %s", job.__name__, error)
        return False
    return True


def queue_of(job: Callable[..., None]) -> str:
    """What somebody waits for goes first, what makes later answers faster goes last."""
    if job in (carry_out_verdicts, prepare_upload):
        return DECISIONS
    return INDEX if job in (read_history, index_rows, pack_repositories) else MAIL


def wake_mail(instance: Instance, *, now: datetime) -> None:
    """Ask for the outbox to be delivered where something is in it: most steps write no mail."""
    with instance.database.reading() as session:
        due = is_due(session, now=now)
    if due:
        enqueue(instance.config, deliver_outbox)


def enqueue_later(config: Config, job: Callable[[], None], *, at: datetime) -> None:
    """Ask the worker for ``job`` of `LATER` at this moment or soon after.

    What is due lies in the database: where the broker forgets, the next sweep finds it.
    """
    try:
        with connect_broker(broker_url(config)) as connection:
            second = int(at.timestamp()) + 1
            connection.zadd(DUE, {f"{job.__name__} {second}": second})
    except RedisError as error:
        log.warning("%s waits for the next sweep: the broker says %s", job.__name__, error)


def take_due(connection: Redis, *, now: datetime) -> list[Callable[[], None]]:
    """The jobs of `enqueue_later` whose moment has come, each once."""
    due = connection.zrangebyscore(DUE, "-inf", now.timestamp())
    taken = [str(entry, "ascii") for entry in due if isinstance(entry, bytes)]
    names = {entry.split()[0] for entry in taken if connection.zrem(DUE, entry)}
    return [LATER[name] for name in sorted(names) if name in LATER]


def carry_out_verdicts() -> None:
    """Carry out the verdicts that nobody can take back any more, then send their mails."""
    instance = open_instance(read_configuration())
    try:
        _carry_out_verdicts(instance)
        _read_what_is_new(instance)
    finally:
        instance.database.close()
    deliver_outbox()


def _carry_out_verdicts(instance: Instance) -> None:
    carry_out_due(instance, now=_clock())
    for bulk_id in unfinished(instance, now=_clock()):
        carry_on(instance, bulk_id, now=_clock())


def _read_what_is_new(instance: Instance) -> None:
    for unread in instance.histories.being_read():
        enqueue(instance.config, read_history, unread.workspace, unread.name)


def deliver_outbox() -> None:
    """Send the mails that are due."""
    config = read_configuration()
    database = connect(config.database)
    try:
        bounced = partial(address_bounced, secret=secret_key(config.instance))
        deliver_ready(database, transport_for(config), _clock, on_nobody=bounced)
    finally:
        database.close()


def read_history(workspace: str, name: str) -> None:
    """Make out what each revision of a dataset changed, so that nobody waits for it.

    A long history is read in parts, so that mails do not wait; killed, the next sweep goes on.
    """
    instance = open_instance(read_configuration())
    try:
        if index_in_background(instance, DatasetName(workspace, name)) is Outcome.MORE:
            enqueue(instance.config, read_history, workspace, name)
    finally:
        instance.database.close()


def prepare_upload(workspace: str, name: str, key: str) -> None:
    """Make out what a large uploaded file proposes, while its sender waits."""
    instance = open_instance(read_configuration())
    try:
        prepare(instance, DatasetName(workspace, name), key)
    finally:
        instance.database.close()


def pack_repositories(workspace: str, name: str) -> None:
    """Pack the objects of a dataset, after everything that somebody waits for."""
    os.nice(_NICE)  # a job has a process of its own
    instance = open_instance(read_configuration())
    try:
        pack_if_due(instance, DatasetName(workspace, name))
    finally:
        instance.database.close()


def index_rows(workspace: str, name: str) -> None:
    """Make what questions about the large tables of a dataset are answered from."""
    os.nice(_NICE)  # a job has a process of its own
    instance = open_instance(read_configuration())
    try:
        index_published_rows(instance, DatasetName(workspace, name))
    finally:
        instance.database.close()


def sweep() -> None:
    """Finish what a killed process left in the middle, then send the mails that are due.

    One dataset at a time is packed, and one indexed, between two sweeps: mails do not wait for all
    of them.
    """
    instance = open_instance(read_configuration())
    try:
        finish_purges(instance, now=_clock())
        recover(instance, now=_clock())
        _carry_out_verdicts(instance)
        lapse_due(instance, now=_clock())
        erase_contacts(instance, now=_clock())
        tell_late(instance, now=_clock())
        check_after_moves(instance, now=_clock())
        remind_due(instance, now=_clock())
        send_invitations(instance, now=_clock())
        send_digests(instance, now=_clock())
        _read_what_is_new(instance)
        carry_checks_due(instance, now=_clock())
        for due in islice(due_for_packing(instance), 1):
            enqueue(instance.config, pack_repositories, due.workspace, due.name)
        for due in islice(due_for_indexing(instance), 1):
            enqueue(instance.config, index_rows, due.workspace, due.name)
        sweep_rows(instance, now=_clock())
    finally:
        instance.database.close()
        deliver_outbox()


LATER: Mapping[str, Callable[[], None]] = MappingProxyType(
    {carry_out_verdicts.__name__: carry_out_verdicts}
)
"""The jobs that can be asked for at a later moment."""


def _clock() -> datetime:
    return datetime.now(UTC)
