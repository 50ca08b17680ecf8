"""A nudge to the worker: mails leave now instead of at the next sweep."""

from datapatch.jobs import deliver_outbox, enqueue
from webui.context import instance


def wake_mail() -> None:
    """Ask for the outbox to be delivered; without a broker the next sweep finds it."""
    enqueue(instance().config, deliver_outbox)
