"""The command line: quick, in the reader's language, and brief about trouble."""

import subprocess
import sys

from datapatch.config import Config
from datapatch.environment import read_language
from tests.serving.conftest import ROOT, command_environment, datapatch

HEAVY = {"sqlalchemy", "alembic", "rq", "flask", "dulwich", "pandas", "numpy", "frictionless"}


def test_help_lists_the_verbs(config: Config) -> None:
    """``--help`` names each verb with what it does."""
    result = datapatch("--help", home=config.home)

    assert result.returncode == 0
    for verb in ("serve", "worker", "migrate"):
        assert f"  {verb} " in result.stdout


def test_help_loads_nothing_heavy(config: Config) -> None:
    """Listing every verb leaves the database, the web and the tables unloaded."""
    code = (
        "import sys, click, datapatch.cli as cli\n"
        "cli.datapatch.get_help(click.Context(cli.datapatch))\n"
        "print(*sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=command_environment(config.home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not HEAVY & set(result.stdout.split())


def test_the_command_line_speaks_french(config: Config) -> None:
    """Help and click's own words follow ``DATAPATCH_LANGUAGE``."""
    result = datapatch("--help", home=config.home, DATAPATCH_LANGUAGE="fr")

    assert "Utilisation" in result.stdout
    assert "Démarrer tout" in result.stdout
    assert "Show this message" not in result.stdout


def test_the_locale_chooses_the_language() -> None:
    """``DATAPATCH_LANGUAGE`` goes before the locale, and English is for all others."""
    assert read_language({"LANG": "fr_FR.UTF-8"}) == "fr"
    assert read_language({"LANG": "fr_FR.UTF-8", "DATAPATCH_LANGUAGE": "en"}) == "en"
    assert read_language({"LANG": "de_DE.UTF-8"}) == "en"
    assert read_language({}) == "en"


def test_a_wrong_setting_is_one_sentence(config: Config) -> None:
    """A setting that is no number is told without a traceback."""
    result = datapatch("migrate", home=config.home, DATAPATCH_PORT="five")

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "five" in result.stderr


def test_migrate_makes_what_check_asks_for(config: Config) -> None:
    """After ``migrate``, ``migrate --check`` finds nothing to say; before, it names what lacks."""
    config.instance.mkdir(parents=True)
    assert datapatch("migrate", "--check", home=config.home).returncode == 2

    assert datapatch("migrate", home=config.home).returncode == 0

    assert datapatch("migrate", "--check", home=config.home).returncode == 0
