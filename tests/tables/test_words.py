"""Words marked as changed."""

from datapatch.tables.words import changed_words


def test_changed_words_are_marked_and_others_kept() -> None:
    """Numbers, times and words whole, punctuation by itself."""
    assert changed_words("Mo-Fr 09:00-18:00", "Mo-Fr 09:00-17:00") == (
        ("same", "Mo-Fr 09:00-"),
        ("removed", "18:00"),
        ("added", "17:00"),
    )


def test_texts_that_share_nothing_are_replaced_whole() -> None:
    """A patchwork of single letters in common would help nobody."""
    assert changed_words("04 65", "fermé") == (("removed", "04 65"), ("added", "fermé"))


def test_changed_words_side_by_side_are_one_change() -> None:
    """The eye reads the new end of a number at once, not pair by pair."""
    assert changed_words("04 65 71 07 93", "04 65 71 99 42") == (
        ("same", "04 65 71 "),
        ("removed", "07 93"),
        ("added", "99 42"),
    )
    assert changed_words("a b", "x ") == (("removed", "a b"), ("added", "x "))


def test_empty_texts_give_no_empty_pieces() -> None:
    """What came or went alone is one piece; equal texts are one, or none."""
    assert changed_words("", "a b") == (("added", "a b"),)
    assert changed_words("a b", "") == (("removed", "a b"),)
    assert changed_words("a", "a") == (("same", "a"),)
    assert changed_words("", "") == ()


def test_long_texts_are_marked_whole() -> None:
    """A comparison that takes long is not started."""
    old, new = "word " * 5_000, "other " * 5_000
    assert changed_words(old, new) == (("removed", old), ("added", new))


def test_pieces_make_up_both_texts() -> None:
    """Nothing is lost, line ends included."""
    old, new = "La Fabrique,\nSète 34200", "La  Fabrique\r\nSète (34200)"
    pieces = changed_words(old, new)
    assert "".join(text for mark, text in pieces if mark != "added") == old
    assert "".join(text for mark, text in pieces if mark != "removed") == new
