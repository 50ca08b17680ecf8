"""Keys for new rows: nobody should have to invent an identifier.

A key is made where those of the table look made: numbers, numbers after a common beginning, UUIDs.
The next number is not taken: two additions that wait would both have it, and clash.
"""

import re
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto

from datapatch.db.identifiers import CROCKFORD
from datapatch.tables.field import Field
from datapatch.tables.parted import PartedTable
from datapatch.tables.parts import join_tables
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import check_cells
from datapatch.tables.wording import mentions

MADE_LENGTH = 8
"""Characters of a made key, after the common beginning."""
SPREAD = 10_000
"""Numbers above the highest one, among which one is drawn."""
SHARE = 0.9
"""How many of the keys must have one form: a list may have grown out of several."""
TRIES = 100
SAMPLED = 8
"""Parts of a large table that are read to see how its keys look."""

_IDENTIFIERS = (
    *("id", "ids", "identifiant", "identifier", "uid", "uuid", "fid", "gid", "key", "cle"),
    *("numero", "num", "no", "number", "index"),
)
_NUMBERED = re.compile(r"(\D*)(\d+)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OURS = re.compile(f"[{CROCKFORD}]{{{MADE_LENGTH}}}")


class _Form(Enum):
    NUMBER = auto()
    PREFIXED = auto()
    UUID = auto()
    OURS = auto()


def makes_keys(table: Table, field: Field) -> bool:
    """Whether a new row gets a key by itself; where keys are names, its author has to know it."""
    return _form(field, _keys(table, field)) is not None


def sample(table: PartedTable) -> Table:
    """Rows that show how the keys of a table look: all of a small one, some parts of a large one.

    The last parts are among them, where numbers that rise are highest.
    """
    count = len(table)
    if count <= SAMPLED:
        return table.whole()
    chosen = {*range(0, count, -(-count // (SAMPLED - 2))), count - 2, count - 1}
    return join_tables([table.read(number) for number in sorted(chosen)])


def new_key(table: Table, field: Field, is_taken: Callable[[str], bool] | None = None) -> str:
    """A value of the key field that no row has; "" where none can be made.

    ``is_taken`` tells whether a row has a value already, where ``table`` is but a `sample`.
    """
    keys = _keys(table, field)
    form = _form(field, keys)
    if form is None:
        return ""
    schema, known = TableSchema(fields=(field,)), set(keys)
    taken = is_taken or known.__contains__
    for make in _makers(form, keys):
        for made in (make() for _ in range(TRIES)):
            if not taken(made) and not check_cells(schema, {field.name: made}):
                return made
    return ""


def _keys(table: Table, field: Field) -> Sequence[str]:
    return [key[0] for key in table.keys((field.name,)) if key[0].strip()]


def _form(field: Field, keys: Sequence[str]) -> _Form | None:
    named = mentions(field.name, *_IDENTIFIERS)
    if not keys:
        return (_Form.NUMBER if field.type == "integer" else _Form.OURS) if named else None
    enough = SHARE * len(keys)
    prefix, count = _shared_prefix(keys)
    if count >= enough and (prefix or named or field.type == "integer"):
        return _Form.PREFIXED if prefix else _Form.NUMBER
    if sum(_UUID.fullmatch(key) is not None for key in keys) >= enough:
        return _Form.UUID
    ours = sum(_OURS.fullmatch(key) is not None for key in keys)
    return _Form.OURS if named and ours >= enough else None


def _shared_prefix(keys: Sequence[str]) -> tuple[str, int]:
    """What most keys like "lieu-0042" begin with, and how many; keys that were made count too."""
    found = Counter(match[1] for key in keys if (match := _NUMBERED.fullmatch(key)))
    if not found:
        return "", 0
    prefix, count = found.most_common(1)[0]
    # A made key may be letters and then digits by chance: it is one of ours all the same.
    others = (k for k in keys if not ((m := _NUMBERED.fullmatch(k)) and m[1] == prefix))
    ours = sum(
        key.startswith(prefix) and _OURS.fullmatch(key[len(prefix) :]) is not None for key in others
    )
    return prefix, count + ours


def _makers(form: _Form, keys: Sequence[str]) -> Iterator[Callable[[], str]]:
    """Ways to make a key, the first that the schema accepts is taken."""
    if form is _Form.UUID:
        yield lambda: str(uuid.uuid4())
        return
    prefix, _ = _shared_prefix(keys)
    numbers = [m[2] for key in keys if (m := _NUMBERED.fullmatch(key)) and m[1] == prefix]
    width = Counter(map(len, numbers)).most_common(1)[0][0] if numbers else 1
    highest = max(map(int, numbers), default=0)
    if form is not _Form.NUMBER:
        yield lambda: prefix + _random(CROCKFORD, MADE_LENGTH)
        yield lambda: prefix + _random("0123456789", width)
    yield lambda: prefix + str(highest + 1 + secrets.randbelow(SPREAD)).zfill(width)


def _random(characters: str, length: int) -> str:
    return "".join(secrets.choice(characters) for _ in range(length))
