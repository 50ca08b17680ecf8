"""Tables in parts, as other readers of the standard see them."""

import json
from pathlib import Path

import pandas
import pytest
from frictionless import Package

from datapatch.config import PartSizes
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from tests.builders import PLACES, import_places, make_instance

SIZES = PartSizes(rows=20, least_rows=5, least_size=10_000, greatest_rows=20, chosen=5)
HEADER = "id,nom,commune,telephone,services"
BROKEN = HEADER.replace("id", '"id\n1"', 1)
PLAIN = [f"p{n},Place {n},Town,,\n" for n in range(100)]
NASTY = [f'p{n},"Place, ""{n}""\nupstairs",Sète,,"a;b"\r\n' for n in range(100)]


def stored(tmp_path: Path, data: bytes) -> tuple[Path, Instance]:
    """A folder with all files of a dataset that was made from this table."""
    instance = make_instance(tmp_path / "home", parts=SIZES)
    import_places(instance, data=data)
    folder = tmp_path / "clone"
    with published(instance, PLACES) as snapshot:
        for path, blob in snapshot.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(snapshot.read_blob(blob))
    return folder / "datapackage.json", instance


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((HEADER + "\n" + "".join(PLAIN)).encode(), id="plain"),
        pytest.param((HEADER + "\r\n" + "".join(NASTY)).encode(), id="nasty"),
        pytest.param(b"\xef\xbb\xbf" + (HEADER + "\n" + "".join(PLAIN)).encode(), id="bom"),
        pytest.param((HEADER + "\n" + "".join(PLAIN)).encode().rstrip(), id="no final line end"),
        pytest.param((HEADER + "\n" + "".join(NASTY)).replace(",", "\t").encode(), id="tabs"),
        pytest.param(
            (HEADER + "\n" + "".join(NASTY)).replace(",", ";").encode("cp1252"), id="cp1252"
        ),
        pytest.param((BROKEN + "\n" + "".join(PLAIN)).encode(), id="broken header"),
    ],
)
def test_frictionless_reads_the_rows_that_we_read(tmp_path: Path, data: bytes) -> None:
    """Every row, cell by cell, in order; the descriptor is valid."""
    descriptor, instance = stored(tmp_path, data)
    with published(instance, PLACES) as snapshot:
        table, count = snapshot.table("places"), len(snapshot.table_file("places").parts)
        assert table.data == data
    resource = Package(str(descriptor)).get_resource("places")
    with resource:
        assert tuple(resource.labels) == table.fields
        found = [tuple(row.to_dict().values()) for row in resource.row_stream]
    expected = [tuple(cell or None for cell in row) for row in table.rows()]
    assert [tuple(None if c is None else str(c) for c in row) for row in found] == expected
    assert (count > 1) == (b"\t" not in data and b"id\n1" not in data)


def test_pandas_joins_the_list(tmp_path: Path) -> None:
    """Each part is a table of its own: concatenated, they are all rows."""
    data = (HEADER + "\n" + "".join(PLAIN)).encode()
    descriptor, _ = stored(tmp_path, data)
    paths = json.loads(descriptor.read_text())["resources"][0]["path"]
    frames = [pandas.read_csv(descriptor.parent / path) for path in paths]
    assert len(paths) > 5
    assert list(pandas.concat(frames)["id"]) == [f"p{n}" for n in range(100)]
