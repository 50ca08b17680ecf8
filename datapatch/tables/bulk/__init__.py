"""Whole tables at once, with numpy: what the modules above do row by row, with the same results.

Only large tables are worth it (importing numpy alone takes longer than comparing small ones), so
these modules are imported where a table turns out to be large. What they cannot do, they leave to
the general way: each says so by returning None.
"""

import sys

LARGE = 1 << 19
"""Bytes of a table from which on these modules are used: about 4,000 rows."""
MANY = 20_000
"""The same where only numbers of rows are handled."""
HEAVY, MOST = 1 << 25, 10 * MANY
"""Bytes and rows from which on it is worth to load numpy where lists do nearly as well."""


def is_loaded() -> bool:
    """Whether numpy is there already, as in a server, so that nobody waits for it."""
    return "numpy" in sys.modules


def are_many(rows: int) -> bool:
    """Whether so many numbers of rows are handled here, and not one by one."""
    return rows >= (MANY if is_loaded() else MOST)
