"""Data Packages: read whatever their faults, kept to the last property."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.errors import BadDescriptor
from datapatch.tables.licences import DEFAULT, LICENCES, licence
from datapatch.tables.package import DataPackage
from datapatch.tables.resource import Resource

WHOLE = {
    "name": "places",
    "path": "data/places.csv",
    "x-more": "kept",
    "dialect": {"delimiter": ";", "commentChar": "#"},
    "schema": {"fields": [{"name": "id", "type": "integer"}]},
}
PARTS = {"name": "parts", "path": ["data/a.csv", "data/b.csv"], "schema": "places.json"}
PLACES = {
    "profile": "tabular-data-package",
    "name": "places",
    "title": "Places",
    "x-own": [1, {"a": None}],
    "licenses": [{"name": "etalab-2.0", "extra": 1}],
    "contributors": [
        {"title": "A", "email": "a@example.org", "role": "author"},
        {"title": "B", "email": "b@example.org", "role": "contact"},
    ],
    "resources": [WHOLE, PARTS],
}


def read(descriptor: object) -> DataPackage:
    """The package in this descriptor."""
    return DataPackage.from_json(json.dumps(descriptor).encode())


def test_what_is_read_comes_back() -> None:
    """Reading and writing keeps every property and their order."""
    assert json.dumps(json.loads(read(PLACES).to_json())) == json.dumps(PLACES)


def test_the_file_is_readable() -> None:
    """The file has two spaces, own letters and a final line end."""
    written = read(PLACES | {"title": "Médiathèques"}).to_json().decode()
    assert written.startswith('{\n  "profile"')
    assert "Médiathèques" in written
    assert written.endswith("}\n")


def test_the_words_of_a_package() -> None:
    """Title, licence, contact and resources are what the descriptor says."""
    package = read(PLACES)
    assert package.title == "Places"
    assert package.licenses[0].name == "etalab-2.0"
    assert package.contact is not None
    assert package.contact.title == "B"
    parts = package.resource("parts")
    assert parts is not None
    assert parts.paths == ("data/a.csv", "data/b.csv")
    assert parts.schema_path == "places.json"
    assert package.resource("nothing") is None


def test_a_changed_resource_keeps_the_rest() -> None:
    """Another title, path or dialect is written; unknown properties stay, also in the dialect."""
    package = read(PLACES)
    first = package.resources[0]
    changed = replace(
        first, title="All", paths=("b.csv",), dialect=replace(first.dialect, delimiter="|")
    )
    written = replace(package, resources=(changed, package.resources[1])).to_descriptor()
    expected = WHOLE | {
        "title": "All",
        "path": "b.csv",
        "dialect": {"commentChar": "#", "delimiter": "|"},
    }
    assert written["resources"] == [expected, PARTS]


def test_a_new_package_is_written() -> None:
    """A package that was not read is written from its words alone."""
    package = DataPackage(name="new", licenses=(DEFAULT,), resources=(Resource("a", ("a.csv",)),))
    written = json.loads(package.to_json())
    assert written["licenses"] == [
        {"name": DEFAULT.name, "title": DEFAULT.title, "path": DEFAULT.path}
    ]
    assert written["resources"] == [{"name": "a", "path": "a.csv", "encoding": "utf-8"}]


ADDRESSES = ("http://h/a.csv", "file:a.csv", "//h/a.csv", "c:\\a.csv")
ELSEWHERE = ("/etc/passwd", "../a.csv", "a/../../b.csv", "~/a.csv", ".git/config", "x/.GIT /config")
ODD_PATHS = ("", "a//b.csv", "a\n.csv", "a\\b")


@pytest.mark.parametrize("path", [*ADDRESSES, *ELSEWHERE, *ODD_PATHS])
def test_unsafe_paths_are_kept_but_not_local(path: str) -> None:
    """A path that leads out of the repository stays in the descriptor and is never opened."""
    package = read({"resources": [{"name": "a", "path": path}]})
    assert not package.resources[0].is_local
    assert package.tables == ()
    assert package.to_descriptor()["resources"] == [{"name": "a", "path": path}]


def test_one_unsafe_part_spoils_all() -> None:
    """A resource in parts is local only when every part is; inline data never is."""
    parts = {"name": "a", "path": ["a.csv", "http://h/b.csv"]}
    assert not read({"resources": [parts]}).resources[0].is_local
    inline = read({"resources": [{"name": "a", "data": [["id"], [1]]}]}).resources[0]
    assert not inline.is_local
    assert inline.notes


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'"a"', b"{}", b'{"resources": {}}', b"\xff\xff\x00", b"[" * 99_999]
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    """What is not an object with a list of resources is refused, and the file is named."""
    with pytest.raises(BadDescriptor) as caught:
        DataPackage.from_json(data, "here/datapackage.json")
    assert "here/datapackage.json" in caught.value.sentence()


def test_almost_json_is_read_with_a_note() -> None:
    """A comma too many, as people leave them, is forgiven and told."""
    package = DataPackage.from_json(b'{"resources": [{"name": "a", "path": "a.csv",},],}')
    assert package.resources[0].path == "a.csv"
    assert "not strict JSON" in package.notes[0].sentence()


def test_odd_resources_become_notes() -> None:
    """Resources that make no sense are read as far as they do."""
    odd = [3, {}, {"path": 5, "schema": 7, "dialect": {"delimiter": "ab"}}, {"url": "a.csv"}]
    package = read({"resources": odd})
    assert [item.name for item in package.resources] == ["resource1", "resource2", "resource3", "a"]
    assert len(package.notes) >= 4
    assert package.to_descriptor()["resources"] == odd


def test_yaml_is_read() -> None:
    """A package in YAML is read; dates become texts."""
    data = b"name: a\ncreated: 2024-05-01\nresources:\n- name: r\n  path: r.csv\n"
    package = DataPackage.from_yaml(data)
    assert package.resources[0].path == "r.csv"
    assert package.to_descriptor()["created"] == "2024-05-01"


def test_exploding_yaml_is_refused() -> None:
    """Aliases of aliases do not fill the memory."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(BadDescriptor):
        DataPackage.from_yaml("\n".join([*lines, "resources: []"]).encode())


def test_licences() -> None:
    """The two licences of French administrations come first; a licence is found by its name."""
    assert [item.name for item in LICENCES[:2]] == ["etalab-2.0", "ODbL-1.0"]
    found = licence("odbl-1.0")
    assert found is not None
    assert found.path.startswith("https://")
    assert licence("unknown") is None


def test_real_packages_are_kept(real_data: Path) -> None:
    """All 35 real packages are read, and all that are strict JSON come back as they were."""
    paths = sorted((real_data / "packages").rglob("datapackage.json"))
    assert len(paths) == 35
    for path in paths:
        data = path.read_bytes()
        package = DataPackage.from_json(data, path.name)
        assert package.resources
        try:
            original = json.loads(data.decode("utf-8-sig"))
        except ValueError:
            continue
        assert json.dumps(json.loads(package.to_json())) == json.dumps(original)
