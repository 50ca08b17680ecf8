"""What a push is refused for, and what blocks nothing because it was so before."""

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace

import pytest

from datapatch.config import Limits
from datapatch.gitstore.pushes import Verdict
from datapatch.gitstore.repository import MAIN
from datapatch.translation import translator
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.receiving import NOTHING_KEPT
from tests.builders import PLACES, PLACES_CSV, Staff
from tests.pushing import handed_in
from tests.workflow.committing import CSV, commit

DESCRIPTOR = "datapackage.json"
Files = Mapping[str, bytes | None]
Editing = Callable[[dict[str, object]], object]


def described(instance: Instance, edit: Editing) -> bytes:
    """The published descriptor after ``edit`` of its only resource."""
    with instance.repositories(PLACES) as pair:
        data = pair.published.read(pair.published.tip(MAIN) or NOWHERE, DESCRIPTOR)
    package = json.loads(data)
    edit(package["resources"][0])
    return json.dumps(package).encode()


NOWHERE = CommitId(ObjectId("0" * 40))


def schema_field(resource: dict[str, object], name: str) -> dict[str, object]:
    """The descriptor of one field."""
    schema = resource["schema"]
    assert isinstance(schema, dict)
    found: dict[str, object] = next(f for f in schema["fields"] if f["name"] == name)
    return found


def constrained(name: str, **constraints: object) -> Editing:
    """An edit that gives a field constraints."""
    return lambda resource: schema_field(resource, name).update(constraints=constraints)


def judged(
    instance: Instance, staff: Staff, files: Files, branch: str = "work", language: str = "en"
) -> Verdict:
    """What is said of a push of one commit with these files, made on the published head."""
    given = handed_in(instance, staff.moderator, files, branch=branch, language=language)
    push, update, objects = given
    return push.judge([update], objects)


def refusal(instance: Instance, staff: Staff, files: Files, branch: str = "work") -> list[str]:
    """The lines that a terminal shows of a refused push, without the last."""
    verdict = judged(instance, staff, files, branch)
    assert not verdict.accepted
    assert verdict.lines[-1] == NOTHING_KEPT
    return list(verdict.lines[:-1])


def accepted(instance: Instance, staff: Staff, files: Files) -> bool:
    """Whether the push is let in, without a word."""
    verdict = judged(instance, staff, files)
    assert bool(verdict.lines) is not verdict.accepted
    return verdict.accepted


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


def test_old_faults_block_nothing(instance: Instance, staff: Staff) -> None:
    """A faulty row that was there stays; another one beside it is refused."""
    commit(instance, {CSV: PLACES_CSV + b"p1,Twice,Nice,,\np4,short\n"})
    fixed = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
    assert accepted(instance, staff, {CSV: fixed + b"p1,Twice,Nice,,\np4,short\n"})
    lines = refusal(
        instance, staff, {CSV: PLACES_CSV + b"p4,short\np1,Twice,Nice,,\np1,T,Nice,,\n"}
    )
    assert lines == [f"{CSV}: Row 7: id: “p1” stands in row 6 already, and must tell rows apart."]


def test_an_unreadable_table_can_be_mended(instance: Instance, staff: Staff) -> None:
    """What nobody could read before is no new fault, and may become readable."""
    commit(instance, {CSV: PLACES_CSV + b"\0"})
    assert accepted(instance, staff, {"README.md": b"Hello\n"})
    assert accepted(instance, staff, {CSV: PLACES_CSV})


def test_a_new_constraint_is_judged_with_the_rows(instance: Instance, staff: Staff) -> None:
    """Rows that break it are violations that the push adds; mended in the same push, it passes."""
    required = described(instance, constrained("telephone", required=True))
    (line,) = refusal(instance, staff, {DESCRIPTOR: required})
    assert line == f"{CSV}: Row 3, telephone: fill in this field: it may not stay empty."
    mended = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
    assert accepted(instance, staff, {DESCRIPTOR: required, CSV: mended})
    harmless = described(instance, constrained("nom", required=True))
    assert accepted(instance, staff, {DESCRIPTOR: harmless})


def test_a_schema_in_a_file_of_its_own_counts(instance: Instance, staff: Staff) -> None:
    """Rows are judged by it, and it must be JSON."""
    schema: dict[str, object] = {}

    def move_out(resource: dict[str, object]) -> None:
        schema.update(resource["schema"])  # type: ignore[call-overload]
        resource["schema"] = "schema.json"

    moved = described(instance, move_out)
    assert accepted(
        instance, staff, {DESCRIPTOR: moved, "schema.json": json.dumps(schema).encode()}
    )
    commit(instance, {DESCRIPTOR: moved, "schema.json": json.dumps(schema).encode()})
    schema_field({"schema": schema}, "telephone")["constraints"] = {"required": True}
    (line,) = refusal(instance, staff, {"schema.json": json.dumps(schema).encode()})
    assert line.startswith(f"{CSV}: Row 3, telephone:")
    assert "schema.json is not JSON" in refusal(instance, staff, {"schema.json": b"{,}"})[0]
    assert refusal(instance, staff, {"schema.json": None}) == [
        "schema.json: datapackage.json names this file, which is not there. "
        "Put it back, or name it no more."
    ]


