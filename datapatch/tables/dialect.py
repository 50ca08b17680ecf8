"""How a table is written as bytes: the CSV dialect of a resource."""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.errors import BadDescriptor
from datapatch.translation import N_

_ONE_CHARACTER = N_(
    "The dialect of datapackage.json gives {value} as “{name}”: write one character there, "
    "other than a line end."
)
_SAME_CHARACTER = N_(
    "The dialect of datapackage.json uses {value} both to separate cells and to quote them: "
    "choose two different characters."
)
_HEADER_ROWS = N_(
    "The dialect of datapackage.json gives {value} as “headerRows”: write the number of the one "
    "row that holds the names of the fields, as in [1]."
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The properties of a delimited file.

    ``header_row`` is the 1-based number of the record that names the fields: what stands above it
    is kept as it is; 0 means that there is no header and fields are named ``field1``, ``field2``…
    ``line_terminator`` ends the rows that are written anew; a parsed table has its own data's.
    An empty ``quote_char`` means that cells are never quoted.
    Source: https://specs.frictionlessdata.io/csv-dialect/ and
    https://datapackage.org/standard/table-dialect/
    """

    delimiter: str = ","
    quote_char: str = '"'
    line_terminator: str = "\n"
    encoding: str = "utf-8"
    bom: bool = False
    header_row: int = 1
    quote_all: bool = False

    def __post_init__(self) -> None:
        if len(self.delimiter) != 1 or self.delimiter in "\r\n\0":
            raise BadDescriptor(_ONE_CHARACTER, name="delimiter", value=repr(self.delimiter))
        if len(self.quote_char) > 1 or self.quote_char in ("\r", "\n", "\0"):
            raise BadDescriptor(_ONE_CHARACTER, name="quoteChar", value=repr(self.quote_char))
        if self.quote_char == self.delimiter:
            raise BadDescriptor(_SAME_CHARACTER, value=repr(self.delimiter))
        if self.encoding.lower().replace("_", "-") in ("utf-8-sig", "utf8-sig"):
            object.__setattr__(self, "encoding", "utf-8")  # ``bom`` says the rest

    @classmethod
    def from_descriptor(
        cls, descriptor: Mapping[str, object] | None, encoding: str = "utf-8"
    ) -> "Dialect":
        """The dialect that a resource's ``dialect`` describes, in the flat form of the standard
        or in the nested one (``{"csv": {…}}``) of frictionless 5.

        ``encoding`` is the resource's. Raises BadDescriptor where a character is not one.
        """
        outer = descriptor or {}
        nested = outer.get("csv")
        inner = {**outer, **nested} if isinstance(nested, Mapping) else outer
        return cls(
            delimiter=_text(inner, "delimiter", ","),
            quote_char=_text(inner, "quoteChar", '"'),
            line_terminator=_line_terminator(inner),
            encoding=encoding or "utf-8",
            header_row=_header_row(inner),
        )

    def to_descriptor(self) -> dict[str, object]:
        """What a reader must be told: the ``dialect`` object, without what is the default.

        Line ends are left out: a reader of the standard accepts all of them.
        """
        found: dict[str, object] = {}
        if self.delimiter != ",":
            found["delimiter"] = self.delimiter
        if self.quote_char != '"':
            found["quoteChar"] = self.quote_char
        if self.header_row == 0:
            found["header"] = False
        elif self.header_row != 1:
            found["headerRows"] = [self.header_row]
        return found


def _text(descriptor: Mapping[str, object], name: str, default: str) -> str:
    value = descriptor.get(name, default)
    if value is None:
        return "" if name == "quoteChar" else default
    if not isinstance(value, str):
        raise BadDescriptor(_ONE_CHARACTER, name=name, value=repr(value))
    return value


def _line_terminator(descriptor: Mapping[str, object]) -> str:
    value = descriptor.get("lineTerminator")
    return value if isinstance(value, str) and value in ("\n", "\r\n", "\r") else "\n"


def _header_row(descriptor: Mapping[str, object]) -> int:
    if descriptor.get("header") is False:
        return 0
    rows = descriptor.get("headerRows")
    if rows is None:
        return 1
    if rows == []:
        return 0
    if not isinstance(rows, list) or len(rows) != 1 or type(rows[0]) is not int or rows[0] < 1:
        raise BadDescriptor(_HEADER_ROWS, value=repr(rows))
    return int(rows[0])
