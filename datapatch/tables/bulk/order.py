"""Which rows of a large table came, went and moved."""

from array import array

import numpy as np

from datapatch.tables.bulk.offsets import as_array, as_ints
from datapatch.tables.ordering import longest_rise


def alone(partners: "array[int]") -> list[int]:
    """The rows without a partner."""
    found: list[int] = np.flatnonzero(as_ints(partners) < 0).tolist()
    return found


def followed(partners: "array[int]", rows: list[int]) -> list[int]:
    """For each of ``rows`` the partner of the last row before it that has one, or -1."""
    numbers = as_ints(partners)
    last = np.maximum.accumulate(np.where(numbers >= 0, np.arange(len(numbers)), -1))[rows]
    found: list[int] = np.where(last >= 0, numbers[last], -1).tolist()
    return found


def moved(new_to_old: "array[int]") -> "tuple[array[int], array[int]]":
    """The fewest rows, old and new, that do not stand in the old order."""
    origins = as_ints(new_to_old)
    rows = np.flatnonzero(origins >= 0)
    order = origins[rows]
    if not (order[1:] < order[:-1]).any():
        return array("q"), array("q")
    elsewhere = np.ones(len(rows), np.bool_)
    elsewhere[longest_rise(order.tolist())] = False
    return as_array(order[elsewhere]), as_array(rows[elsewhere])