def test_a_field_is_renamed_with_its_schema(instance: Instance, staff: Staff) -> None:
    """Header and schema together pass, with the faults that the field had."""
    commit(
        instance,
        {
            DESCRIPTOR: described(instance, constrained("telephone", pattern=r"\+33\d{9}")),
            CSV: PLACES_CSV.replace(b"+33465710003", b"0465710003"),
        },
    )
    renamed = described(instance, lambda r: schema_field(r, "telephone").update(name="phone"))
    table = PLACES_CSV.replace(b"+33465710003", b"0465710003").replace(b"telephone", b"phone", 1)
    assert accepted(instance, staff, {DESCRIPTOR: renamed, CSV: table})
    (line, *_) = refusal(instance, staff, {DESCRIPTOR: renamed})
    assert line.startswith(f"{CSV}: Column 4 is called “telephone” where the schema expects")


def test_the_key_may_go_with_its_schema(instance: Instance, staff: Staff) -> None:
    """A column that the descriptor no longer asks for may be dropped."""

    def drop_key(resource: dict[str, object]) -> None:
        schema = resource["schema"]
        assert isinstance(schema, dict)
        del schema["primaryKey"]
        schema["fields"] = schema["fields"][1:]

    table = b"".join(line.partition(b",")[2] for line in PLACES_CSV.splitlines(keepends=True))
    assert accepted(instance, staff, {DESCRIPTOR: described(instance, drop_key), CSV: table})


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


def test_a_new_table_is_judged_whole(instance: Instance, staff: Staff) -> None:
    """Once the descriptor names it, its rows must be what it says."""
    fields = [{"name": "town"}, {"name": "people", "type": "integer"}]
    towns = {"name": "towns", "path": "data/towns.csv", "schema": {"fields": fields}}

    def describing(data: bytes) -> Files:
        with_towns = json.loads(described(instance, lambda _resource: None))
        with_towns["resources"].append(towns)
        return {DESCRIPTOR: json.dumps(with_towns).encode(), "data/towns.csv": data}

    (line,) = refusal(instance, staff, describing(b"town,people\nNice,many\n"))
    assert line.startswith("data/towns.csv: Row 2, people: “many” is not a whole number")
    assert accepted(instance, staff, describing(b"town,people\nNice,342000\n"))


def test_a_reference_that_points_nowhere_is_told(instance: Instance, staff: Staff) -> None:
    """Also where the table with the key is not the one that the push touches."""
    foreign = {"fields": "commune", "reference": {"resource": "towns", "fields": "town"}}
    package = json.loads(described(instance, lambda r: r["schema"].update(foreignKeys=[foreign])))  # type: ignore[attr-defined]
    schema = {"fields": [{"name": "town"}]}
    package["resources"].append({"name": "towns", "path": "towns.csv", "schema": schema})
    towns = "town\nSète\nMontpellier\nNîmes\n".encode()
    files = {DESCRIPTOR: json.dumps(package).encode(), "towns.csv": towns}
    assert accepted(instance, staff, files)
    commit(instance, files)
    (line,) = refusal(instance, staff, {"towns.csv": towns.replace("Nîmes\n".encode(), b"")})
    assert line.startswith(f"{CSV}: Row 4: commune: “Nîmes” does not exist in “towns”")


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


def test_a_pattern_that_takes_ages_hangs_nothing(instance: Instance, staff: Staff) -> None:
    """The push is refused within seconds, and names the cell and the field."""
    pattern = described(instance, constrained("nom", pattern="(a|aa)+$"))
    table = PLACES_CSV.replace(b"Cyber-base", b"a" * 5_000 + b"!")
    begun = time.monotonic()
    lines = refusal(instance, staff, {DESCRIPTOR: pattern, CSV: table})
    assert time.monotonic() - begun < 10
    assert any("Row 4, nom: “aaa" in line and "takes too long" in line for line in lines)


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
    (line,) = refusal(instance, staff, {"README.md": _published(instance, "README.md")})
    assert line == "work changes nothing: what it holds is published already."


def _published(instance: Instance, path: str) -> bytes:
    with instance.repositories(PLACES) as pair:
        return pair.published.read(pair.published.tip(MAIN) or NOWHERE, path)
