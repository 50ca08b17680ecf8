"""``datapatch serve``: everything up, in one command, until Ctrl-C."""

import socket
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from datapatch.config import Config
from datapatch.environment import read_configuration, read_translator
from datapatch.serving import Supervisor
from datapatch.starting import (
    broker_answers,
    broker_program,
    held_instance,
    listening,
    prepared_behind,
    readiness,
    released_socket,
    web_program,
    worker_program,
)
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.workflow.instance import Instance


@click.command(help=N_("Start everything; Ctrl-C stops it."))
def command() -> None:
    """Serve until a signal stops us."""
    config = read_configuration()
    with held_instance(config), listening(config) as listener:
        serve(config, listener)


def serve(config: Config, listener: socket.socket) -> None:
    """Start the children, greet, keep them up; at the end none is left."""
    supervisor, translate = Supervisor(tell), read_translator()
    with readiness() as ready, released_socket(config), supervisor.watching():
        if not config.redis_url:
            supervisor.start(broker_program(config, translate))
            supervisor.wait_for(broker_answers(config))
        with prepared_behind(config):
            # The web server loads its code meanwhile, which takes as long.
            supervisor.start(web_program(config, translate, listener=listener, ready=ready))
            instance = supervisor.work(partial(prepare, config))
        supervisor.wait_for(ready.arrived)
        supervisor.start(worker_program(config, translate))
        if instance and not supervisor.stopping:
            greet(instance)
        supervisor.run()
        tell(N_("Stopping…"))


def prepare(config: Config) -> "Instance":
    """Database and sample, as far as they are not there yet."""
    # Database and git take half a second to load: not for "datapatch --help".
    from datapatch import opening

    return opening.prepare(config, tell, now=datetime.now(UTC))


def greet(instance: "Instance") -> None:
    """Say where everything is."""
    # As above.
    from datapatch import opening

    opening.greet(instance, tell, now=datetime.now(UTC))


def tell(template: str, /, **data: object) -> None:
    """Print one sentence in the language of the terminal."""
    click.echo(read_translator()(template).format(**data))
