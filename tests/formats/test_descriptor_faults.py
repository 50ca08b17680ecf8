"""The faults of descriptors, as frictionless tells them."""

import json
import socket
from pathlib import Path

import pytest

from datapatch.formats.descriptor_faults import descriptor_faults
from datapatch.tables.package import DataPackage


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for the network fails the test."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_right_descriptor_has_none() -> None:
    """A package that follows the standard has no fault."""
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "id"}]}}
    assert descriptor_faults({"name": "places", "resources": [resource]}) == ()


def test_faults_are_told_once() -> None:
    """Each fault is told once, in words."""
    licences = [{"id": "CC0"}, {"id": "CC0"}]
    (fault,) = descriptor_faults({"licenses": licences, "resources": [{"name": "a", "path": "b"}]})
    assert "license requires" in fault


def test_nothing_is_fetched() -> None:
    """Schemas, dialects and profiles at an address are not judged, let alone fetched."""
    address = "http://localhost:1/x.json"
    resource = {"name": "a", "path": address, "schema": address, "dialect": address}
    found = descriptor_faults(
        {"profile": address, "$schema": address, "resources": [resource | {"profile": address}]}
    )
    assert found == () or all("retrieve" not in fault for fault in found)


@pytest.mark.parametrize(
    "descriptor",
    [
        {},
        {"resources": 3},
        {"resources": [1, None, "a"]},
        {"licenses": [1], "contributors": "x", "resources": []},
        {"resources": [{"name": 5, "path": {}, "schema": {"fields": ["x"], "foreignKeys": [1]}}]},
        {"resources": [{"name": "a", "path": "a", "schema": {"fields": [{"type": "zzz"}]}}]},
    ],
)
def test_any_descriptor_is_judged(descriptor: dict[str, object]) -> None:
    """Whatever a descriptor holds, the answer is a list of sentences."""
    assert all(isinstance(fault, str) and fault for fault in descriptor_faults(descriptor))


def test_real_packages(real_data: Path) -> None:
    """Packages that frictionless finds valid have no fault, and the known faults are found."""
    lines = (real_data / "packages" / "VALIDITY.tsv").read_text().splitlines()[1:]
    for line in lines:
        file, valid, kinds = line.split("\t")
        package = DataPackage.from_json((real_data / file).read_bytes(), file)
        found = descriptor_faults(package.to_descriptor())
        if valid == "True":
            assert found == (), json.dumps(found)
        elif kinds.startswith("resource-error"):
            assert found
