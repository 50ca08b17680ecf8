"""``datapatch user``, ``token`` and ``login-link``, as an operator types them on a new machine."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from datapatch.config import Config
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor
from tests.builders import import_places
from tests.cli.conftest import Run
from tests.serving.conftest import datapatch
from tests.workflow.walking import suggest


def test_the_first_command_makes_the_database(config: Config) -> None:
    """Nothing has to be started before an account is made, a table imported, a token printed."""
    added = datapatch("user", "add", "lea", "--name", "Léa", "--administrator", home=config.home)
    assert (added.returncode, added.stderr) == (0, "")
    told, link = added.stdout.splitlines()
    assert told == "Léa has an account. This link logs in, once:"
    assert re.fullmatch(r"http://127\.0\.0\.1:5000/login/\S{20,}", link)
    token = datapatch("token", "add", "lea", home=config.home)
    assert token.returncode == 0
    assert len(token.stdout.split()) == 1
    assert token.stderr == "Keep it: it is not shown again.\n"


def test_an_import_may_be_the_first_command(config: Config, tmp_path: Path) -> None:
    """On a new machine, in a process of its own."""
    (tmp_path / "trees.csv").write_bytes(b"id,name\n1,oak\n")
    place = ("--workspace", "hub", "--name", "trees")
    done = datapatch("import", str(tmp_path / "trees.csv"), *place, home=config.home)
    assert (done.returncode, done.stderr) == (0, "")
    folder = config.repos / "hub" / "trees.git"
    shown = subprocess.check_output(["git", "-C", folder, "show", "main:data/trees.csv"])
    assert shown == b"id,name\n1,oak\n"


@pytest.mark.parametrize(
    "command",
    [
        *(("user", "add"), ("token", "add"), ("login-link",), ("import",)),
        *(("person", "export"), ("person", "erase")),
    ],
    ids=" ".join,
)
def test_help_shows_how(run: Run, command: tuple[str, ...]) -> None:
    """Each command's help holds an example that can be copied."""
    ended = run(*command, "--help")
    assert ended.code == 0
    assert f"Example: datapatch {' '.join(command)} " in " ".join(ended.out.split())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("user", "add", "lea", "--name", "Other"), "lea exists already. Choose another name."),
        (("user", "add", "LEA", "--name", "Other"), "lea exists already. Choose another name."),
        (
            ("user", "add", "b", "--name", "B", "--email", "lea@example.org"),
            "Somebody has an account with this e-mail address already. Use another address.",
        ),
        (("user", "add", "é", "--name", "B"), "“é” cannot be a login: use unaccented letters"),
        (("user", "add", "b", "--name", " "), "The public name cannot be empty"),
        (("user", "add", "b", "--name", "B", "--email", "b"), "This is not an e-mail address."),
        (("user", "add", "b", "--name", "B", "--moderator", "../x"), "“../x” cannot be a name"),
        (("token", "add", "nobody"), "Nobody here is called “nobody”."),
        (("login-link", "nobody"), "Nobody here is called “nobody”."),
    ],
)
def test_what_cannot_be_done(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """One sentence, exit code 2, and the person of that name stays who they are."""
    first = run("user", "add", "lea", "--name", "Léa", "--email", "lea@example.org")
    assert first.code == 0
    ended = run(*words)
    assert ended.err.startswith(sentence)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_a_person_who_could_not_be_added_left_nothing(run: Run) -> None:
    """The login is free afterwards."""
    assert run("user", "add", "bob", "--name", "Bob", "--moderator", "../x").code == 2
    assert run("user", "add", "bob", "--name", "Bob", "--moderator", "hub").code == 0


def test_a_login_link_is_printed_alone(run: Run) -> None:
    """So that a script can take it; by address as well."""
    run("user", "add", "lea", "--name", "Léa", "--email", "lea@example.org")
    for who in ("lea", "lea@example.org"):
        ended = run("login-link", who)
        assert ended.code == 0
        assert re.fullmatch(r"http://127\.0\.0\.1:5000/login/\S{20,}\n", ended.out)


def test_what_is_held_is_printed_and_ends(run: Run, instance: Instance) -> None:
    """As JSON, by login or by a receipt's secret; once erased, nobody is called so."""
    import_places(instance)
    run("user", "add", "lea", "--name", "Léa", "--email", "lea@example.org", "--moderator", "hub")
    run("user", "add", "mo", "--name", "Mo", "--moderator", "hub")
    who = Contributor("Amine", "amine@example.org", "Ring twice", "", "en")
    receipt = suggest(instance, "p1", {"commune": "Agde"}, who)
    held = json.loads(run("person", "export", "lea").out)
    assert (held["account"]["email"], held["contributions"]) == ("lea@example.org", [])
    link = f"http://127.0.0.1:5000/receipts/{receipt.secret}"
    (sent,) = json.loads(run("person", "export", "--receipt", link).out)["contributions"]
    assert (sent["email"], sent["message"]) == ("amine@example.org", "Ring twice")
    assert run("person", "export").code == 2
    assert run("person", "export", "lea", "--receipt", receipt.secret).code == 2
    gone = run("person", "erase", "lea", "--withdraw-name")
    assert (gone.code, gone.out) == (0, "The account lea is deleted.\n")
    assert "Nobody here is called “lea”." in run("person", "erase", "lea").err
    assert run("person", "export", "lea").code == 2
    assert "WORKSPACE=LOGIN" in run("person", "erase", "mo", "--hand-over", "hub").err


def test_what_is_mistyped_ends_with_2_as_well(run: Run) -> None:
    """Words and options that do not exist, and those that are missing."""
    for words in (("plant",), ("import",), ("user", "add", "x"), ("token", "add", "--no")):
        ended = run(*words)
        assert ended.code == 2
        assert "datapatch" in ended.err
