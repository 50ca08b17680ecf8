"""Files become datasets, whole or not at all."""

import subprocess
from pathlib import Path

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.errors import AlreadyExists, BadName, LimitExceeded, NotFound, UnreadableTable
from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets, published
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Overrides, SourceFile, import_table
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV, import_places, make_instance

OTHER = DatasetName("hub", "other")


def git(repository: Path, *words: str) -> str:
    """What stock git prints."""
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=True)
    return done.stdout.decode()


def leftovers(instance: Instance) -> list[str]:
    """Everything below repos/, hidden folders too."""
    return sorted(p.name for p in instance.config.repos.rglob("*.git"))


def test_stock_git_reads_an_imported_dataset(instance: Instance) -> None:
    """The repository holds the table's bytes as they came, and what describes them."""
    repository = instance.repositories(PLACES).published_path
    listed = git(repository, "ls-tree", "-r", "--name-only", "main").split()
    stored = subprocess.check_output(["git", "-C", repository, "show", "main:data/places.csv"])
    assert listed == [".gitattributes", "README.md", "data/places.csv", "datapackage.json"]
    assert stored == PLACES_CSV
    assert git(repository, "fsck", "--strict") == ""


def test_the_best_key_candidate_becomes_the_key(instance: Instance) -> None:
    """A column of distinct identifiers is proposed as key, and taken when nobody objects."""
    with published(instance, PLACES) as snapshot:
        assert snapshot.key("places") == ("id",)


def test_a_producer_may_choose_no_key(tmp_path: Path) -> None:
    """An empty choice leaves the table without key."""
    instance = make_instance(tmp_path)
    import_places(instance, overrides=Overrides(key=()))
    with published(instance, PLACES) as snapshot:
        assert snapshot.key("places") == ()


def test_an_unknown_key_field_is_named(tmp_path: Path) -> None:
    """The sentence names the field that is missing and lists those that are there."""
    with pytest.raises(NotFound, match=r"“ident”.*id, nom, commune"):
        import_places(make_instance(tmp_path), overrides=Overrides(key=("ident",)))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", UnreadableTable),
        (b"PK\x03\x04" + b"\x00" * 50, UnreadableTable),
        (b"a,b\n1,\x00\n", UnreadableTable),
        (b"x" * 3000, LimitExceeded),
    ],
    ids=["empty", "binary", "NUL", "too large"],
)
def test_a_refused_import_leaves_no_trace(
    tmp_path: Path, data: bytes, error: type[Exception]
) -> None:
    """Nothing is in the database, and nothing below repos/."""
    small = make_instance(tmp_path).config
    from dataclasses import replace

    instance = open_instance(replace(small, limits=replace(small.limits, file_bytes=2000)))
    with pytest.raises(error, match=r"places\.csv"):
        import_places(instance, data=data)
    assert list_datasets(instance, OPERATOR) == ()
    assert leftovers(instance) == []


@pytest.mark.parametrize("name", ["../x", "Upper", "", "a b", "x.git", "-x", "é"])
def test_a_name_that_could_leave_its_folder_is_refused(instance: Instance, name: str) -> None:
    """Names are lower-case letters, digits and hyphens, whoever asks."""
    before = leftovers(instance)
    with pytest.raises(BadName):
        import_places(instance, DatasetName("hub", name))
    with pytest.raises(BadName):
        import_places(instance, DatasetName(name, "places"))
    assert leftovers(instance) == before


def test_a_taken_name_is_refused_and_its_dataset_kept(instance: Instance) -> None:
    """The second import of a name changes nothing of the first."""
    with pytest.raises(AlreadyExists, match="hub/places"):
        import_places(instance, data=b"a,b\n1,2\n")
    with published(instance, PLACES) as snapshot:
        assert snapshot.table("places").row_count == 3


def test_a_stranger_may_not_import(instance: Instance) -> None:
    """Importing asks the policy."""
    with pytest.raises(NotFound):
        import_table(
            instance,
            ANONYMOUS,
            OTHER,
            SourceFile("places.csv", PLACES_CSV),
            Description("Other"),
            author=public_signature(instance, "", NOON),
        )


def test_a_folder_left_by_a_killed_import_is_set_aside(instance: Instance) -> None:
    """A repository that no record names blocks nobody, and is not thrown away."""
    left = instance.repositories(OTHER)
    left.create()
    import_places(instance, OTHER)
    with published(instance, OTHER) as snapshot:
        assert snapshot.table("places").row_count == 3
    assert any(p.name.endswith(".orphan") for p in instance.config.repos.rglob("*.orphan"))
