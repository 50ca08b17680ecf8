"""The token that a contributor's form carries: signed for the page, read and doubted as it comes.

It serves where there is no session: it says what the form was made for, by whom and when.
"""

from datetime import timedelta

from flask import current_app, request

from datapatch.types import DatasetName
from datapatch.workflow.preferences import read_preferences
from webui.context import account, actor, instance, now
from webui.forms.suggestions import is_trapped
from webui.forms.tokens import Ages, Doubt, FormToken, doubt, read_token, write_token


def sign(token: FormToken) -> str:
    """The token as the page carries it."""
    return write_token(token, _key())


def sent_token() -> FormToken | None:
    """The token that came with the form; None when it is none of ours."""
    return read_token(request.form.get("token", ""), _key())


def doubt_about(name: DatasetName, token: FormToken | None) -> Doubt | None:
    """What speaks against a form: it is too young, too old, somebody else's, or not to be read."""
    if token is None:
        return Doubt.BROKEN
    chosen, config = read_preferences(instance(), actor(), name), current_app.config
    ages = Ages(  # what the application sets comes first
        config.get("FORM_LEAST_AGE", timedelta(seconds=chosen.form_least_seconds)),
        config.get("FORM_MOST_AGE", timedelta(seconds=chosen.form_most_seconds)),
    )
    return doubt(token, ages, person_id=person_id(), now=now())


def trapped(name: DatasetName) -> bool:
    """Whether the field that nobody sees was filled in, where the producer sets that trap."""
    return read_preferences(instance(), actor(), name).honeypot and is_trapped(request.form)


def person_id() -> int | None:
    """The person who is logged in; None for anybody else."""
    me = account()
    return me.person_id if me else None


def _key() -> str:
    return str(current_app.secret_key)
