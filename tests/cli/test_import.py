"""``datapatch import``: what it prints, what it stores, what it warns of."""

import gzip
import json
from pathlib import Path

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.errors import NotFound
from datapatch.tables.notes import Note
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.instance import Instance
from tests.cli.conftest import ROWS, Run, bring

TREES = DatasetName("hub", "trees")


def stored(instance: Instance) -> bytes:
    """The bytes of the only table."""
    with published(instance, TREES) as snapshot:
        (file,) = snapshot.table_files.values()
        return snapshot.table(file.name).data


def test_it_says_where_the_dataset_is(run: Run, instance: Instance, tmp_path: Path) -> None:
    """The address, what was understood and the key; nothing to warn of."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    ended = bring(run, tmp_path / "trees.csv")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "hub/trees is published: http://127.0.0.1:5000/hub/trees",
        "Read as utf-8, cells separated by “,”, names of the fields in row 1: 2 rows, 2 fields.",
        "Key: id",
    ]
    assert stored(instance) == ROWS


def test_everything_can_be_said(run: Run, instance: Instance, tmp_path: Path) -> None:
    """Title, description, licence and contact stand in the descriptor."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    options = {
        "--title": "Trees of the town",
        "--description": "All of them.",
        "--licence": "odbl-1.0",
        "--contact": "The gardeners",
        "--contact-email": "gardens@example.org",
        "--key": "",
    }
    ended = bring(run, tmp_path / "trees.csv", *[w for pair in options.items() for w in pair])
    assert "Key: none; rows are told apart by their content" in ended.out
    with published(instance, TREES) as snapshot:
        package = snapshot.package
    assert (package.title, package.description) == ("Trees of the town", "All of them.")
    assert package.licenses[0].name == "ODbL-1.0"
    assert package.contact is not None
    assert package.contact.email == "gardens@example.org"


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (b"id,name\n1,oak,tall\n2\n", "Note: 2 rows have more or fewer cells than there are"),
        (b"id,name,name\n1,oak,elm\n", "Note: Several columns have the same name: name."),
        (b"id,name\n", "Note: There is a header but no row yet."),
        (b"id,name\n1,oak\r\n2,elm\n", "Note: Lines end in several ways (Windows, Unix)"),
        (b"id,name\n1,oak\n\n2,elm\n", "Note: Row 3 is empty."),
        ("id,nom\n1,chêne\n".encode("cp1252"), "Note: The file seems to be written in cp1252."),
    ],
    ids=["ragged", "repeated", "header only", "line ends", "blank", "encoding"],
)
def test_what_is_odd_is_told_and_kept(
    run: Run, instance: Instance, tmp_path: Path, data: bytes, warning: str
) -> None:
    """A warning on standard error, and every byte as it came."""
    (tmp_path / "trees.csv").write_bytes(data)
    ended = bring(run, tmp_path / "trees.csv")
    assert ended.code == 0
    assert warning in ended.err
    assert stored(instance) == data


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (ROWS.decode().encode("utf-16"), "Note: The file was written in UTF-16; it was turned"),
        (gzip.compress(ROWS), "Note: The file was compressed; what it holds was unpacked."),
    ],
    ids=["UTF-16", "gzip"],
)
def test_what_becomes_utf8_is_told(
    run: Run, instance: Instance, tmp_path: Path, data: bytes, warning: str
) -> None:
    """Files that git could not show become plain UTF-8 CSV."""
    (tmp_path / "trees.csv").write_bytes(data)
    assert warning in bring(run, tmp_path / "trees.csv").err
    assert stored(instance) == ROWS


def test_a_delimiter_that_separates_nothing(run: Run, instance: Instance, tmp_path: Path) -> None:
    """It is believed, and the consequence is told."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    ended = bring(run, tmp_path / "trees.csv", "--delimiter", ";")
    assert "There is one column only: nothing in the file is separated by “;”." in ended.err
    with published(instance, TREES) as snapshot:
        assert snapshot.table("trees").fields == ("id,name",)


def test_tabs_make_a_tsv(run: Run, instance: Instance, tmp_path: Path) -> None:
    """A table with tabs is stored under the ending that says so."""
    data = ROWS.replace(b",", b"\t")
    (tmp_path / "trees.txt").write_bytes(data)
    assert bring(run, tmp_path / "trees.txt", "--delimiter", "tab").code == 0
    with published(instance, TREES) as snapshot:
        assert snapshot.table_files["trees"].path == "data/trees.tsv"
    assert stored(instance) == data


def test_a_schema_takes_the_place_of_the_guess(
    run: Run, instance: Instance, tmp_path: Path
) -> None:
    """It is stored as it was written, its key is taken, and what it objects to is told."""
    schema = {
        "fields": [
            {"name": "id", "type": "string", "title": "Number"},
            {"name": "name", "type": "string", "constraints": {"enum": ["oak"]}},
        ],
        "primaryKey": "id",
        "homepage": "https://example.org/",
    }
    (tmp_path / "trees.csv").write_bytes(ROWS)
    (tmp_path / "s.json").write_text(json.dumps(schema))
    ended = bring(run, tmp_path / "trees.csv", "--schema", str(tmp_path / "s.json"))
    assert "Note: trees: Row 3, name: “elm” is not one of the choices: oak." in ended.err
    assert "Key: id" in ended.out
    with published(instance, TREES) as snapshot:
        assert snapshot.table_files["trees"].schema.to_descriptor() == schema


def test_a_private_dataset(run: Run, instance: Instance, tmp_path: Path) -> None:
    """Strangers do not learn that it is there."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    bring(run, tmp_path / "trees.csv", "--private")
    with pytest.raises(NotFound):
        find_dataset(instance, ANONYMOUS, TREES)


def test_personal_data_is_named(run: Run, tmp_path: Path) -> None:
    """Before the link is shared, whoever imports reads which fields look personal."""
    (tmp_path / "p.csv").write_bytes(b"id,prenom,courriel\n1,Zoe,zoe@example.org\n")
    ended = bring(run, tmp_path / "p.csv")
    assert "Anybody can read these fields, which look like personal data: prenom, courriel." in (
        ended.err
    )


def test_notes_inside_notes_are_translated() -> None:
    """What a note tells of, tells itself in the same language."""
    inner = Note("{count} rows", {"count": 2})
    outer = Note("{table}: {fault}", {"table": "trees", "fault": inner})
    assert outer.sentence(lambda text: text.replace("rows", "lignes")) == "trees: 2 lignes"
