"""One place that is listed twice: choose the other row, pick the cells, send one change.

What was merged has an old address: whatever page or call of the API is asked for there answers
301 with the same of the row that stayed.
"""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from datapatch.errors import DataPatchError, NotFound, NotTaking, RowGone, TooMany
from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.abuse.proofs import make_challenge
from datapatch.workflow.proposals.contributing import open_contribution
from datapatch.workflow.proposals.listed_twice import (
    Twins,
    Union,
    draft_union,
    find_others,
    read_twins,
)
from datapatch.workflow.proposals.suggesting import read_sheet
from datapatch.workflow.rows.row_redirects import redirected
from webui.addresses import dataset_url
from webui.context import account, actor, csrf, instance, language, now, translate
from webui.errors import expected, headers_of, status_of
from webui.forms.judging import doubt_words, trap_words
from webui.forms.suggestions import about_problems, contributor_of, read_about
from webui.forms.tokens import Doubt, FormToken
from webui.forms.twice import Unit, picked_of, read_unit
from webui.mail import wake_mail
from webui.presenters.twice import choosing_page, union_page
from webui.signed_forms import doubt_about, person_id, sent_token, sign, trapped
from webui.vetting import vetted

blueprint = Blueprint("twice", __name__)
csrf.exempt(blueprint)  # the signed token of the form serves instead, without a session

ROW = "/<workspace>/<dataset>/rows/<resource>/<address>/twice"
_OF_A_ROW = frozenset({"workspace", "dataset", "resource", "address"})


@blueprint.app_errorhandler(NotFound)
@blueprint.app_errorhandler(RowGone)
def lead_on(error: DataPatchError) -> ResponseReturnValue:
    """From the address of a row that was merged into another to the same page of that one.

    Only where no row was found: who asks for one that stands does not wait for this.
    """
    return _led_on() or expected(error)


def _led_on() -> Response | None:
    given = dict(request.view_args or {})
    asks = request.method in ("GET", "HEAD") and not request.args.get("at")
    if not asks or not given.keys() >= _OF_A_ROW or request.endpoint is None:
        return None
    name = DatasetName(given["workspace"], given["dataset"])
    try:
        today = redirected(instance(), actor(), name, given["resource"], given["address"])
    except DataPatchError:
        return None  # the page itself says what is wrong
    if not today:
        return None
    where = {**request.args.to_dict(), **given, "address": today}
    answer = redirect(url_for(request.endpoint, **where), 301)
    answer.headers["Cache-Control"] = "no-cache"  # it ends with a reversal
    return answer


@blueprint.get(ROW)
def choose(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """The rows that may be this one once more."""
    name, words = DatasetName(workspace, dataset), request.args.get("q", "").strip()
    check_taking(instance(), actor(), name)
    sheet = read_sheet(instance(), actor(), name, resource, address=address)
    found = find_others(instance(), sheet, words)
    return render_template("contributing/twice.html", **choosing_page(sheet, words, found))


@blueprint.get(f"{ROW}/<other>")
def unite(
    workspace: str, dataset: str, resource: str, address: str, other: str
) -> ResponseReturnValue:
    """Both rows side by side, the better cells picked already."""
    name = DatasetName(workspace, dataset)
    check_taking(instance(), actor(), name)
    twins = read_twins(instance(), actor(), name, resource, addresses=(address, other))
    return _page(Unit(twins))


@blueprint.post(f"{ROW}/<other>")
def send(
    workspace: str, dataset: str, resource: str, address: str, other: str
) -> ResponseReturnValue:
    """Send it as one contribution, or show the form again; raises `RowGone`."""
    name, token = DatasetName(workspace, dataset), sent_token()
    twins = _as_seen(name, resource, (address, other), token.base if token else "")
    unit = read_unit(request.form, twins, read_about(request.form))
    if token is None or not token.is_for(name, resource, _both(twins)):
        return _page(replace(unit, notice=doubt_words(Doubt.BROKEN))), 400
    found = doubt_about(name, token)
    if found is not None:
        kept = token if found is Doubt.EARLY else None
        return _page(replace(unit, notice=doubt_words(found)), kept), 400
    if trapped(name):
        return _page(replace(unit, notice=trap_words()), token), 400
    union = draft_union(instance(), twins, unit.kept, picked_of(unit))
    problems = about_problems(unit.about, translate())
    told = " ".join(dict.fromkeys(v.sentence(translate()) for v in union.draft.violations))
    if problems or told:
        return _page(replace(unit, problems=tuple(problems), notice=told), token), 400
    return _open(unit, union, token)


def _open(unit: Unit, union: Union, token: FormToken) -> ResponseReturnValue:
    name, proposal = unit.twins.first.name, union.draft.proposal
    me = account()
    contributor = contributor_of(unit.about, language(), me.person_id if me else None)
    try:
        vetting = vetted(name, proposal, contributor)
    except (NotTaking, TooMany) as error:
        said = replace(unit, notice=error.sentence(translate()))
        return _page(said, token), status_of(error), headers_of(error)
    if vetting.asks_proof:
        challenge = make_challenge(instance(), name, now=now())
        return _page(replace(unit, challenge=challenge), token), 400
    vetting = replace(vetting, flags=(*vetting.flags, union.merged.flag))
    receipt = open_contribution(
        instance(), actor(), name, proposal, contributor, now=now(), vetting=vetting
    )
    if vetting.confirmable and contributor.email:
        flash(_("One more click: open the mail that we sent you, and confirm."), "info")
    wake_mail()
    return redirect(url_for("receipts.receipt", secret=receipt.secret), 303)


def _page(unit: Unit, token: FormToken | None = None) -> str:
    first = unit.twins.first
    token = token or FormToken(
        first.name,
        first.resource,
        _both(unit.twins),
        first.base,
        person_id(),
        now(),
    )
    where = {"resource": first.resource, "address": first.address}
    action = dataset_url(first.name, "twice.send", other=unit.twins.second.address, **where)
    page = union_page(unit, action, sign(token))
    return render_template("contributing/union.html", **page)


def _as_seen(name: DatasetName, resource: str, addresses: tuple[str, str], base: str) -> Twins:
    """The rows as the form showed them; raises `NotFound` or `RowGone`."""
    try:
        return read_twins(instance(), actor(), name, resource, addresses=addresses, at=base)
    except NotFound:
        read_sheet(instance(), actor(), name, resource)  # not for who may not read it at all
        raise RowGone from None


def _both(twins: Twins) -> str:
    return f"{twins.first.address} {twins.second.address}"
