"""From a file to a shared link: bring it, look at what was understood, name it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from datapatch.accounts.policy import Action, WorkspaceFacts, may
from datapatch.errors import DataPatchError, Forbidden, InvalidInput
from datapatch.jobs import enqueue, index_rows
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.imports.importing import SourceFile, import_table, understand
from datapatch.workflow.imports.uploading import forget_upload, keep_upload, read_upload
from datapatch.workflow.naming import dataset_name
from datapatch.workflow.signing import public_signature
from webui.context import Account, account, actor, instance, logged_in, now, translate
from webui.errors import status_of
from webui.forms.importing import (
    Naming,
    description_of,
    named,
    overrides_of,
    proposed_naming,
)
from webui.presenters.importing import guess_page

blueprint = Blueprint("importing", __name__)

PASTED = "pasted.csv"


@blueprint.get("/new")
@logged_in
def upload() -> ResponseReturnValue:
    """Bring a file, or paste its rows."""
    _me()
    return render_template("importing/upload.html", errors=[])


@blueprint.post("/new")
@logged_in
def send_upload() -> ResponseReturnValue:
    """Keep the file and show what it seems to be."""
    me = _me()
    try:
        file = _brought()
        understand(instance(), file, overrides_of(request.values))
        kept = keep_upload(instance(), me.person_id, file, now=now())
    except DataPatchError as error:
        return _upload_again(error)
    return redirect(url_for("importing.guess", upload=kept), 303)


@blueprint.get("/new/<upload>")
@logged_in
def guess(upload: str) -> ResponseReturnValue:
    """What the file seems to be; a wrong guess is corrected and the file read again."""
    file = read_upload(instance(), _me().person_id, upload)
    return _guess_page(upload, file, proposed_naming(file.name, _workspaces()))


@blueprint.post("/new/<upload>")
@logged_in
def publish(upload: str) -> ResponseReturnValue:
    """Make the dataset."""
    me = _me()
    file = read_upload(instance(), me.person_id, upload)
    wanted = named(request.form)
    try:
        imported = import_table(
            instance(),
            actor(),
            dataset_name(wanted.workspace, wanted.name),
            file,
            description_of(wanted),
            author=public_signature(instance(), me.public_name, now()),
            overrides=overrides_of(request.form),
            public=wanted.public,
        )
    except DataPatchError as error:
        sentence = error.sentence(translate())
        return _guess_page(upload, file, wanted, sentence), status_of(error)
    forget_upload(instance(), upload)
    name = imported.name
    # A large table is indexed while its producer reads what was imported.
    enqueue(instance().config, index_rows, name.workspace, name.name)
    return redirect(url_for("importing.done", workspace=name.workspace, name=name.name), 303)


@blueprint.get("/new/done/<workspace>/<name>")
@logged_in
def done(workspace: str, name: str) -> ResponseReturnValue:
    """The link to share."""
    record = find_dataset(instance(), actor(), DatasetName(workspace, name))
    base = instance().config.base_url
    return render_template(
        "importing/done.html",
        public=record.facts.public,
        address=base + url_for("datasets.table", workspace=workspace, dataset=name),
        clone=f"{base}/{record.name}.git",
    )


def _brought() -> SourceFile:
    given = request.files.get("file")
    if given is not None and given.filename:
        return SourceFile(given.filename.replace("\\", "/").rsplit("/", 1)[-1], given.read())
    pasted = request.form.get("pasted", "")
    if not pasted.strip():
        raise InvalidInput(N_("Choose a file, or paste some rows."))
    return SourceFile(PASTED, pasted.replace("\r\n", "\n").encode())


def _upload_again(error: DataPatchError) -> ResponseReturnValue:
    errors = [error.sentence(translate())]
    page = render_template(
        "importing/upload.html", errors=errors, pasted=request.form.get("pasted", "")
    )
    return page, status_of(error)


def _guess_page(upload: str, file: SourceFile, wanted: Naming, problem: str = "") -> str:
    understood = understand(instance(), file, overrides_of(request.values))
    return render_template(
        "importing/guess.html",
        **guess_page(file, understood, request.values, translate()),
        upload=upload,
        wanted=wanted,
        workspaces=_workspaces(),
        problem=problem,
    )


def _workspaces() -> list[str]:
    """The workspaces in which this person may publish by role."""
    roles = actor().roles
    return sorted(slug for slug in roles if may(actor(), Action.IMPORT, WorkspaceFacts(slug)))


def _me() -> Account:
    """The person, if there is anywhere that they may publish."""
    me = account()
    if me is None or not (me.actor.is_administrator or _workspaces()):
        raise Forbidden(
            N_("Your account does not publish anywhere yet. Ask the people who run this server.")
        )
    return me
