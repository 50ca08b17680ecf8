"""The private address of a moderator's queue as a feed: who has it may read, and decide nothing.

Its secret is made from the person and the version of their sessions: a new password ends it.
"""

import base64
import hmac

from datapatch.accounts.actors import actor_of
from datapatch.db.models import Person
from datapatch.errors import NotFound
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import derived_key
from datapatch.workflow.publication.publishing import Moderator


def feed_secret(instance: Instance, person_id: int) -> str:
    """The secret in the address of this person's feed, 43 characters. Raises `NotFound`."""
    with instance.database.reading() as session:
        person = session.get(Person, person_id)
        if person is None or person.disabled_at is not None:
            raise NotFound
        return _secret(instance, person)


def reader_of_feed(instance: Instance, person_id: int, secret: str) -> Moderator:
    """Whose queue the address shows; raises `NotFound` when its secret is not theirs (any more)."""
    with instance.database.reading() as session:
        person = session.get(Person, person_id)
        if person is None or person.disabled_at is not None:
            raise NotFound
        if not hmac.compare_digest(_secret(instance, person).encode(), secret.encode()):
            raise NotFound
        return Moderator(actor_of(session, person), person.id, person.public_name)


def _secret(instance: Instance, person: Person) -> str:
    key = derived_key(instance.secret, "queue-feed")
    made = hmac.digest(key, f"{person.id}.{person.session_version}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
