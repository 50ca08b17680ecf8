"""Cells that a spreadsheet program would run, made harmless, and given back as they were.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r]")


def neutralised(cell: str) -> str:
    """``cell`` with an apostrophe before what would make it a formula.

    Apostrophes that stand there already get one more, so that ``restored`` knows its own.
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restored(cell: str) -> str:
    """The cell that ``neutralised`` was given."""
    return cell[1:] if _NEUTRAL.match(cell) else cell
