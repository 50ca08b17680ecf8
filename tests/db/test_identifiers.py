"""Random names and secrets."""

from datapatch.db.identifiers import CROCKFORD, new_secret, public_id, secret_hash


def test_public_names_are_short_and_cannot_be_misread() -> None:
    """Ten characters, none of which is mistaken for another, and no two alike."""
    names = {public_id() for _ in range(1_000)}
    assert len(names) == 1_000
    assert {len(name) for name in names} == {10}
    assert set("".join(names)) <= set(CROCKFORD)
    assert not set("ilou") & set(CROCKFORD)


def test_a_secret_is_kept_as_its_hash() -> None:
    """The hash is stable, and takes whatever a stranger puts in a link."""
    secret = new_secret()
    assert len(secret) == 43
    assert secret_hash(secret) == secret_hash(secret) != secret_hash(new_secret())
    assert len(secret_hash("\ud800 é")) == 64
