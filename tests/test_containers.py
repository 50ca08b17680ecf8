"""The containers run what `make` runs: nothing is installed or started in another way there."""

import json
import re
from pathlib import Path

import yaml

from datapatch.cli import datapatch
from datapatch.config import config_from_environment

ROOT = Path(__file__).resolve().parent.parent
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
MAKEFILE = (ROOT / "Makefile").read_text()


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continuation lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def recipe(target: str) -> str:
    """What `make` does for a target."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)
    assert found, target
    return found[1]


def test_the_image_is_built_by_make() -> None:
    """The only commands besides packages and the user are a target of the Makefile."""
    runs = [words for verb, words in instructions() if verb == "RUN"]
    ours = [words for words in runs if "apt-get" not in words]
    assert [words.split(" && ")[0] for words in ours] == ["make build"]
    assert re.search(r"^build: \$\(BUILT\)$", MAKEFILE, re.MULTILINE)
    assert re.search(r"^run: \$\(BUILT\)$", MAKEFILE, re.MULTILINE)


def test_the_image_starts_what_make_run_starts() -> None:
    """`make run` and the container end in the same command."""
    (command,) = [words for verb, words in instructions() if verb == "CMD"]
    assert json.loads(command) == ["datapatch", "serve"]
    assert "$(BIN)/datapatch serve" in recipe("run")


def test_the_image_is_small_and_without_root() -> None:
    """Two stages; the last one runs as an own user and says whether it is well."""
    verbs = [verb for verb, _ in instructions()]
    last = instructions()[len(verbs) - 1 - verbs[::-1].index("FROM") :]
    assert verbs.count("FROM") == 2
    assert ("USER", "datapatch") in last
    assert any(verb == "HEALTHCHECK" and "/health" in words for verb, words in last)


def test_services_run_verbs_that_exist() -> None:
    """Each command is a verb of the command line, or the module that `serve` starts."""
    context = datapatch.make_context("datapatch", [], resilient_parsing=True)
    verbs = datapatch.list_commands(context)
    for name in ("migrate", "worker"):
        program, verb = SERVICES[name]["command"]
        assert (program, verb in verbs) == ("datapatch", True)
    assert SERVICES["web"]["command"] == ["python", "-m", "webui"]
    assert (ROOT / "webui" / "__main__.py").exists()


def test_services_set_only_what_the_configuration_reads() -> None:
    """The variables of compose.yaml lead to PostgreSQL, Redis and a mail server."""
    environment = {k: str(v) for k, v in SERVICES["web"]["environment"].items()}
    environment |= {"DATAPATCH_SMTP_PORT": "2525", "DATAPATCH_SMTP_HOST": "mail"}
    config = config_from_environment(environment, ROOT)
    assert config.database_url.startswith("postgresql://datapatch:")
    assert (config.redis_url, config.mail.host) == ("redis://broker/0", "mail")
    source = (ROOT / "datapatch" / "config.py").read_text()
    assert all(name in source for name in environment)


def test_web_and_worker_wait_for_what_they_need() -> None:
    """Tables are there before they start; data and database outlive the containers."""
    for name in ("web", "worker"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert SERVICES[name]["volumes"] == ["data:/data"]
    assert SERVICES["database"]["volumes"]
