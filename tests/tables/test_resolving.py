"""A merge finished cell by cell: every kind of conflict, every choice, and what is refused."""

import json

import pytest

from datapatch.errors import InvalidInput
from datapatch.tables.choosing import Choice, Written, conflict_ids
from datapatch.tables.conflict_form import conflicts_json, parse_choices
from datapatch.tables.dialect import Dialect
from datapatch.tables.merge import MergeResult, merge
from datapatch.tables.resolving import resolve
from datapatch.tables.table import Table
from tests.tables.building import lines, table

BASE = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03")


def merged(ours: Table, theirs: Table, base: Table = BASE) -> MergeResult:
    """The merge by ``id``."""
    return merge(base, ours, theirs, ("id",))


def resolved(found: MergeResult, *choices: Choice) -> list[str]:
    """The lines of the finished merge, with one choice for each conflict."""
    return lines(resolve(found, dict(zip(conflict_ids(found.conflicts), choices, strict=True))))


def test_a_cell_takes_what_is_chosen() -> None:
    """Base, ours, theirs or a value that nobody wrote; the rest of the row is merged."""
    found = merged(
        table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03"),
        table("id,name,phone", "1,Le Lac,12", "2,Gare,02", "3,Port,03"),
    )
    cells = {"base": "01", "ours": "11", "theirs": "12"}
    for side in ("base", "ours", "theirs"):
        assert resolved(found, side)[1] == f"1,Le Lac,{cells[side]}"
    assert resolved(found, Written("1,3"))[1] == '1,Le Lac,"1,3"'


def test_a_deleted_row_comes_back_or_goes() -> None:
    """In its place, as the chosen side has it, whichever side deleted it."""
    gone = table("id,name,phone", "1,Lac,01", "3,Port,03")
    edited = table("id,name,phone", "1,Lac,01", "2,La Gare,02", "3,Port,03")
    without = ["1,Lac,01", "3,Port,03"]
    for found, kept, dropped in (
        (merged(gone, edited), "theirs", "ours"),
        (merged(edited, gone), "ours", "theirs"),
    ):
        assert resolved(found, kept)[1:] == ["1,Lac,01", "2,La Gare,02", "3,Port,03"]
        assert resolved(found, dropped)[1:] == resolved(found, Written(None))[1:] == without
        assert resolved(found, "base")[1:] == ["1,Lac,01", "2,Gare,02", "3,Port,03"]
        with pytest.raises(InvalidInput, match="base, ours or theirs"):
            resolved(found, Written("2,x,y"))


def test_a_row_added_twice_takes_each_cell_that_is_chosen() -> None:
    """Cell by cell."""
    ours = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,04")
    theirs = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Pic,44")
    found = merged(ours, theirs)
    assert resolved(found, "ours", "theirs")[-1] == "4,Mas,44"
    assert resolved(found, "theirs", Written("5"))[-1] == "4,Pic,5"


def test_a_dropped_field_that_was_edited_comes_back_or_goes() -> None:
    """With the edits; under any name."""
    dropped = table("id,name", "1,Lac", "2,Gare", "3,Port")
    edited = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03")
    for found, kept in ((merged(dropped, edited), "theirs"), (merged(edited, dropped), "ours")):
        assert resolved(found, kept)[:2] == ["id,name,phone", "1,Lac,11"]
        assert resolved(found, "base") == resolved(found, kept)
        assert resolved(found, Written("tel"))[:2] == ["id,name,tel", "1,Lac,11"]
        assert resolved(found, Written(None))[:2] == ["id,name", "1,Lac"]
        with pytest.raises(InvalidInput, match="“name”"):
            resolved(found, Written("name"))


def test_two_new_names_leave_one_that_is_chosen() -> None:
    """Or the old one, or another."""
    found = merged(
        table("id,name,tel", "1,Lac,01", "2,Gare,02", "3,Port,03"),
        table("id,name,number", "1,Lac,01", "2,Gare,02", "3,Port,03"),
    )
    heads = [resolved(found, choice)[0] for choice in ("base", "ours", "theirs", Written("no"))]
    assert heads == ["id,name,phone", "id,name,tel", "id,name,number", "id,name,no"]


def test_one_name_for_two_fields_goes_to_the_chosen_one() -> None:
    """The other keeps its old name, or gets one."""
    found = merged(
        table("id,name,tel", "1,Lac,01", "2,Gare,02", "3,Port,03"),
        table("id,tel,phone", "1,Lac,01", "2,Gare,02", "3,Port,03"),
    )
    heads = [resolved(found, choice)[0] for choice in ("base", "ours", "theirs", Written("nom"))]
    assert heads == ["id,name,phone", "id,name,tel", "id,tel,phone", "id,nom,tel"]


