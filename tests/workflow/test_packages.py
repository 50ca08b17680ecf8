"""Data Packages of every odd shape: taken as far as they can be, nothing ever fetched."""

import json
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.errors import BadDescriptor, InvalidInput, LimitExceeded, UnreadableTable
from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets, published
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Imported
from datapatch.workflow.imports.sources import import_path
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR, make_instance

NAME = DatasetName("hub", "package")
ROWS = b"id,name\n1,oak\n2,elm\n"
SCHEMA = {"fields": [{"name": "id", "type": "integer"}, {"name": "name"}], "primaryKey": "id"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks up a name or opens a connection fails the test."""

    def refuse(*arguments: object) -> None:
        raise AssertionError(f"somebody called out: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An empty instance."""
    return make_instance(tmp_path / "home")


def write(folder: Path, *resources: object, **files: bytes) -> Path:
    """A package: its descriptor, and files whose names have "_" for "."."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "trees", "resources": list(resources)}))
    return path


def bring(instance: Instance, path: Path) -> Imported:
    """Import it."""
    author = public_signature(instance, "Hub", NOON)
    return import_path(instance, OPERATOR, NAME, path, Description("Trees"), author=author)


def told(imported: Imported) -> list[str]:
    """The notes as they are read."""
    return [note.sentence() for note in imported.notes]


def stored(instance: Instance) -> Mapping[str, bytes]:
    """Every published file."""
    with published(instance, NAME) as snapshot:
        read = snapshot.repository.read_blob
        return {path: read(blob) for path, blob in snapshot.files.items()}


def tables(instance: Instance) -> dict[str, tuple[str, ...]]:
    """The tables that can be read, with their fields."""
    with published(instance, NAME) as snapshot:
        return {name: snapshot.table(name).fields for name in snapshot.table_files}


def test_a_package_below_the_folder_is_found(instance: Instance, tmp_path: Path) -> None:
    """The shallowest descriptor below the folder that was named."""
    write(tmp_path / "p" / "data", {"name": "trees", "path": "trees.csv"}, trees_csv=ROWS)
    write(tmp_path / "p" / "data" / "old", {"name": "x", "path": "x.csv"}, x_csv=ROWS)
    bring(instance, tmp_path / "p")
    assert tables(instance) == {"trees": ("id", "name")}


def test_two_packages_side_by_side_are_a_question(instance: Instance, tmp_path: Path) -> None:
    """Nobody guesses which one was meant."""
    for part in ("a", "b"):
        write(tmp_path / "p" / part, {"name": "trees", "path": "trees.csv"}, trees_csv=ROWS)
    with pytest.raises(InvalidInput, match=r"a/datapackage\.json, b/datapackage\.json"):
        bring(instance, tmp_path / "p")


def test_what_is_described_stays_as_it_was_written(instance: Instance, tmp_path: Path) -> None:
    """Descriptor, README and tables keep their bytes where nothing had to be added."""
    resource = {"name": "trees", "path": "data/trees.csv", "schema": SCHEMA}
    path = write(tmp_path / "p", resource, README_md=b"# Ours\n")
    (tmp_path / "p" / "data").mkdir()
    (tmp_path / "p" / "data" / "trees.csv").write_bytes(ROWS)
    imported = bring(instance, path)
    files = stored(instance)
    assert files["datapackage.json"] == path.read_bytes()
    assert (files["README.md"], files["data/trees.csv"]) == (b"# Ours\n", ROWS)
    assert (imported.key, imported.notes) == (("id",), ())


def test_a_table_without_dialect_is_read_as_it_is_written(
    instance: Instance, tmp_path: Path
) -> None:
    """Semicolons that nobody mentioned are found, and written into the descriptor."""
    data = ROWS.replace(b",", b";")
    bring(instance, write(tmp_path, {"name": "trees", "path": "trees.csv"}, trees_csv=data))
    assert tables(instance) == {"trees": ("id", "name")}
    descriptor = json.loads(stored(instance)["datapackage.json"])
    assert descriptor["resources"][0]["dialect"] == {"delimiter": ";"}
    assert stored(instance)["trees.csv"] == data


def test_a_described_schema_finds_the_delimiter_too(instance: Instance, tmp_path: Path) -> None:
    """The names of the schema tell that the ordinary way of reading is wrong."""
    resource = {"name": "trees", "path": "trees.csv", "schema": SCHEMA}
    bring(instance, write(tmp_path, resource, trees_csv=ROWS.replace(b",", b";")))
    assert tables(instance) == {"trees": ("id", "name")}


def test_references_are_read_and_kept(instance: Instance, tmp_path: Path) -> None:
    """A schema and a dialect in files of their own."""
    path = write(
        tmp_path,
        {"name": "trees", "path": "trees.csv", "schema": "schema.json", "dialect": "dialect.json"},
        trees_csv=ROWS.replace(b",", b"|"),
        schema_json=json.dumps(SCHEMA).encode(),
        dialect_json=b'{"delimiter": "|"}',
    )
    imported = bring(instance, path)
    assert (imported.key, imported.notes) == (("id",), ())
    assert tables(instance) == {"trees": ("id", "name")}
    assert {"schema.json", "dialect.json"} <= set(stored(instance))


def test_parts_are_joined(instance: Instance, tmp_path: Path) -> None:
    """A path that is a list: one table, under the header of the first part."""
    resource = {"name": "trees", "path": ["a.csv", "b.csv"], "schema": SCHEMA}
    path = write(tmp_path, resource, a_csv=b"id,name\n1,oak", b_csv=b'id,name\n2,"elm"\n')
    imported = bring(instance, path)
    assert stored(instance)["a.csv"] == b'id,name\n1,oak\n2,"elm"\n'
    assert told(imported) == [
        "trees: its 2 files were joined in a.csv; later headers were left out."
    ]


def test_parts_that_do_not_fit_are_kept_apart(instance: Instance, tmp_path: Path) -> None:
    """Another header: both files are kept as they are, and told."""
    parts = {"name": "parts", "path": ["a.csv", "b.csv"]}
    whole = {"name": "trees", "path": "trees.csv", "schema": SCHEMA}
    path = write(tmp_path, parts, whole, a_csv=ROWS, b_csv=b"x\n1\n", trees_csv=ROWS)
    imported = bring(instance, path)
    assert list(tables(instance)) == ["trees"]
    assert {"a.csv", "b.csv"} <= set(stored(instance))
    assert told(imported) == [
        "parts: its 2 files have different headers; they are kept, and not shown."
    ]


def test_nothing_is_fetched(instance: Instance, tmp_path: Path) -> None:
    """Addresses, folders above and inline data stay in the descriptor, and are told."""
    path = write(
        tmp_path,
        {"name": "far", "path": "https://example.org/far.csv"},
        {"name": "above", "path": "../secret.csv"},
        {"name": "root", "path": "/etc/passwd"},
        {"name": "inside", "data": [{"id": 1}]},
        {
            "name": "near",
            "path": "near.csv",
            "schema": "https://example.org/schema.json",
            "dialect": "https://example.org/dialect.json",
        },
        near_csv=ROWS,
    )
    notes = "\n".join(told(bring(instance, path)))
    assert list(tables(instance)) == ["near"]
    for words in (
        "“far”: “https://example.org/far.csv” is outside the package; it is not opened.",
        "“above”: “../secret.csv” is outside the package; it is not opened.",
        "“root”: “/etc/passwd” is outside the package; it is not opened.",
        "“inside” holds its data inside the descriptor; it is not opened.",
        "“near”: its schema is at “https://example.org/schema.json”, which is not fetched.",
    ):
        assert words in notes


def test_a_link_that_leads_out_is_not_followed(instance: Instance, tmp_path: Path) -> None:
    """A file that is really elsewhere is missing here."""
    (tmp_path / "secret.csv").write_bytes(ROWS)
    resources = [{"name": n, "path": f"{n}.csv"} for n in ("secret", "trees")]
    path = write(tmp_path / "p", *resources, trees_csv=ROWS)
    (tmp_path / "p" / "secret.csv").symlink_to(tmp_path / "secret.csv")
    assert "secret: the file secret.csv is missing." in told(bring(instance, path))
    assert "secret.csv" not in stored(instance)


def test_encodings_that_the_descriptor_gets_wrong(instance: Instance, tmp_path: Path) -> None:
    """An old encoding is kept and told; UTF-16 becomes UTF-8."""
    old, wide = "id,nom\n1,chêne élevé\n".encode("cp1252"), "id,nom\n1,chêne\n".encode("utf-16")
    resources = [{"name": n, "path": f"{n}.csv"} for n in ("old", "wide")]
    imported = bring(instance, write(tmp_path, *resources, old_csv=old, wide_csv=wide))
    files = stored(instance)
    assert (files["old.csv"], files["wide.csv"]) == (old, wide.decode("utf-16").encode())
    assert "old: old.csv is not written in utf-8; it is read in cp1252." in told(imported)
    assert "wide: The file was written in UTF-16; it was turned into UTF-8." in told(imported)
    with published(instance, NAME) as snapshot:
        assert snapshot.table("old").values(0) == ("1", "chêne élevé")


def test_a_file_that_is_no_table_beside_one(instance: Instance, tmp_path: Path) -> None:
    """It is kept, and the note says what it is."""
    resources = [{"name": n, "path": f"{n}.csv"} for n in ("broken", "trees")]
    path = write(tmp_path, *resources, broken_csv=b"a\0b\n", trees_csv=ROWS)
    notes = told(bring(instance, path))
    assert any(note.startswith("broken: broken.csv holds zero bytes") for note in notes)
    with published(instance, NAME) as snapshot:
        assert snapshot.table("trees").row_count == 2


def test_two_tables_of_one_name(instance: Instance, tmp_path: Path) -> None:
    """The second gets a name of its own, and both can be read."""
    resources = [{"name": "trees", "path": f"{n}.csv", "schema": SCHEMA} for n in ("a", "b")]
    imported = bring(instance, write(tmp_path, *resources, a_csv=ROWS, b_csv=ROWS))
    assert list(tables(instance)) == ["trees", "trees2"]
    assert "Two tables are called “trees”; the second is now “trees2”." in told(imported)


def test_almost_json_becomes_json(instance: Instance, tmp_path: Path) -> None:
    """A comma too many is forgiven once: what is stored, every reader can read."""
    path = write(tmp_path, {"name": "trees", "path": "trees.csv", "schema": SCHEMA}, trees_csv=ROWS)
    path.write_text(path.read_text().replace("]}", "],}"))
    assert any("is not strict JSON" in note for note in told(bring(instance, path)))
    assert json.loads(stored(instance)["datapackage.json"])["name"] == "trees"


@pytest.mark.parametrize(
    ("descriptor", "error", "sentence"),
    [
        (b"{ no", BadDescriptor, r"datapackage\.json"),
        (b"[]", BadDescriptor, r"datapackage\.json"),
        (b'{"name": "x"}', BadDescriptor, "lists no resources"),
        (b'{"resources": []}', UnreadableTable, "names no table"),
        (b'{"resources": [{"name": "x", "path": "gone.csv"}]}', UnreadableTable, "names no table"),
        (b'{"resources": [{"path": "empty.csv"}]}', UnreadableTable, "names no table"),
    ],
)
def test_what_is_no_package_is_refused(
    instance: Instance, tmp_path: Path, descriptor: bytes, error: type[Exception], sentence: str
) -> None:
    """One sentence, and nothing is left."""
    path = tmp_path / "datapackage.json"
    path.write_bytes(descriptor)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(error, match=sentence):
        bring(instance, path)
    assert list_datasets(instance, OPERATOR) == ()


def test_limits_hold_for_packages(tmp_path: Path) -> None:
    """Too many columns, whoever described them; too many bytes in any file."""
    limits = replace(make_instance(tmp_path / "home").config.limits, fields=3, file_bytes=900)
    made = make_instance(tmp_path / "home")
    instance = open_instance(replace(made.config, limits=limits))
    resource = {"name": "wide", "path": "wide.csv", "dialect": {"delimiter": ","}}
    wide = write(tmp_path / "w", resource, wide_csv=b"a,b,c,d\n1,2,3,4\n")
    with pytest.raises(LimitExceeded, match=r"wide\.csv has 4 columns; this server takes 3"):
        bring(instance, wide)
    long = write(tmp_path / "l", {"name": "long", "path": "long.csv"}, long_csv=ROWS * 100)
    with pytest.raises(LimitExceeded, match=r"long\.csv holds 2000 bytes"):
        bring(instance, long)
    assert list_datasets(instance, OPERATOR) == ()
