"""What the API is asked of the past, read from its address."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from datapatch.errors import BadQuery
from datapatch.translation import N_
from webui.forms.queries import MOST, PAGE_SIZE

PARAMETERS = ("row", "page", "page_size")
NO_PARAMETER = N_("There is no parameter “{name}”. The parameters are: {parameters}.")
NO_NUMBER = N_("“{value}” is no number from 1 to {most}, as “{name}” wants it.")
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class BlameRequest:
    """The address of one row, or a page of the table."""

    row: str
    page: int
    page_size: int

    @property
    def rows(self) -> slice:
        """The data rows of the page, from 0."""
        return slice((self.page - 1) * self.page_size, self.page * self.page_size)


def blame_request(args: MultiDict[str, str]) -> BlameRequest:
    """The request for blame; raises `BadQuery` for anything that is not understood."""
    for name in args:
        if name not in PARAMETERS:
            raise BadQuery(NO_PARAMETER, name=name, parameters=", ".join(PARAMETERS))
    return BlameRequest(
        args.get("row", ""),
        _number(args, "page", 1, most=MOST_PAGES),
        _number(args, "page_size", PAGE_SIZE, most=MOST),
    )


def _number(args: MultiDict[str, str], name: str, default: int, *, most: int) -> int:
    text = args.get(name, str(default))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= number <= most:
        raise BadQuery(NO_NUMBER, name=name, value=text, most=most)
    return number
