"""What a push makes wrong is told, what was wrong before blocks nothing."""

import json
import random
import re

import pytest

from datapatch.gitstore.repository import MAIN
from datapatch.tables.diff import diff
from datapatch.tables.judged_changes import Side, added_between
from datapatch.tables.row_numbers import new_numbers, old_numbers
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import validate
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.reviewing import examine_commit
from tests.builders import PLACES, PLACES_CSV, Staff
from tests.pushing import handed_in
from tests.workflow.committing import CSV, commit
from tests.workflow.pushes import (
    DESCRIPTOR,
    Files,
    accepted,
    constrained,
    described,
    judged,
    refusal,
    schema_field,
)


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


def test_a_pattern_that_takes_ages_hangs_nothing(instance: Instance, staff: Staff) -> None:
    """Trying would never end: the push is refused, and names the cell and the field."""
    pattern = described(instance, constrained("nom", pattern="(a|aa)+$"))
    table = PLACES_CSV.replace(b"Cyber-base", b"a" * 5_000 + b"!")
    lines = refusal(instance, staff, {DESCRIPTOR: pattern, CSV: table})
    assert any("Row 4, nom: “aaa" in line and "takes too long" in line for line in lines)


@pytest.mark.parametrize("seed", range(6))
def test_changed_rows_are_judged_as_the_whole_table_is(
    instance: Instance, staff: Staff, seed: int
) -> None:
    """Looking at the changed rows alone finds the faults that looking at everything finds."""
    chance = random.Random(seed)
    commit(
        instance,
        {
            CSV: rows_of(chance, 12),
            DESCRIPTOR: described(instance, constrained("telephone", unique=True, maxLength=2)),
        },
    )
    with published(instance, PLACES) as snapshot:
        before, schema = snapshot.table("places"), snapshot.table_file("places").schema
    for _ in range(8):
        data = edited(chance, before.data)
        after = Table.parse(data, before.dialect)
        lines = judged(instance, staff, {CSV: data}).lines
        told = [line for line in lines if line.startswith(CSV)]
        assert [place_of(line) for line in told] == whole_tables(before, after, schema)


def whole_tables(before: Table, after: Table, schema: TableSchema) -> list[str]:
    """Where the reports on both whole tables differ."""
    found = diff(before, after, schema.primary_key)
    old, new = ((Side(rows, schema), validate(rows, schema)) for rows in (before, after))
    added = added_between(old, new, (new_numbers(found), old_numbers(found)), {})
    return [place_of(f"{CSV}: {item.sentence()}") for item in added]


def place_of(line: str) -> str:
    """A sentence without the number of the other row, of which there may be several."""
    return re.sub(r"stands in row \d+", "stands in another row", line)


def rows_of(chance: random.Random, count: int) -> bytes:
    """A table in which some keys and some unique values stand twice, and some are wrong."""
    keys = [chance.randrange(count) for _ in range(count)]
    phones = [chance.choice(["", "1", "2", "333", str(number)]) for number in range(count)]
    lines = [f"k{key},Name,Nice,{phone},x\n" for key, phone in zip(keys, phones, strict=True)]
    return "".join(["id,nom,commune,telephone,services\n", *lines]).encode()


def edited(chance: random.Random, data: bytes) -> bytes:
    """The table with a few rows changed, added and removed."""
    head, *lines = data.decode().splitlines(keepends=True)
    for _ in range(3):
        at = chance.randrange(len(lines))
        cells = lines[at].rstrip("\n").split(",")
        cells[chance.randrange(5)] = chance.choice(["", "1", "22", "4444", "k3"])
        lines[at] = ",".join(cells) + "\n"
    if chance.random() < 0.5:
        lines.insert(chance.randrange(len(lines)), f"k{chance.randrange(14)},New,Nice,9,x\n")
    if chance.random() < 0.5:
        lines.pop(chance.randrange(len(lines)))
    return "".join([head, *lines]).encode()


def test_another_delimiter_comes_with_its_rows(instance: Instance, staff: Staff) -> None:
    """File and descriptor change together; a table that was published meanwhile is a conflict."""
    semicolons = PLACES_CSV.replace(b",", b";").replace(b"Fabrique; ", b"Fabrique, ")
    described_so = described(instance, lambda r: r.update(dialect={"delimiter": ";"}))
    files = {DESCRIPTOR: described_so, CSV: semicolons}
    assert accepted(instance, staff, files)
    assert refusal(instance, staff, {CSV: semicolons})
    assert refusal(instance, staff, {DESCRIPTOR: described_so})
    push, update, objects = handed_in(instance, staff.moderator, files)
    assert push.judge([update], objects).accepted
    commit(instance, {CSV: PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")})
    with instance.repositories(PLACES) as pair:
        head = pair.published.tip(MAIN)
        assert head is not None
        assert update.new is not None
        examination = examine_commit(instance, pair.review, update.new, head)
    assert examination.tables == ()
    assert [(file.path, file.conflict) for file in examination.files] == [
        (CSV, True),
        (DESCRIPTOR, False),
    ]
    assert not examination.publishable


def test_rows_merge_while_the_descriptor_changes(instance: Instance, staff: Staff) -> None:
    """A constraint that somebody proposes is judged with the rows that are published meanwhile."""
    required = {DESCRIPTOR: described(instance, constrained("telephone", required=True))}
    mended = PLACES_CSV.replace(b"Montpellier,,", b"Montpellier,+33465710002,")
    push, update, objects = handed_in(instance, staff.moderator, {**required, CSV: mended})
    assert push.judge([update], objects).accepted
    commit(instance, {CSV: PLACES_CSV + b"p4,New,Nice,,\n"})
    with instance.repositories(PLACES) as pair:
        head = pair.published.tip(MAIN)
        assert head is not None
        assert update.new is not None
        (table,) = examine_commit(instance, pair.review, update.new, head).tables
    assert [(v.row, v.field) for v in table.violations] == [(5, "telephone")]
