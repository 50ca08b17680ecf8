"""Two patches as one, told by small tables."""

from itertools import pairwise

import pytest

from datapatch.errors import InvalidInput
from datapatch.tables.changes import CellChange, Patch, RowChange
from datapatch.tables.composing import compose
from datapatch.tables.diff import diff
from datapatch.tables.patch import apply, parse_patch, patch_json, patch_of
from datapatch.tables.table import Table
from tests.tables.building import lines, table

BASE = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03")


def composed(*tables: Table, key: str = "id") -> Patch:
    """The patch over all steps between these tables."""
    fields = (key,) if key else ()
    patches = [patch_of(diff(a, b, fields)) for a, b in pairwise(tables)]
    whole = patches[0]
    for patch in patches[1:]:
        whole = compose(whole, patch)
    return whole


def test_a_cell_changed_twice_is_changed_once() -> None:
    """From the first value to the last; changed back, it is gone."""
    once = table("id,name,phone", "1,Lac,11", "2,Gare,22", "3,Port,03")
    twice = table("id,name,phone", "1,Lac,12", "2,Gare,02", "3,Port,03")
    assert composed(BASE, once, twice).changes == (
        RowChange("update", ("1",), (0, 0), (CellChange("phone", "01", "12"),)),
    )


def test_a_row_that_comes_and_goes_is_gone() -> None:
    """And one that was edited before it was removed is removed as it was at first."""
    more = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03", "4,Mas,04")
    less = table("id,name,phone", "2,Gare,02", "3,Port,03")
    (change,) = composed(BASE, more, less).changes
    assert (change.op, change.key, change.rows) == ("remove", ("1",), (0, None))
    assert CellChange("phone", "01", None) in change.cells


def test_a_row_that_goes_and_comes_back_elsewhere_has_moved() -> None:
    """With what it holds now."""
    less = table("id,name,phone", "2,Gare,02", "3,Port,03")
    back = table("id,name,phone", "2,Gare,02", "3,Port,03", "1,Lac,11")
    whole = composed(BASE, less, back)
    assert whole.row_order == ((0, 2),)
    assert [change.op for change in whole.changes] == ["update"]


def test_fields_keep_their_way_through_both() -> None:
    """Added and renamed is added under the last name; renamed twice is renamed once."""
    wider = table("id,name,tel,town", "1,Lac,01,x", "2,Gare,02,", "3,Port,03,z")
    after = table("id,name,number,city", "1,Lac,01,x", "2,Gare,02,", "3,Port,03,zz")
    whole = composed(BASE, wider, after)
    assert whole.fields.renamed == (("phone", "number"),)
    assert whole.fields.added == ("city",)
    assert lines(apply(BASE, whole)) == lines(after)


def test_a_field_that_is_dropped_and_comes_back_stays() -> None:
    """As a field whose cells changed."""
    less = table("id,phone", "1,01", "2,02", "3,03")
    back = table("id,name,phone", "1,Lac,01", "2,La Gare,02", "3,,03")
    whole = composed(BASE, less, back)
    assert not whole.fields
    assert [cell for change in whole.changes for cell in change.cells] == [
        CellChange("name", "Gare", "La Gare"),
        CellChange("name", "Port", ""),
    ]


def test_a_name_cannot_be_given_away_in_one_patch() -> None:
    """Cells are named by field: two fields of one name could not be told apart."""
    less = patch_of(diff(BASE, table("id,name", "1,Lac", "2,Gare", "3,Port"), ("id",)))
    taken = parse_patch({"fields": {"renamed": [{"from": "name", "to": "phone"}]}, "changes": []})
    with pytest.raises(InvalidInput, match=r"“phone”.*one after the other"):
        compose(less, taken)


def test_what_people_send_composes_by_key() -> None:
    """Without row numbers; new rows stand at the end, in order."""
    first = parse_patch(
        {
            "changes": [
                {"op": "update", "key": {"id": "1"}, "cells": {"phone": ["01", "11"]}},
                {"op": "add", "key": {"id": "4"}, "cells": {"name": [None, "Mas"]}},
                {"op": "add", "key": {"id": "5"}, "cells": {"name": [None, "Pic"]}},
                {"op": "remove", "key": {"id": "3"}, "cells": {}},
            ]
        }
    )
    second = parse_patch(
        {
            "changes": [
                {"op": "update", "key": {"id": "4"}, "cells": {"phone": ["", "04"]}},
                {"op": "remove", "key": {"id": "5"}, "cells": {}},
                {"op": "remove", "key": {"id": "1"}, "cells": {"phone": ["11", None]}},
                {"op": "update", "key": {"id": "2"}, "cells": {"name": ["Gare", "La Gare"]}},
                {"op": "add", "key": {"id": "3"}, "cells": {"name": [None, "Port"]}},
            ]
        }
    )
    whole = compose(first, second)
    assert lines(apply(BASE, whole)) == lines(apply(apply(BASE, first), second))
    assert [change.op for change in whole.changes] == ["remove", "add", "remove", "update", "add"]
    read = parse_patch(patch_json(whole))
    assert lines(apply(BASE, read)) == lines(apply(BASE, whole))


def test_rows_that_nobody_can_find_again_are_refused() -> None:
    """Without numbers and without a key, it is unknown which row is which."""
    unnumbered = parse_patch(
        {"changes": [{"op": "add", "key": None, "cells": {"id": [None, "9"]}}]}
    )
    with pytest.raises(InvalidInput, match="one after the other"):
        compose(unnumbered, unnumbered)
