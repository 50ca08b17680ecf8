"""The API for contributing, version 1: propose a patch, follow it, answer, take it back.

No cookie counts here: an access token says who asks, else nobody does. Who brings neither a token
nor a solved challenge is heard too, apart from the others. Any site may call it.
"""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from datapatch.accounts.policy import ANONYMOUS, Action, Actor
from datapatch.db.models import Origin
from datapatch.errors import InvalidInput, LimitExceeded, NotFound
from datapatch.tables.notes import Note
from datapatch.translation import LANGUAGES, N_
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.contributors.receipt_form import receipt_json
from datapatch.workflow.contributors.receipts import Followed, follow
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.patch_proposals import Fault, Unfit, proposal_of
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.queue.queue_form import contribution_json
from datapatch.workflow.repeating import KeyReused, once
from datapatch.workflow.verdicts.asking import amend, answer
from datapatch.workflow.verdicts.ending import withdraw
from datapatch.workflow.versions import read_version
from webui.addresses import dataset_url, public_url
from webui.api_tokens import caller
from webui.context import csrf, instance, language, now, translate
from webui.forms.suggestions import About, about_problems
from webui.mail import wake_mail
from webui.problems import UNPROCESSABLE, problem, unfit
from webui.versions import open_to_all
from webui.vetting import vetted_call

blueprint = Blueprint(
    "api_contributing", __name__, url_prefix="/api/v1/datasets/<workspace>/<dataset>/contributions"
)
csrf.exempt(blueprint)

MOST_BYTES = 2_000_000
SCHEME = "receipt"
"""Of the header ``Authorization``, in which the secret of a receipt is sent."""
_NAMES = {"/name": "public_name", "/email": "email", "/message": "message", "/source": "source"}
_NO_OBJECT = N_("Send a JSON object with the type application/json.")
_TOO_LARGE = N_("A patch that is sent here has {limit} bytes at most. Send it in parts.")
_MOVED = N_(
    "The dataset is at {found} by now, not at what If-Match names. Read it again, then send."
)
_NO_TEXT = N_("“{name}” is to be a text.")


@blueprint.after_request
def allow_any_site(response: Response) -> Response:
    """Scripts of any site may propose; they send no cookie."""
    response = open_to_all(response)
    headers = response.headers
    headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    headers["Access-Control-Allow-Headers"] = (
        "Authorization, Content-Type, Idempotency-Key, If-Match"
    )
    headers["Access-Control-Expose-Headers"] = "ETag, Location, Retry-After, Idempotency-Replayed"
    headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(Unfit)
def tell_places(error: Unfit) -> ResponseReturnValue:
    """Where the patch is wrong."""
    return unfit(error, translate())


@blueprint.errorhandler(KeyReused)
def tell_reuse(error: KeyReused) -> ResponseReturnValue:
    """A key that came with another body before."""
    return problem(UNPROCESSABLE, error.sentence(translate()), translate=translate())


@blueprint.post("")
def propose(workspace: str, dataset: str) -> ResponseReturnValue:
    """Propose a patch: the receipt, with the address that follows it."""
    name, who, body = DatasetName(workspace, dataset), _who(), _body()
    record = find_dataset(instance(), who, name, Action.SUGGEST)
    document = _document(body)
    contributor = _contributor(document, who)
    version = read_version(instance(), who, name)
    if request.if_match and not request.if_match.contains(version.commit):
        said = InvalidInput(_MOVED, found=version.commit).sentence(translate())
        return problem(412, said, translate=translate())

    def do() -> Receipt:
        proposal = proposal_of(instance(), name, document, version.commit)
        return _open(name, who, proposal, contributor, document)

    key = request.headers.get("Idempotency-Key", "")
    receipt, replayed = once(instance(), record, key, body, do, now=now())
    wake_mail()
    return _receipt(name, receipt, replayed=replayed)


@blueprint.get("/<contribution_id>")
def contribution(workspace: str, dataset: str, contribution_id: str) -> ResponseReturnValue:
    """How a contribution stands, for who holds its receipt or moderates it."""
    if _secret():
        return receipt_json(_followed(DatasetName(workspace, dataset), contribution_id))
    record = find_contribution(instance(), caller().actor, contribution_id)
    if record.dataset.name != DatasetName(workspace, dataset):
        raise NotFound
    return dict(contribution_json(record, whole=True))


