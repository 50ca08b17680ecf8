"""How commits say which rows were found still correct: ``Checked: <resource> <address> <day>``."""

from collections.abc import Iterable, Sequence
from datetime import date

from datapatch.errors import NotFound
from datapatch.index.checked_rows import CheckedRow
from datapatch.translation import N_, Translate
from datapatch.workflow.rows.addressing import decode, encode, key_of_address

CHECKED = "Checked"
"""The trailer. Resource and address are written without spaces, as addresses of rows are."""

_ONE = N_("1 place checked")
_SEVERAL = N_("{count} places checked")


def checks_message(rows: Sequence[CheckedRow], translate: Translate) -> str:
    """The message of a commit that carries these checks and changes nothing else."""
    subject = translate(_ONE if len(rows) == 1 else _SEVERAL).format(count=len(rows))
    lines = [f"{CHECKED}: {encode(row.resource)} {row.address} {row.day}" for row in rows]
    return "\n".join([subject, "", *lines, ""])


def checked_rows(trailers: Iterable[tuple[str, str]]) -> tuple[CheckedRow, ...]:
    """What the trailers of a commit say was checked; lines that say something else are left out."""
    read = (_read(value) for token, value in trailers if token == CHECKED)
    return tuple(row for row in read if row is not None)


def _read(value: str) -> CheckedRow | None:
    try:
        resource, address, day = value.split(" ")
        key_of_address(address)  # somebody else's trailer may hold anything
        return CheckedRow(decode(resource), address, date.fromisoformat(day))
    except (ValueError, NotFound):
        return None
