"""What every view needs: the instance, who asks, the reader's language, the present moment."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_login import LoginManager, current_user, login_required
from flask_wtf.csrf import CSRFProtect

from datapatch.accounts.actors import actor_of
from datapatch.accounts.policy import ANONYMOUS, Actor
from datapatch.db.models import Person
from datapatch.translation import LANGUAGES, Translate, translator
from datapatch.workflow.contributions import count_waiting
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bells import count_news
from datapatch.workflow.publication.publishing import Moderator
from webui.embedding import embedded

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
login_manager.login_view = "accounts.log_in"
login_manager.login_message = None

LANGUAGE_COOKIE = "language"
LANGUAGE_KEPT = timedelta(days=365)
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


class Account:
    """A person who is logged in, as Flask-Login sees one."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person, actor: Actor) -> None:
        self.actor = actor
        self.person_id = person.id
        self.public_name = person.public_name
        self.login = person.login
        self.language = person.language
        self._version = person.session_version

    def get_id(self) -> str:
        """The session's name for this person; raising the version ends all sessions."""
        return f"{self.person_id}.{self._version}"


def load_account(identifier: str) -> Account | None:
    """The account behind a session; None when it was ended or disabled."""
    person_id, _dot, version = identifier.partition(".")
    with instance().database.reading() as session:
        person = session.get(Person, int(person_id)) if person_id.isdigit() else None
        if person is None or person.disabled_at or str(person.session_version) != version:
            return None
        return Account(person, actor_of(session, person))


login_manager.user_loader(load_account)


def logged_in(view: View) -> View:
    """Let a view be seen by people with an account alone; others log in first and come back."""
    guarded: View = login_required(view)
    return guarded


def instance() -> Instance:
    """The instance that this application serves."""
    found: Instance = current_app.extensions["datapatch"]
    return found


def account() -> Account | None:
    """The person who is logged in, if there is one."""
    return current_user if isinstance(current_user._get_current_object(), Account) else None


def actor() -> Actor:
    """Who asks, in the policy's words."""
    known = account()
    return known.actor if known else ANONYMOUS


def moderator() -> Moderator | None:
    """Who decides, when a person is logged in."""
    known = account()
    return Moderator(known.actor, known.person_id, known.public_name) if known else None


def now() -> datetime:
    """The present moment, in UTC: views are where the clock is read."""
    return datetime.now(UTC)


def language() -> str:
    """The reader's language: "fr" or "en"."""
    locale = get_locale()
    return str(locale.language) if locale else instance().config.language


def translate() -> Translate:
    """The translation of core sentences into the reader's language."""
    return translator(language())


def choose_language() -> str:
    """The language that the reader chose, else the account's, else the browser's."""
    chosen = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    known = account()
    if known and known.language in LANGUAGES:
        return known.language
    best = request.accept_languages.best_match(LANGUAGES)
    return best or instance().config.language


def keep_language(response: Response) -> Response:
    """Remember the language that a reader chose by a link, for a year."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        secure = instance().config.base_url.startswith("https://")
        response.set_cookie(
            LANGUAGE_COOKIE,
            str(chosen),
            max_age=LANGUAGE_KEPT,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def present() -> dict[str, object]:
    """What base.html shows on every page."""
    return {
        "language": language(),
        "languages": [
            {"code": code, "name": LANGUAGE_NAMES[code], "url": _language_url(code)}
            for code in LANGUAGES
        ],
        "account": _account_menu(),
        "search_text": "",
        "embedded": embedded(),
        "development": instance().config.development,
    }


def _language_url(code: str) -> str:
    # A page that was posted to has no address of its own to come back to.
    args = request.args.to_dict(flat=False) if request.method == "GET" else {}
    path = request.path if request.method == "GET" else "/"
    return f"{path}?{urlencode({**args, 'lang': [code]}, doseq=True)}"


def _account_menu() -> Mapping[str, object] | None:
    known = account()
    if known is None:
        return None
    if "waiting" not in g:
        moderates = known.actor.is_administrator or bool(known.actor.roles)
        g.waiting = count_waiting(instance(), known.actor) if moderates else None
        g.news = count_news(instance(), known.person_id)
    return {
        "name": known.public_name,
        "waiting": g.waiting,
        "news": g.news,
        "url": url_for("accounts.account_page"),
    }
