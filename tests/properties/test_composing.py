"""Laws of patches carried out one after the other, over every nasty cell."""

from hypothesis import given
from hypothesis import strategies as st

from datapatch.errors import InvalidInput
from datapatch.tables.changes import Patch
from datapatch.tables.composing import compose
from datapatch.tables.diff import diff
from datapatch.tables.patch import apply, invert, patch_of
from datapatch.tables.table import Table
from tests.strategies import versions

Triple = tuple[Table, Table, Table]
triples = st.one_of(versions(3), versions(3, keyed=True))
pairs = st.one_of(versions(2), versions(2, keyed=True))
keyed = st.sampled_from(((True, True), (False, False), (True, False), (False, True)))


def patches(triple: Triple, keys: tuple[bool, bool]) -> tuple[Patch, Patch]:
    """What leads from the first table to the second, and from there to the third."""
    one, two, three = triple
    return (
        patch_of(diff(one, two, two.fields[:1] if keys[0] else ())),
        patch_of(diff(two, three, three.fields[:1] if keys[1] else ())),
    )


@given(triples, keyed)
def test_one_patch_does_what_two_do(triple: Triple, keys: tuple[bool, bool]) -> None:
    """``apply(apply(a, p), q) == apply(a, compose(p, q))``, rows and fields in order; and back.

    Where fields come and go, a cell that a short row lacks may become an empty one.
    """
    first, _, last = triple
    p, q = patches(triple, keys)
    try:
        both = compose(p, q)
    except InvalidInput:  # one patch cannot drop a field and give its name away
        assert p.fields
        assert q.fields
        return
    done = apply(first, both)
    assert _filled(done) == _filled(last)
    if not p.fields and not q.fields:
        assert done.same_content(last)
        assert apply(last, invert(both)).same_content(first)
    if both.fields.before != ():
        assert _filled(apply(last, invert(both))) == _filled(first)


@given(pairs, st.booleans())
def test_what_is_undone_is_gone(pair: tuple[Table, Table], key: bool) -> None:
    """``compose(p, invert(p))`` changes nothing, names no row and no field."""
    old, new = pair
    p = patch_of(diff(old, new, new.fields[:1] if key else ()))
    assert compose(p, invert(p)) == Patch("", compose(p, invert(p)).key, ())


@given(pairs, st.booleans())
def test_a_patch_that_changes_nothing_composes_to_the_other(
    pair: tuple[Table, Table], key: bool
) -> None:
    """Before it or behind it."""
    old, new = pair
    p = patch_of(diff(old, new, new.fields[:1] if key else ()))
    for nothing, both in (
        (patch_of(diff(old, old)), lambda n: compose(n, p)),
        (patch_of(diff(new, new)), lambda n: compose(p, n)),
    ):
        assert _filled(apply(old, both(nothing))) == _filled(new)


def _filled(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The fields and rows, without the empty cells that a row ends with."""
    rows = []
    for cells in table.rows():
        width = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
        rows.append(cells[:width])
    return table.fields, rows
