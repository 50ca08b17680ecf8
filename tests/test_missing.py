"""What the machine lacks: a skip for people, a failure in continuous integration."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = '''
import pytest

@pytest.mark.skipif(True, reason="missing: Chromium")
def test_marked():
    """Skipped before it begins."""

def test_inside():
    """Skipped while it runs."""
    pytest.skip("missing: PostgreSQL")

def test_other():
    """Skipped for another reason."""
    pytest.skip("not on this system")
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of tests that all skip, with our ``conftest.py``."""
    shutil.copy(Path(__file__).parent / "conftest.py", tmp_path)
    (tmp_path / "test_skips.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(
        "import pytest\npytest.skip('missing: git', allow_module_level=True)\n"
    )
    return tmp_path


def summary(project: Path, ci: str, *options: str) -> str:
    """What pytest prints there at the end."""
    quiet = ["-p", "no:cacheprovider", "-ra"]
    command = [sys.executable, "-m", "pytest", *quiet, *options, str(project)]
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(root), "PYTEST_ADDOPTS": ""}
    result = subprocess.run(
        command, env=environment, cwd=project, capture_output=True, text=True, check=False
    )
    return result.stdout


def test_a_person_reads_the_reason(project: Path) -> None:
    """Without ``CI=true`` each reason is in the summary, and nothing fails."""
    printed = summary(project, "")

    assert "4 skipped" in printed
    assert "missing: Chromium" in printed
    assert "failed" not in printed


def test_continuous_integration_fails(project: Path) -> None:
    """With ``CI=true`` a test or module skipped for want of something is an error."""
    printed = summary(project, "true", "--continue-on-collection-errors")

    assert "1 skipped" in printed
    assert "missing: PostgreSQL" in printed
    assert "missing: git" in printed
    assert "missing: Chromium" in printed
