"""What a browser without scripts does with a form: read it, fill it in, send it."""

from collections.abc import Sequence
from typing import Self

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class Form:
    """The form of a page with what stands in it."""

    def __init__(self, page: BeautifulSoup, selector: str = "main form[method=post]") -> None:
        found = page.select_one(selector)
        assert found is not None, f"no {selector} on this page"
        self.tag = found
        self.values: MultiDict[str, str] = MultiDict(_sent(found))

    @classmethod
    def at(cls, client: FlaskClient, address: str) -> Self:
        """The form of the page at an address, which must answer 200."""
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return cls(parsed(answer))

    def fill(self, **given: str | Sequence[str]) -> Self:
        """Type into inputs by name, or, below, into those of a cell by the name of its field."""
        for name, value in given.items():
            texts = [value] if isinstance(value, str) else list(value)
            self.values.setlist(self.input_name(name), texts)
        return self

    def send(self, client: FlaskClient) -> TestResponse:
        """Send it where it wants to go; line ends travel as browsers write them."""
        data = MultiDict((n, v.replace("\n", "\r\n")) for n, v in self.values.items(multi=True))
        return client.post(str(self.tag["action"]), data=data)

    def control(self, name: str) -> Tag:
        """The input, textarea or select of that name; the fieldset of radios and boxes."""
        found = self.tag.select_one(f"#field-{self.input_name(name)}")
        assert found is not None, f"no control {name}"
        return found

    def block(self, name: str) -> str:
        """Everything that is said around a control, in words."""
        block = self.control(name)
        while "field" not in block.get_attribute_list("class"):
            assert block.parent is not None
            block = block.parent
        return block.get_text(" ", strip=True)

    def input_name(self, name: str) -> str:
        """What is sent for a cell, or for another input."""
        cell = f"cell-{name}"
        known = {tag.get("name") for tag in self.tag.select("[name]")}
        return cell if cell in known else name


def parsed(answer: TestResponse) -> BeautifulSoup:
    """The page of an answer."""
    return BeautifulSoup(answer.text, "html.parser")


def words(answer: TestResponse) -> str:
    """What a page says, in one line."""
    main = parsed(answer).select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def is_refused(answer: TestResponse, sentence: str, status: int = 400) -> Form:
    """The form that came back, with this sentence on its page."""
    assert answer.status_code == status
    assert sentence in words(answer)
    return Form(parsed(answer))


def _sent(form: Tag) -> list[tuple[str, str]]:
    """What a browser sends of an untouched form."""
    found = []
    page = next(reversed(list(form.parents)), form)
    beside = page.select(f"input[form='{form.get('id')}']")  # it may stand elsewhere on the page
    for tag in [*form.select("input[name], textarea[name], select[name]"), *beside]:
        name, kind = str(tag["name"]), tag.get("type")
        if tag.has_attr("disabled") or (
            kind in ("radio", "checkbox") and not tag.has_attr("checked")
        ):
            continue
        if tag.name == "select":
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            found.append((name, str(chosen["value"]) if chosen else ""))
        elif tag.name == "textarea":
            text = tag.get_text().replace("\r\n", "\n")
            found.append((name, text.removeprefix("\n")))
        else:
            found.append((name, str(tag.get("value", ""))))
    return found
