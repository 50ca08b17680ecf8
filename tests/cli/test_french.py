"""The command line in French: refusals, warnings and help."""

from pathlib import Path

import pytest

from datapatch.config import Config
from tests.cli.conftest import ROWS
from tests.serving.conftest import datapatch


@pytest.mark.parametrize(
    ("file", "data", "options", "sentence"),
    [
        ("vide.csv", b"", (), "vide.csv est vide. "),
        ("zero.csv", b"a,b\n1,\0\n", (), "zero.csv contient des octets nuls"),
        ("t.csv", ROWS, ("--licence", "x"), "« x » n’est pas une licence connue ici. "),
        ("t.csv", ROWS, ("--header-row", "9"), "t.csv n’a pas de ligne 9"),
        ("datapackage.json", b"{ no", (), "datapackage.json n’est pas du JSON (ligne 1"),
        ("x.bundle", b"no", (), "x.bundle ne peut pas être lu comme un dépôt git ou un bundle"),
    ],
)
def test_refusals(
    config: Config,
    tmp_path: Path,
    file: str,
    data: bytes,
    options: tuple[str, ...],
    sentence: str,
) -> None:
    """One French sentence that names the file, and the exit code that scripts look at."""
    (tmp_path / file).write_bytes(data)
    place = ("--workspace", "hub", "--name", "arbres")
    ended = datapatch(
        "import",
        str(tmp_path / file),
        *place,
        *options,
        home=config.home,
        DATAPATCH_LANGUAGE="fr",
    )
    assert sentence in ended.stderr.replace("\u00a0", " ").replace("\u202f", " ")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


def test_warnings_inside_warnings(config: Config, tmp_path: Path) -> None:
    """What a schema objects to is told in French, inside the French note that names the table."""
    (tmp_path / "t.csv").write_bytes(ROWS)
    schema = b'{"fields": [{"name": "id", "type": "date"}, {"name": "name"}]}'
    (tmp_path / "s.json").write_bytes(schema)
    words = ("import", str(tmp_path / "t.csv"), "--workspace", "hub", "--name", "arbres")
    options = ("--schema", str(tmp_path / "s.json"))
    ended = datapatch(*words, *options, home=config.home, DATAPATCH_LANGUAGE="fr")
    assert ended.returncode == 0
    assert "Ligne 2, id" in ended.stderr


def test_help_of_a_second_word(config: Config) -> None:
    """The help of ``user add`` is as French as that of ``user``."""
    ended = datapatch("user", "add", "--help", home=config.home, DATAPATCH_LANGUAGE="fr")
    assert "Exemple" in ended.stdout
    assert "Where notices go" not in ended.stdout
