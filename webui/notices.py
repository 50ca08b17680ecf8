"""The bell, how often to be mailed, and the one click that ends mails."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import NotFound
from datapatch.workflow.mails.bells import choose_rhythm, mark_seen, read_bell
from datapatch.workflow.mails.unsubscribing import About, read_subscription, unsubscribe
from webui.context import account, csrf, instance, logged_in, now, translate
from webui.presenters.notices import notices_page

blueprint = Blueprint("notices", __name__)
unsubscribing_blueprint = Blueprint("unsubscribing", __name__)
# Mail programs post by themselves, without a session (RFC 8058): the signed token serves instead.
csrf.exempt(unsubscribing_blueprint)


@blueprint.get("/notices")
@logged_in
def notices() -> ResponseReturnValue:
    """What is new for this person, and what was taken care of."""
    entries = read_bell(instance(), _me())
    return render_template("notices/notices.html", **notices_page(entries, translate()))


@blueprint.post("/notices/read")
@logged_in
def send_read() -> ResponseReturnValue:
    """Mark all as read."""
    mark_seen(instance(), _me(), now=now())
    return redirect(url_for("notices.notices"))


@blueprint.post("/account/mail")
@logged_in
def send_rhythm() -> ResponseReturnValue:
    """Choose how often to be mailed."""
    choose_rhythm(instance(), _me(), request.form.get("rhythm", ""))
    flash(_("Your choice is kept."), "success")
    return redirect(url_for("accounts.account_page") + "#mail")


@unsubscribing_blueprint.get("/unsubscribe/<token>")
def unsubscribing(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, so that opening alone changes nothing."""
    about = read_subscription(instance(), token).about
    return _page(token, about)


@unsubscribing_blueprint.post("/unsubscribe/<token>")
def send_unsubscribing(token: str) -> ResponseReturnValue:
    """End the mails that the token is about."""
    wanted = unsubscribe(
        instance(), token, now=now(), everywhere=bool(request.form.get("everywhere"))
    )
    return _page(token, wanted.about, done=True)


def _page(token: str, about: About, *, done: bool = False) -> str:
    return render_template(
        "notices/unsubscribe.html",
        token=token,
        done=done,
        moderates=about is About.MODERATING,
    )


def _me() -> int:
    me = account()
    if me is None:
        raise NotFound
    return me.person_id