def test_a_new_field_cannot_give_its_only_name_away() -> None:
    """The sentence asks for a name."""
    found = merged(
        table("id,name,phone,tel", "1,Lac,01,x", "2,Gare,02,y", "3,Port,03,z"),
        table("id,name,tel", "1,Lac,01", "2,Gare,02", "3,Port,03"),
    )
    with pytest.raises(InvalidInput, match="Choose a name for theirs"):
        resolved(found, "theirs")
    assert resolved(found, Written("number"))[:2] == ["id,name,number,tel", "1,Lac,01,x"]


def test_titles_above_the_header_are_chosen_too() -> None:
    """As lines, and as many as there were."""
    dialect = Dialect(header_row=2)
    base, ours, theirs = (
        table(title, "id,x", "1,a", dialect=dialect) for title in ("2024", "2025", "2026")
    )
    found = merged(ours, theirs, base)
    assert resolved(found, "theirs")[0] == "2026"
    assert resolved(found, Written("now"))[:2] == ["now", "id,x"]
    with pytest.raises(InvalidInput, match="1 lines long"):
        resolved(found, Written("a\nb"))


def test_every_conflict_needs_a_choice_and_every_choice_a_conflict() -> None:
    """One sentence names the one that is missing, or unknown."""
    found = merged(
        table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03"),
        table("id,name,phone", "1,Lac,12", "2,Gare,02", "3,Port,03"),
    )
    (identity,) = conflict_ids(found.conflicts)
    with pytest.raises(InvalidInput, match=f"Conflict {identity} .cell, 1, phone. is not decided"):
        resolve(found, {})
    with pytest.raises(InvalidInput, match="no conflict abc in this merge"):
        resolve(found, {identity: "ours", "abc": "ours"})
    with pytest.raises(InvalidInput, match="no conflict abc in this merge"):
        resolve(merged(BASE, BASE), {"abc": "ours"})


def test_choices_are_read_from_the_file_of_conflicts() -> None:
    """With or without the identities, which follow from the conflicts themselves."""
    found = merged(
        table("id,name,phone", "1,Lac,11", "2,Gare,22", "3,Port,03"),
        table("id,name,phone", "1,Lac,12", "2,Gare,23", "3,Port,03"),
    )
    form = json.loads(json.dumps(conflicts_json(found.conflicts, ("id",))))
    form["conflicts"][0]["choice"] = "theirs"
    form["conflicts"][1]["choice"] = {"value": "99"}
    del form["conflicts"][1]["id"]
    choices = parse_choices(form)
    assert list(choices) == list(conflict_ids(found.conflicts))
    assert lines(resolve(found, choices))[1:3] == ["1,Lac,12", "2,Gare,99"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "needs an object"),
        ({"conflicts": [{"kind": "cell"}, 1]}, "Conflict 2 of the file is not one"),
        ({"conflicts": [{"kind": "cell", "choice": "mine"}]}, "Conflict 1 of the file: “choice”"),
        ({"conflicts": [{"kind": "cell", "choice": {"value": 1}}]}, "“choice” is"),
        ({"conflicts": [{"kind": "cell", "base": 1}]}, "Conflict 1 of the file is not one"),
    ],
)
def test_what_is_no_file_of_conflicts_is_refused(document: object, said: str) -> None:
    """By the number of the conflict."""
    with pytest.raises(InvalidInput, match=said):
        parse_choices(document)


def test_equal_conflicts_of_rows_without_a_key_are_told_apart() -> None:
    """In the order in which they stand."""
    base = table("x,y", "a,1", "a,1")
    ours, theirs = table("x,y", "a,2", "a,2"), table("x,y", "a,3", "a,3")
    found = merge(base, ours, theirs)
    first, second = conflict_ids(found.conflicts)
    assert second == f"{first}-2"
    finished = resolve(found, {first: "ours", second: "theirs"})
    assert lines(finished) == ["x,y", "a,2", "a,3"]


def test_a_deleted_row_comes_back_to_its_place_in_a_large_table() -> None:
    """Among thousands, some of which moved."""
    rows = [f"{n},x,y" for n in range(25_000)]
    base = table("id,name,phone", *rows)
    gone = table("id,name,phone", *rows[20_000:], *rows[:9], *rows[10:20_000])
    edited = table("id,name,phone", *rows[:9], "9,new,y", *rows[10:])
    found = merged(gone, edited, base)
    lines_found = resolved(found, "theirs")
    place = lines_found.index("9,new,y")
    assert lines_found[place - 1 : place + 2] == ["8,x,y", "9,new,y", "10,x,y"]
    assert len(lines_found) == 25_001
