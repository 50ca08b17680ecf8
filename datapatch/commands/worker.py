"""``datapatch worker``: takes jobs until it is stopped; ``datapatch serve`` starts one."""

import logging

import click

from datapatch.environment import read_configuration
from datapatch.translation import N_


@click.command(help=N_("Run a job worker; serve starts one by itself."))
def command() -> None:
    """Work until a signal stops us."""
    # All that jobs need is loaded here: each job is a fork of this process, and loads nothing.
    from datapatch.working import work

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    work(read_configuration())
