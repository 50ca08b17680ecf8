"""Links between the pages of a long list."""

from collections.abc import Callable, Mapping

AROUND = 2
"""Pages that are offered on each side of the current one."""


def pagination(page: int, pages: int, url: Callable[[int], str]) -> Mapping[str, object]:
    """What the macro ``pagination`` shows; ``url`` gives the address of a page, counted from 1."""
    items: list[Mapping[str, object] | None] = []
    last = 0
    for number in _offered(page, pages):
        if number == last + 2:
            items.append(_item(last + 1, page, url))
        elif number > last + 2:
            items.append(None)
        items.append(_item(number, page, url))
        last = number
    return {
        "items": items,
        "previous": url(min(page - 1, pages)) if page > 1 else None,
        "next": url(page + 1) if page < pages else None,
    }


def _offered(page: int, pages: int) -> list[int]:
    near = range(page - AROUND, page + AROUND + 1)
    return sorted({1, pages, *(n for n in near if 1 <= n <= pages)})


def _item(number: int, page: int, url: Callable[[int], str]) -> Mapping[str, object]:
    return {"number": number, "url": url(number), "current": number == page}