@blueprint.post("/<contribution_id>/answer")
def say(workspace: str, dataset: str, contribution_id: str) -> ResponseReturnValue:
    """Answer the moderators, or add something: ``{"text": "…"}``."""
    name = DatasetName(workspace, dataset)
    _followed(name, contribution_id)
    answer(instance(), _secret(), _text(_document(_body()), "text"), now=now())
    wake_mail()
    return receipt_json(_followed(name, contribution_id))


@blueprint.post("/<contribution_id>/amend")
def change(workspace: str, dataset: str, contribution_id: str) -> ResponseReturnValue:
    """Send the changes anew, in place of those that wait: a patch as when it was proposed."""
    name = DatasetName(workspace, dataset)
    record = _followed(name, contribution_id).record
    document = _document(_body())
    proposal = proposal_of(instance(), name, document, record.base)
    amend(instance(), _secret(), proposal, message=_text(document, "message"), now=now())
    wake_mail()
    return receipt_json(_followed(name, contribution_id))


@blueprint.post("/<contribution_id>/withdraw")
def take_back(workspace: str, dataset: str, contribution_id: str) -> ResponseReturnValue:
    """Take a waiting contribution back."""
    name = DatasetName(workspace, dataset)
    _followed(name, contribution_id)
    withdraw(instance(), _secret(), now=now())
    return receipt_json(_followed(name, contribution_id))


def _open(
    name: DatasetName,
    who: Actor,
    proposal: Proposal,
    contributor: Contributor,
    document: Mapping[str, object],
) -> Receipt:
    vetting = vetted_call(who, name, proposal, contributor, _text(document, "proof"))
    return open_contribution(
        instance(),
        who,
        name,
        proposal,
        contributor,
        now=now(),
        origin=Origin.API,
        vetting=vetting,
    )


def _receipt(name: DatasetName, receipt: Receipt, *, replayed: bool) -> ResponseReturnValue:
    address = dataset_url(name, "api_contributing.contribution", contribution_id=receipt.id)
    document: dict[str, object] = {
        "id": receipt.id,
        "state": str(follow(instance(), receipt.secret).record.state),
        "receipt": receipt.secret,
        "receipt_url": public_url(url_for("receipts.receipt", secret=receipt.secret)),
        "url": public_url(address),
    }
    headers = {"Location": public_url(address)}
    if replayed:
        headers["Idempotency-Replayed"] = "true"
    return document, 201, headers


def _who() -> Actor:
    """The person of the token that was sent; nobody without one. Raises 401 for a wrong one."""
    return caller().actor if "Authorization" in request.headers else ANONYMOUS


def _secret() -> str:
    """The secret of a receipt, if that is what was sent."""
    given = request.authorization
    return given.token or "" if given is not None and given.type == SCHEME else ""


def _followed(name: DatasetName, contribution_id: str) -> Followed:
    if not _secret():
        raise Unauthorized
    found = follow(instance(), _secret())
    if (found.record.id, found.record.dataset.name) != (contribution_id, name):
        raise NotFound
    return found


def _contributor(document: Mapping[str, object], who: Actor) -> Contributor:
    """What the body says of its sender; raises `InvalidInput`."""
    told = {field: _text(document, pointer[1:]) for pointer, field in _NAMES.items()}
    for found in about_problems(About(**told), translate()):
        pointer = next(p for p, field in _NAMES.items() if field == found.name)
        raise Unfit([Fault(pointer, Note("{said}", {"said": found.sentence}))])
    spoken = _text(document, "language")
    return Contributor(
        name=told["public_name"],
        email=told["email"],
        message=told["message"],
        source=told["source"],
        language=spoken if spoken in LANGUAGES else language(),
        person_id=who.person_id,
    )


def _body() -> bytes:
    size = request.content_length or 0
    data = request.get_data() if size <= MOST_BYTES else b""
    if max(size, len(data)) > MOST_BYTES:
        raise LimitExceeded(_TOO_LARGE, limit=MOST_BYTES)
    return data


def _document(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not request.is_json or not isinstance(found, dict):
        raise InvalidInput(_NO_OBJECT)
    return found


def _text(document: Mapping[str, object], name: str) -> str:
    found = document.get(name, "")
    if not isinstance(found, str):
        raise InvalidInput(_NO_TEXT, name=name)
    return found
