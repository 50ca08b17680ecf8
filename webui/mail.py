"""A nudge to the worker: mails leave now instead of at the next sweep."""

from datapatch import jobs
from webui.context import instance, now


def wake_mail() -> None:
    """Ask for what is in the outbox to be delivered; without a broker the next sweep finds it."""
    jobs.wake_mail(instance(), now=now())
