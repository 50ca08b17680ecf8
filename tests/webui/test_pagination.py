"""Links between pages."""

import pytest

from webui.presenters.pagination import pagination


def numbers(page: int, pages: int) -> list[int | None]:
    """The page numbers that are offered; None where some are left out."""
    items = pagination(page, pages, str)["items"]
    assert isinstance(items, list)
    return [item and item["number"] for item in items]


@pytest.mark.parametrize(
    ("page", "pages", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 19, [1, 2, 3, None, 19]),
        (10, 19, [1, None, 8, 9, 10, 11, 12, None, 19]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (19, 19, [1, None, 17, 18, 19]),
        (99, 3, [1, 2, 3]),
    ],
)
def test_neighbours_and_both_ends(page: int, pages: int, offered: list[int | None]) -> None:
    """The first, the last and the neighbours are offered; one single page is never left out."""
    assert numbers(page, pages) == offered


def test_steps() -> None:
    """There is no way before the first page nor past the last; from beyond it leads back."""
    assert pagination(1, 3, str)["previous"] is None
    assert pagination(3, 3, str)["next"] is None
    assert pagination(99, 3, str)["previous"] == "3"
