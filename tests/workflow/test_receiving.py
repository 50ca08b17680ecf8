"""What a push is refused for, beside the faults of rows that were there before."""

import socket
from contextlib import closing
from dataclasses import replace

import pytest

from datapatch.config import Limits
from datapatch.translation import translator
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.pushes.receiving import NOTHING_KEPT
from tests.builders import PLACES_CSV, Staff
from tests.workflow.committing import CSV
from tests.workflow.pushes import (
    DESCRIPTOR,
    accepted,
    described,
    judged,
    published_file,
    refusal,
)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (PLACES_CSV + b"p1,Autre,Nice,,\n", "Row 5: id: “p1” stands in row 2 already"),
        (PLACES_CSV + b"p4,a,b,c,d,e\n", "Row 5: “e” stands beyond the last column"),
        (PLACES_CSV + b"\n", "Row 5: this row is empty"),
        (PLACES_CSV + b"p4,a\n", "Row 5, commune: the row ends before this field"),
        (PLACES_CSV.replace(b"telephone", b"phone", 1), "Column 4 is called “phone”"),
        (PLACES_CSV.replace(b"Cyber", b"Cy\0ber"), "Line 4 holds a zero byte"),
        (PLACES_CSV.decode().encode("latin-1"), "Line 2 is not written in utf-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "Line 3 holds a zero byte"),
        (b"", "The table is empty"),
        (b"id\n", "The column “nom” is missing"),
        (b"nom,commune,telephone,services\na,b,,\n", "Column 1 is called “nom”"),
    ],
)
def test_faults_of_a_table_are_told(
    instance: Instance, staff: Staff, table: bytes, line: str
) -> None:
    """File, row, field and why; a table that nobody can read is no exception."""
    assert any(said.startswith(f"{CSV}: {line}") for said in refusal(instance, staff, {CSV: table}))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"{ nope", "datapackage.json is not JSON (line 1, column 3)."),
        (b'{"resources": [],}', "datapackage.json is not JSON (line 1, column 18)."),
        (b"[]", "datapackage.json must hold one JSON object between braces."),
        (b"{}", "datapackage.json lists no resources"),
        (b"\xff", "datapackage.json is not text in UTF-8."),
        (b'{"a":' * 100_000, "datapackage.json"),
        (b" " * 2_000_001, "“datapackage.json” holds 2000001 bytes; the limit here is 2000000."),
        (None, "datapackage.json: This file must stay"),
    ],
)
def test_the_descriptor_stays_one(
    instance: Instance, staff: Staff, data: bytes | None, line: str
) -> None:
    """Broken, enormous or removed, it is refused in one sentence."""
    (said,) = refusal(instance, staff, {DESCRIPTOR: data})
    assert said.startswith(line)


def test_files_that_are_named_stay(instance: Instance, staff: Staff) -> None:
    """A table may not vanish while the descriptor names it, nor be named and not come."""
    (line,) = refusal(instance, staff, {CSV: None})
    assert line.startswith(f"{CSV}: datapackage.json names this file, which is not there.")
    elsewhere = described(instance, lambda r: r.update(path="data/other.csv"))
    (line,) = refusal(instance, staff, {DESCRIPTOR: elsewhere})
    assert line.startswith("data/other.csv: ")
    assert accepted(
        instance, staff, {DESCRIPTOR: elsewhere, CSV: None, "data/other.csv": PLACES_CSV}
    )


def test_other_files_are_free(instance: Instance, staff: Staff) -> None:
    """A README, or a table that nobody describes, may hold anything."""
    files = {"README.md": b"\xff\0", "data/extra.csv": b"a,b\n1\0,2,3\n", "run.sh": b"#!/bin/sh\n"}
    assert accepted(instance, staff, files)


def test_addresses_in_a_descriptor_are_never_asked(instance: Instance, staff: Staff) -> None:
    """Neither data nor schema nor dialect is fetched, whatever the descriptor says."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for name in ("path", "schema", "dialect", "url", "profile", "$schema"):
            edited = described(instance, lambda r, name=name: r.update({name: address}))  # type: ignore[misc]
            judged(instance, staff, {DESCRIPTOR: edited})
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_limits_of_the_instance_hold(instance: Instance, staff: Staff) -> None:
    """Bytes of a file and columns of a table."""
    small = Limits(file_bytes=100_000, fields=6)
    limited = open_instance(replace(instance.config, limits=small))
    wide = b"".join(
        line.rstrip() + b"," + b"x" * bool(at) + b"y" * (not at) + b",z\n"
        for at, line in enumerate(PLACES_CSV.splitlines())
    )
    assert f"{CSV}: This table has 7 columns; the limit here is 6." in refusal(
        limited, staff, {CSV: wide}
    )
    (line,) = refusal(limited, staff, {"big.bin": b"x" * 100_001})
    assert line.startswith("“big.bin” holds 100001 bytes; the limit here is 100000.")
    limited.database.close()


def test_many_faults_are_counted(instance: Instance, staff: Staff) -> None:
    """A terminal shows twenty, and how many more there are."""
    table = PLACES_CSV + b"p1,Again,Nice,,\n" * 50
    lines = refusal(instance, staff, {CSV: table})
    assert len(lines) == 21
    assert lines[-1] == "… and 30 more."


def test_a_cell_does_nothing_to_the_terminal(instance: Instance, staff: Staff) -> None:
    """Control characters of cells and paths are not sent on."""
    lines = refusal(instance, staff, {CSV: PLACES_CSV + b"p1,\x1b[2J,Nice,,\x1b[2J,\x1b]0;x\x07\n"})
    assert all(line.isprintable() for line in lines)


def test_the_answer_is_in_the_pushers_language(instance: Instance, staff: Staff) -> None:
    """Every line is translated."""
    verdict = judged(instance, staff, {CSV: PLACES_CSV + b"p1,A,Nice,,\n"}, language="fr")
    assert verdict.lines[-1] == translator("fr")(NOTHING_KEPT)


@pytest.mark.parametrize(
    ("branch", "line"),
    [
        ("contributions/x", "names that start with contributions/ are kept for the server"),
        ("main", "main is published by the editors of this dataset"),
        ("x" * 201, "The name of a branch is too long"),
        ("\udcff", "The name of a branch is too long or not written in UTF-8"),
    ],
)
def test_names_of_branches(instance: Instance, staff: Staff, branch: str, line: str) -> None:
    """Some belong to the server, and some nobody could read."""
    assert line in refusal(instance, staff, {"README.md": b"Hello\n"}, branch)[0]


def test_what_is_no_news_is_refused(instance: Instance, staff: Staff) -> None:
    """A commit that changes nothing cannot be decided upon."""
    (line,) = refusal(instance, staff, {"README.md": published_file(instance, "README.md")})
    assert line == "work changes nothing: what it holds is published already."
