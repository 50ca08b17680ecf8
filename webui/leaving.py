"""Deleting one's own account: what happens then, and the form that does it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from datapatch.errors import DataPatchError, NotFound
from datapatch.workflow.people.visiting import enter_by_password
from datapatch.workflow.privacy.leaving import Leaving, before_leaving, leave
from webui.context import account, instance, logged_in, now, translate
from webui.errors import status_of
from webui.presenters.leaving import CONFIRMED, KEEP, NAME, heir_field, leaving_page

blueprint = Blueprint("leaving", __name__)


@blueprint.get("/account/leave")
@logged_in
def leaving() -> ResponseReturnValue:
    """What is erased, what stays, and what is to be settled first."""
    return _page(before_leaving(instance(), _login()))


@blueprint.post("/account/leave")
@logged_in
def send_leaving() -> ResponseReturnValue:
    """Delete the account, once its owner has shown that it is meant."""
    login = _login()
    told = before_leaving(instance(), login)
    errors = {} if _is_confirmed(told) else {CONFIRMED: _unconfirmed(told)}
    if not request.form.get(NAME):
        errors[NAME] = _("Choose one of these.")
    if errors:
        return _page(told, errors), 400
    heirs = {o.workspace: request.form.get(heir_field(o.workspace), "") for o in told.orphans}
    keep = request.form[NAME] == KEEP
    try:
        leave(instance(), login, keep_name=keep, heirs=heirs, now=now())
    except DataPatchError as error:
        return _page(told, notice=error.sentence(translate())), status_of(error)
    logout_user()
    flash(_("Your account is deleted. Thank you for what you did here."), "success")
    return redirect(url_for("catalogue.home"), 303)


def _is_confirmed(told: Leaving) -> bool:
    """Whether the password was given, or the login where there is none."""
    typed = request.form.get(CONFIRMED, "")
    if not told.has_password:
        return typed.strip().lower() == told.login
    key = str(current_app.secret_key).encode()
    return enter_by_password(instance(), told.login, typed, key=key, now=now()).person is not None


def _unconfirmed(told: Leaving) -> str:
    if told.has_password:
        return str(_("This is not your password. After ten wrong ones, wait a quarter of an hour."))
    return str(_("Write %(login)s here, to show that it is meant.", login=told.login))


def _page(told: Leaving, errors: dict[str, str] | None = None, notice: str = "") -> str:
    page = leaving_page(told, request.form, errors or {}, notice)
    return render_template("accounts/leave.html", **page)


def _login() -> str:
    me = account()
    if me is None:
        raise NotFound
    return me.login
