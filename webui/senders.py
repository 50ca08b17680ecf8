"""Where a request comes from."""

from flask import request

from datapatch.workflow.abuse.senders import Sender, sender_of
from webui.context import instance


def sender() -> Sender:
    """Who sends this request: a keyed hash of the network address, which goes no further."""
    return sender_of(instance(), request.remote_addr or "")
