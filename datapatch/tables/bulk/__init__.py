"""Whole tables at once, with numpy: what the modules above do row by row, with the same results.

Only large tables are worth it (importing numpy alone takes longer than comparing small ones), so
these modules are imported where a table turns out to be large. What they cannot do, they leave to
the general way: each says so by returning None.
"""

LARGE = 1 << 19
"""Bytes of a table from which on these modules are used: about 4,000 rows."""
MANY = 20_000
"""The same where only numbers of rows are handled."""
