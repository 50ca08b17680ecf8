"""What every test finds: a clean environment, a home of its own, the real data where there is any.

A skip whose reason begins with "missing:" says that the machine lacks something that CI must have:
with ``CI=true`` it is a failure.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from datapatch.config import Config, MailConfig

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent
MISSING = "missing:"
PERSONAL = ("DATAPATCH_", "GIT_", "LC_", "LANG", "MAKE", "MFLAGS")
"""How settings begin that a test must not find: the tests are run by make, and run make."""


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> Iterator[None]:
    """No setting, language or git configuration of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            kept = name.startswith("DATAPATCH_TEST_")
            if name.startswith(PERSONAL) and not kept:
                patch.delenv(name)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        yield


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An instance in a temporary folder, which sends its mail into a folder."""
    return Config(home=tmp_path / "home", language="en", sample=False, mail=MailConfig())


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real datasets; the test is skipped where there is none."""
    folder = os.environ.get("DATAPATCH_TEST_DATA")
    if not folder:
        pytest.skip("DATAPATCH_TEST_DATA names no folder of real data")
    return Path(folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that was skipped for want of something, where all must be there."""
    report = yield
    _fail_if_missing(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that was skipped for want of something, where all must be there."""
    report = yield
    _fail_if_missing(report)
    return report


def _fail_if_missing(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get("CI") == "true" and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith(MISSING):
            report.outcome = "failed"
            report.longrepr = f"CI=true, and this may not be skipped: {reason}"
