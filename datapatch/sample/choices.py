"""Which rows of the list an edit touches."""

from collections.abc import Callable

from datapatch.sample.sheet import Sheet

Choice = Callable[[Sheet], list[str]]
"""The identifiers of the rows chosen, in the order of the table."""


def of(commune: str, count: int = 1, *, skip: int = 0, kind: str = "") -> Choice:
    """``count`` places of that commune after the first ``skip``, of one type if asked.

    Choosing raises ``LookupError`` where the table has fewer.
    """

    def choose(sheet: Sheet) -> list[str]:
        found = [
            row["id"]
            for row in sheet.rows()
            if row["commune"] == commune and kind in row["typologie"]
        ]
        if len(found) < skip + count:
            raise LookupError(f"{commune}: {len(found)} places of type {kind or 'any'}")
        return found[skip : skip + count]

    return choose


def everywhere(kind: str, count: int, *, empty: str = "") -> Choice:
    """``count`` places of that type spread over the table, where ``empty`` is empty if named."""

    def choose(sheet: Sheet) -> list[str]:
        found = [
            row["id"]
            for row in sheet.rows()
            if kind in row["typologie"] and not (empty and row[empty])
        ]
        return found[:: max(1, len(found) // count)][:count]

    return choose
