"""Ask the places: the producer's page, and the light page behind the link of each mail."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.accounts.policy import ANONYMOUS
from datapatch.errors import InvalidInput
from datapatch.types import DatasetName
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.preferences import read_preferences
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.reading import DatasetView, RowView, read_dataset, read_row
from datapatch.workflow.upkeep.confirming import ChangedSince
from datapatch.workflow.upkeep.invitation_answers import (
    answer_invitation,
    read_invitation,
    silence_invited,
)
from datapatch.workflow.upkeep.invitation_counts import Progress, asking_progress
from datapatch.workflow.upkeep.invited import preview_invitation
from datapatch.workflow.upkeep.inviting import Plan, plan, start_asking, stop_asking
from webui.addresses import dataset_url
from webui.context import actor, csrf, instance, logged_in, now
from webui.forms.tokens import read_token
from webui.freshness import check_token
from webui.presenters.datasets import way_up
from webui.words import number

blueprint = Blueprint("asking", __name__)
asked_blueprint = Blueprint("asked", __name__)
csrf.exempt(asked_blueprint)  # who knows the secret address may answer, and mail programs post


@blueprint.get("/<workspace>/<dataset>/ask")
@logged_in
def ask(workspace: str, dataset: str) -> ResponseReturnValue:
    """Which field holds the addresses, who would be asked, how far asking is."""
    name = DatasetName(workspace, dataset)
    progress = asking_progress(instance(), actor(), name)
    view = read_dataset(instance(), actor(), name)
    field, error, planned = _chosen(name, view), "", None
    try:
        planned = plan(instance(), actor(), name, field, now=now()) if field else None
    except InvalidInput as wrong:
        error = wrong.sentence(_)
    return render_template(
        "asking/ask.html",
        breadcrumb=way_up(view, below=True),
        fields=_fields(name, view),
        field=field,
        plan=planned,
        preview=preview_invitation(instance(), name, planned) if planned and planned.asked else "",
        kept_out=_kept_out(planned) if planned else [],
        progress=progress,
        outcomes=_outcomes(progress),
        error=error,
        action=dataset_url(name, "asking.ask"),
        stop=dataset_url(name, "asking.stop"),
    )


@blueprint.post("/<workspace>/<dataset>/ask")
@logged_in
def send(workspace: str, dataset: str) -> ResponseReturnValue:
    """Ask everybody who was shown."""
    name = DatasetName(workspace, dataset)
    count = start_asking(instance(), actor(), name, request.form.get("field", ""), now=now())
    said = ngettext(
        "%(number)s place will be asked.",
        "%(number)s places will be asked.",
        count,
        number=number(count),
    )
    flash(said, "success")
    return redirect(dataset_url(name, "asking.ask"), 303)


@blueprint.post("/<workspace>/<dataset>/ask/stop")
@logged_in
def stop(workspace: str, dataset: str) -> ResponseReturnValue:
    """Ask nobody of those who still wait."""
    name = DatasetName(workspace, dataset)
    stop_asking(instance(), actor(), name)
    flash(_("Nobody else is asked."), "success")
    return redirect(dataset_url(name, "asking.ask"), 303)


@asked_blueprint.get("/asked/<secret>")
def look(secret: str) -> ResponseReturnValue:
    """The row, and two ways to answer. Opening it answers nothing: mail scanners open links."""
    return _page(secret)


@asked_blueprint.post("/asked/<secret>")
def answer(secret: str) -> ResponseReturnValue:
    """It is still right."""
    token = read_token(request.form.get("token", ""), str(current_app.secret_key))
    if token is None:
        return _page(secret, "changed"), 400
    try:
        answer_invitation(instance(), secret, seen=token.base, now=now())
    except ChangedSince:
        return _page(secret, "changed"), 409
    return _page(secret, "thanks")


@asked_blueprint.get("/asked/<secret>/stop")
def stopping(secret: str) -> ResponseReturnValue:
    """A button that ends these mails."""
    read_invitation(instance(), secret)
    return render_template("asking/stop.html", secret=secret, done=False)


@asked_blueprint.post("/asked/<secret>/stop")
def send_stop(secret: str) -> ResponseReturnValue:
    """End these mails, by the button or by that of a mail program."""
    silence_invited(instance(), secret, now=now())
    return render_template("asking/stop.html", secret=secret, done=True)


def _page(secret: str, outcome: str = "") -> str:
    asked = read_invitation(instance(), secret)
    where = {"resource": asked.resource, "address": asked.row_address}
    row = read_row(instance(), ANONYMOUS, asked.dataset, **where)
    shown = zip(row.fields, row.content.cells, strict=True)
    return render_template(
        "asking/asked.html",
        title=row.label or _("Row without a name"),
        dataset_title=read_dataset(instance(), ANONYMOUS, asked.dataset).title,
        facts=[{"label": field.label, "value": text} for field, text in shown if text.strip()],
        outcome=outcome,
        token=check_token(asked.dataset, row),
        action=url_for("asked.answer", secret=secret),
        stop_url=url_for("asked.stopping", secret=secret),
        suggest_url=_form(secret, asked.dataset, row, "contributing.suggest_change"),
        gone_url=_form(secret, asked.dataset, row, "contributing.report_gone"),
    )


def _form(secret: str, name: DatasetName, row: RowView, endpoint: str) -> str:
    """A form about the row: what it brings is counted as the answer to the mail."""
    where = {"resource": row.resource, "address": row.content.address}
    return dataset_url(name, endpoint, **where, asked=secret)


def _chosen(name: DatasetName, view: DatasetView) -> str:
    """The field that was asked for, was used before, or looks like it holds addresses."""
    before = read_preferences(instance(), actor(), name).ask_field
    fields = schemas_of(instance(), name)[view.tables[0].name].fields if view.tables else ()
    guessed = next((f.name for f in fields if field_kind(f) is FieldKind.EMAIL), "")
    return request.args.get("field") or before or guessed


def _fields(name: DatasetName, view: DatasetView) -> list[dict[str, str]]:
    if not view.tables:
        return []
    fields = schemas_of(instance(), name)[view.tables[0].name].fields
    return [{"value": field.name, "label": field.label} for field in fields]


def _outcomes(progress: Progress) -> list[dict[str, str]]:
    """What became of the mails that left."""
    said = (
        (_("Still correct"), progress.confirmed),
        (_("Corrected"), progress.corrected),
        (_("No answer yet"), progress.silent),
        (_("Came back: nobody is at this address"), progress.bounced),
        (_("Want no more mails"), progress.unsubscribed),
    )
    return [{"label": words, "value": number(count)} for words, count in said]


def _kept_out(planned: Plan) -> list[str]:
    """Who is not asked, and why."""
    said = (
        (planned.without, _("%(count)s rows hold no address", count=number(planned.without))),
        (planned.recent, _("%(count)s were asked not long ago", count=number(planned.recent))),
        (planned.silent, _("%(count)s want no mails", count=number(planned.silent))),
    )
    return [words for count, words in said if count]
