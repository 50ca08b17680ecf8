"""Repositories with a past become datasets: what they lack is added, what is wrong is told."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.errors import DataPatchError
from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets, published
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Imported, Overrides
from datapatch.workflow.imports.sources import import_path
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR, make_instance

NAME = DatasetName("hub", "adopted")
ROWS = b"id,name\n1,oak\n2,elm\n"
DESCRIPTOR = b'{"name": "trees", "resources": [{"name": "trees", "path": "trees.csv"}]}'


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An empty instance."""
    return make_instance(tmp_path / "home")


class Source:
    """A repository made by stock git."""

    def __init__(self, folder: Path) -> None:
        """Empty, with a branch of another name."""
        self.folder = folder
        subprocess.run(["git", "init", "-q", "-b", "trunk", str(folder)], check=True)

    def git(self, *words: str) -> str:
        """What git prints, as Ana."""
        who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
        command = ["git", "-C", str(self.folder), *who, *words]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode()

    def commit(self, **files: bytes) -> "Source":
        """A commit with these files, whose names have "__" for "/" and "_" for "."."""
        for name, data in files.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "A change")
        return self


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A repository without a commit."""
    return Source(tmp_path / "source")


def bring(instance: Instance, path: Path, overrides: Overrides | None = None) -> Imported:
    """Adopt it."""
    author = public_signature(instance, "Hub", NOON)
    trees = Description("Trees")
    return import_path(instance, OPERATOR, NAME, path, trees, author=author, overrides=overrides)


def refusal(instance: Instance, path: Path, overrides: Overrides | None = None) -> str:
    """The sentence, after which nothing is there."""
    with pytest.raises(DataPatchError) as caught:
        bring(instance, path, overrides)
    assert list_datasets(instance, OPERATOR) == ()
    assert list(instance.config.repos.rglob("*.git")) == []
    return str(caught.value)


def stored(instance: Instance, path: str) -> bytes:
    """One published file."""
    with published(instance, NAME) as snapshot:
        return snapshot.repository.read(snapshot.commit, path)


def test_tables_without_a_descriptor_are_described(instance: Instance, source: Source) -> None:
    """Every table, with its dialect; the files of the repository stay as they are."""
    data = ROWS.replace(b",", b";")
    source.commit(data__trees_csv=data, data__empty_csv=b"", notes_txt=b"x")
    imported = bring(instance, source.folder)
    assert stored(instance, "data/trees.csv") == data
    with published(instance, NAME) as snapshot:
        assert list(snapshot.table_files) == ["trees"]
        assert snapshot.table("trees").fields == ("id", "name")
        assert imported.key == snapshot.key("trees") == ("id",)
    told = [note.sentence() for note in imported.notes]
    assert "The tables that datapackage.json describes are shown: trees." in told
    assert "Its history names one person with their address; whoever clones it sees them." in told


def test_a_nested_descriptor_stays_where_it_is(instance: Instance, source: Source) -> None:
    """Its paths start from its folder."""
    source.commit(data__datapackage_json=DESCRIPTOR, data__trees_csv=ROWS)
    bring(instance, source.folder)
    with published(instance, NAME) as snapshot:
        assert snapshot.descriptor_path == "data/datapackage.json"
        assert snapshot.table("trees").row_count == 2
        assert "datapackage.json" not in snapshot.files


def test_a_descriptor_in_yaml_is_turned(instance: Instance, source: Source) -> None:
    """It stands beside the YAML file afterwards, and says the same."""
    yaml = b"name: trees\nresources:\n  - name: oaks\n    path: trees.csv\n"
    source.commit(data__datapackage_yml=yaml, data__trees_csv=ROWS)
    bring(instance, source.folder)
    with published(instance, NAME) as snapshot:
        assert snapshot.descriptor_path == "data/datapackage.json"
        assert snapshot.table("oaks").row_count == 2


def test_attributes_are_added_to_those_that_are_there(instance: Instance, source: Source) -> None:
    """The last line counts in git: ours keep the bytes of the tables."""
    source.commit(_gitattributes=b"*.csv text", datapackage_json=DESCRIPTOR, trees_csv=ROWS)
    bring(instance, source.folder)
    lines = stored(instance, ".gitattributes").splitlines()
    assert lines[0] == b"*.csv text"
    assert b"*.csv -text diff=datapatch merge=datapatch" in lines[1:]


def test_an_empty_repository_is_refused(instance: Instance, source: Source) -> None:
    """There is nothing to publish."""
    assert refusal(instance, source.folder) == "source holds no branch: there is nothing to import."


def test_a_repository_without_a_table_is_refused(instance: Instance, source: Source) -> None:
    """Neither files that are no tables nor a descriptor of nothing make a dataset."""
    source.commit(notes_txt=b"x")
    assert refusal(instance, source.folder) == "There is no CSV file in this repository."
    source.commit(datapackage_json=DESCRIPTOR)
    assert "datapackage.json describes no CSV file of this repository" in (
        refusal(instance, source.folder)
    )


@pytest.mark.parametrize("data", [b"", b"# v2 git bundle\n\nPACK", os.urandom(200)])
def test_a_file_that_is_no_bundle_is_refused(
    instance: Instance, tmp_path: Path, data: bytes
) -> None:
    """The sentence names it."""
    (tmp_path / "x.bundle").write_bytes(data)
    sentence = refusal(instance, tmp_path / "x.bundle")
    assert sentence.startswith("x.bundle ")
    assert str(tmp_path) not in sentence


def test_a_bundle_that_lacks_its_beginning_is_refused(
    instance: Instance, source: Source, tmp_path: Path
) -> None:
    """A bundle made of the newest commits alone cannot be adopted."""
    source.commit(trees_csv=ROWS).commit(trees_csv=ROWS * 2)
    bundle = tmp_path / "part.bundle"
    source.git("bundle", "create", "-q", str(bundle), "trunk~1..trunk")
    assert "part.bundle cannot be read" in refusal(instance, bundle)


def test_a_shallow_clone_is_refused(instance: Instance, source: Source, tmp_path: Path) -> None:
    """A past that is cut off would look like a beginning."""
    source.commit(trees_csv=ROWS).commit(trees_csv=ROWS * 2)
    shallow = tmp_path / "shallow"
    command = ["git", "clone", "-q", "--depth=1", source.folder.as_uri(), str(shallow)]
    subprocess.run(command, check=True)
    assert "shallow is a shallow clone: its past is cut off" in refusal(instance, shallow)


def test_a_bundle_brings_no_more_than_its_branch(
    instance: Instance, source: Source, tmp_path: Path
) -> None:
    """What other branches hold cannot be fetched by id afterwards."""
    source.commit(trees_csv=ROWS)
    source.git("checkout", "-q", "-b", "draft")
    source.commit(trees_csv=b"id,name\n9,secret\n")
    secret = source.git("rev-parse", "draft:trees.csv").strip()
    source.git("checkout", "-q", "trunk")
    source.git("bundle", "create", "-q", str(tmp_path / "all.bundle"), "--all", "HEAD")
    bring(instance, tmp_path / "all.bundle")
    pair = instance.repositories(NAME)
    for folder in (pair.published_path, pair.review_path):
        command = ["git", "-C", str(folder), "cat-file", "-e", secret]
        assert subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"fields": 1}, "trees.csv has 2 columns; this server takes 1 at most."),
        ({"file_bytes": 1500}, "trees.csv holds 2000 bytes; this server takes 1500 at most."),
    ],
)
def test_limits_hold_for_the_newest_revision(
    instance: Instance, source: Source, limits: dict[str, int], sentence: str
) -> None:
    """What could not be imported as a file cannot be adopted either."""
    source.commit(trees_csv=ROWS * 100)
    strict = replace(instance.config.limits, **limits)
    small = open_instance(replace(instance.config, limits=strict))
    assert sentence in refusal(small, source.folder)


def test_options_for_one_table_do_not_fit_a_repository(instance: Instance, source: Source) -> None:
    """They are refused, not forgotten."""
    source.commit(trees_csv=ROWS)
    assert "Leave out --encoding" in refusal(instance, source.folder, Overrides(key=("id",)))
