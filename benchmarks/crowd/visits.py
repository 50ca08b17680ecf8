"""Somebody's connection to the server, and forms as a browser would send them."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from benchmarks.crowd.ledger import UNANSWERED, Ledger

NO_ROOM = 503
PATIENCE = 60.0
"""Seconds that somebody waits for an answer."""


class Interrupted(Exception):
    """The server went away before it answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str
    come_back: float = 0
    """After how many seconds to come again, where there was no room."""

    def json(self) -> Mapping[str, object]:
        """The text as an object; raises TypeError for anything else."""
        found = json.loads(self.text)
        if not isinstance(found, dict):
            raise TypeError(self.text[:80])
        return found


@dataclass(slots=True)
class Visit:
    """One connection that is kept, opened again when the server was away; each wait is noted."""

    address: str
    ledger: Ledger
    token: str = ""
    _line: HTTPConnection | None = field(default=None)

    def get(self, step: str, path: str) -> Answer:
        """A page; raises Interrupted."""
        return self._ask(step, "GET", path)

    def send_form(self, step: str, path: str, values: Mapping[str, str]) -> Answer:
        """A form that is sent; raises Interrupted."""
        kind = "application/x-www-form-urlencoded"
        return self._ask(step, "POST", path, urlencode(values), kind)

    def send_json(self, step: str, path: str, body: Mapping[str, str]) -> Answer:
        """A call of the API; raises Interrupted."""
        return self._ask(step, "POST", path, json.dumps(body), "application/json")

    def _ask(self, step: str, method: str, path: str, body: str = "", kind: str = "") -> Answer:
        headers = {"Content-Type": kind} if kind else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        start = time.perf_counter()
        while True:
            try:
                answer = self._talk(method, path, body, headers)
            except (OSError, HTTPException) as error:
                self.close()
                self.ledger.note(step, UNANSWERED, 0)
                raise Interrupted from error
            if answer.status != NO_ROOM or not answer.come_back:
                break
            # Whoever is turned away sends the same again: all of it counts as one wait.
            self.ledger.turned_away(step)
            self.close()
            time.sleep(answer.come_back)
        self.ledger.note(step, answer.status, time.perf_counter() - start)
        if answer.status >= 500:
            self.ledger.broke(f"{step}: {answer.status} {' '.join(answer.text.split())[:200]}")
        return answer

    def _talk(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        if self._line is None:
            self._line = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        self._line.request(method, path, body.encode() or None, dict(headers))
        answer = self._line.getresponse()
        text = answer.read().decode()
        come_back = float(answer.headers.get("Retry-After", 0))
        return Answer(answer.status, answer.headers.get("Location", ""), text, come_back)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


class _Inputs(HTMLParser):
    """Collects what the first form with a token sends when nobody touches it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a value."""
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in found:
            self.values[self._select] = found.get("value", "")
        elif tag == "input" and name and _is_sent(found):
            self.values[name] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave an input."""
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """Note the words of a text area."""
        if self._area:
            self.values[self._area] = self.values.get(self._area, "") + data


def _is_sent(found: Mapping[str, str]) -> bool:
    kind = found.get("type", "text")
    return kind not in ("submit", "button") and (
        kind not in ("checkbox", "radio") or "checked" in found
    )


def inputs_of(page: str) -> dict[str, str]:
    """What a page's form would send untouched: the part of it that posts."""
    start = page.find('method="post"')
    reader = _Inputs()
    reader.feed(page[start : page.find("</form>", start)])
    return reader.values
