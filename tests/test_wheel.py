"""The wheel holds everything, and works where nothing else of the project lies."""

import re
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.layers import imports, sources
from tests.wheels import SHIPPED, build_wheel, make_environment, packages_of, run

LEFT_OUT = {".cfg", ".md", ".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return build_wheel(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the wheel and what it needs, and no checkout."""
    folder = tmp_path_factory.mktemp("installed")
    python = make_environment(folder)
    run("-m", "pip", "install", "-q", "--no-deps", "--target", packages_of(folder), wheel)
    return python


def test_every_file_is_in_the_wheel(wheel: Path) -> None:
    """Code, templates, styles, migrations and translations: what runs here is what is shipped."""
    expected = {
        f"{place}/{file.relative_to(ROOT / folder)}"
        for folder, place in SHIPPED.items()
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix not in LEFT_OUT
    }

    assert sorted(expected - set(zipfile.ZipFile(wheel).namelist())) == []


def test_every_import_is_declared() -> None:
    """What the code imports is asked for by name, not only because something else needs it."""
    declared = set(re.findall(r"^[\w-]+", (ROOT / "requirements/run.in").read_text(), re.M))
    places = packages_distributions()
    wanted = {
        found.module.split(".")[0] for source in sources(ROOT) for found in imports(source)
    } - {*sys.stdlib_module_names, "datapatch", "webui", "hooks"}

    missing = {top for top in wanted if not declared & {_plain(d) for d in places.get(top, ())}}
    assert sorted(missing) == []


def test_the_command_line_works_without_the_checkout(python: Path, tmp_path: Path) -> None:
    """The installed command lists its verbs from an empty folder."""
    printed = run("-m", "datapatch", "--help", python=python, folder=tmp_path)

    assert "serve" in printed


@pytest.mark.parametrize("module", ["webui", "datapatch.jobs", "datapatch.db.migrations"])
def test_every_entry_point_can_be_imported(python: Path, tmp_path: Path, module: str) -> None:
    """Nothing that runs reaches outside the package."""
    code = f"import {module} as m; print(m.__file__)"

    assert str(ROOT) not in run("-c", code, python=python, folder=tmp_path)


def test_resources_are_found_inside_the_package(python: Path, tmp_path: Path) -> None:
    """Hooks and schemas lie inside the installed package, where importlib.resources reads them."""
    code = (
        "from importlib.resources import files\n"
        "for name in ('hooks', 'schemas'):\n"
        "    print((files('datapatch') / name / '__init__.py').is_file())\n"
        "    print(files('datapatch.' + name).joinpath('__init__.py').is_file())\n"
    )

    assert run("-c", code, python=python, folder=tmp_path).split() == ["True"] * 4


def test_the_installed_database_can_be_made(python: Path, tmp_path: Path) -> None:
    """Migrations are shipped: a database can be made in an empty folder."""
    run("-m", "datapatch", "migrate", python=python, folder=tmp_path)

    assert (tmp_path / "instance" / "datapatch.sqlite").exists()


def _plain(distribution: str) -> str:
    """A distribution's name as requirements write it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
