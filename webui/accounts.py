"""Logging in and out, and what belongs to one's own account."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from datapatch.db.models import Person
from datapatch.errors import DataPatchError, NotFound
from datapatch.workflow.mails.bells import mail_settings
from datapatch.workflow.people.visiting import (
    add_token,
    change_password,
    end_token,
    enter_by_link,
    enter_by_password,
    invited,
    list_tokens,
)
from datapatch.workflow.signing import noreply_address
from webui.context import Account, account, instance, load_account, logged_in, now, translate
from webui.presenters.notices import rhythms

blueprint = Blueprint("accounts", __name__)

REMEMBERED = timedelta(days=30)


@blueprint.get("/login")
def log_in() -> ResponseReturnValue:
    """The log-in form; somebody who is logged in goes on at once."""
    if account():
        return redirect(_next())
    return render_template("accounts/log_in.html", next=_next(), login="", errors=[])


@blueprint.post("/login")
def send_log_in() -> ResponseReturnValue:
    """Let a person in by login and password, and lead back to where they wanted to go."""
    login = request.form.get("login", "")
    key = str(current_app.secret_key).encode()
    outcome = enter_by_password(
        instance(), login, request.form.get("password", ""), key=key, now=now()
    )
    if outcome.person is not None:
        _enter(outcome.person, remember=bool(request.form.get("remember")))
        return redirect(_next())
    wait = outcome.retry_after
    error = {"target": "field-password", "label": _("Password"), "message": _wrong(wait)}
    page = render_template("accounts/log_in.html", next=_next(), login=login, errors=[error])
    if wait is None:
        return page, 401
    return page, 429, {"Retry-After": str(round(wait.total_seconds()))}


@blueprint.get("/login/<secret>")
def log_in_by_link(secret: str) -> ResponseReturnValue:
    """A page with one button: mail scanners open links, so that opening alone does nothing."""
    person = invited(instance(), secret, now=now())
    if person is None:
        return render_template("accounts/link_over.html"), 410
    return render_template("accounts/link.html", name=person.public_name)


@blueprint.post("/login/<secret>")
def send_log_in_by_link(secret: str) -> ResponseReturnValue:
    """Use the link up and let its person in."""
    person = enter_by_link(instance(), secret, now=now())
    if person is None:
        return render_template("accounts/link_over.html"), 410
    _enter(person, remember=True)
    return redirect(_next())


@blueprint.post("/logout")
def log_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect(url_for("catalogue.home"))


@blueprint.get("/account")
@logged_in
def account_page() -> ResponseReturnValue:
    """One's public name, password and tokens."""
    return _account_page()


@blueprint.post("/account/password")
@logged_in
def send_password() -> ResponseReturnValue:
    """Set a new password; every other session ends."""
    try:
        person = change_password(instance(), _me().person_id, request.form.get("password", ""))
    except DataPatchError as error:
        return _account_page(password_errors=[error.sentence(translate())]), 400
    _enter(person, remember=True)
    flash(_("Your password is changed. Other devices are logged out."), "success")
    return redirect(url_for("accounts.account_page"))


@blueprint.post("/account/tokens")
@logged_in
def send_token() -> ResponseReturnValue:
    """Make a token and show it, this once."""
    label = request.form.get("label", "").strip() or "git"
    token = add_token(instance(), _me().person_id, label, now=now())
    return _account_page(new_token=token)


@blueprint.post("/account/tokens/<int:token_id>/end")
@logged_in
def send_token_end(token_id: int) -> ResponseReturnValue:
    """Revoke a token."""
    end_token(instance(), _me().person_id, token_id, now=now())
    flash(_("The token no longer works."), "success")
    return redirect(url_for("accounts.account_page"))


def _account_page(new_token: str = "", password_errors: list[str] | None = None) -> str:
    me = _me()
    return render_template(
        "accounts/account.html",
        person=me,
        address=noreply_address(instance().config, me.public_name),
        tokens=list_tokens(instance(), me.person_id),
        new_token=new_token,
        password_errors=password_errors or [],
        mail=mail_settings(instance(), me.person_id),
        rhythms=rhythms(),
    )


def _wrong(wait: timedelta | None) -> str:
    if wait is None:
        return str(_("this name and this password do not go together. Try again."))
    minutes = max(1, round(wait.total_seconds() / 60))
    return str(_("there were too many wrong ones. Try again in %(n)s minutes.", n=minutes))


def _enter(person: Person, *, remember: bool) -> None:
    found = load_account(f"{person.id}.{person.session_version}")
    if found is None:
        raise NotFound
    login_user(found, remember=remember, duration=REMEMBERED)


def _me() -> Account:
    me = account()
    if me is None:
        raise NotFound
    return me


def _next() -> str:
    """Where to go on: an address of this site, whatever was asked for."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if local and not parts.netloc and not any(c in wanted for c in "\\\r\n\t"):
        return wanted
    return url_for("catalogue.home")
