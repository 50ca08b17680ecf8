"""The command line: one verb per file of ``commands/``, and one place where errors end."""

import atexit
import gc
import gettext
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import click

from datapatch import commands
from datapatch.environment import read_language, read_translator
from datapatch.errors import DataPatchError
from datapatch.translation import DOMAIN, FOLDER, N_, Translate

EXPECTED_TROUBLE = 2
"""The exit code of a command that ends with one sentence instead of what was asked."""

CLICK_WORDS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("No such command {name!r}."),
    N_("Missing command."),
    N_("Aborted!"),
    N_("default: {default}"),
    N_("required"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("No such option {name!r}."),
)
"""What click says by itself, listed here so that our catalogues hold it."""


class Verbs(click.Group):
    """The modules of ``commands/``, loaded when asked for: each defines ``command``."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs, in the order of the alphabet."""
        return sorted(_verb(module.name) for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, its help in the reader's language; None when unknown."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{_module(cmd_name)}")
        command: click.Command = module.command
        _translate_help(command, read_translator())
        return command


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("Data Patch: publish tables, let anybody improve them, decide in two clicks."),
)
@click.version_option(package_name="datapatch", message="%(prog)s %(version)s")
def datapatch() -> None:
    """Hold the verbs."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave: 0 when it did what was asked, 2 with a sentence when not."""
    # numpy's linear algebra, which no command uses, would start threads that wait for work
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # what is left at the end goes with the process: nobody need look through it for cycles
    atexit.register(gc.freeze)
    _speak_to_click(read_language())
    _translate_help(datapatch, read_translator())
    try:
        datapatch.main(arguments, prog_name="datapatch")
    except DataPatchError as error:
        click.echo(error.sentence(read_translator()), err=True)
        sys.exit(EXPECTED_TROUBLE)


def _verb(module: str) -> str:
    return module.rstrip("_").replace("_", "-")


def _module(verb: str) -> str:
    # "import" cannot name a module that is imported by name.
    return "import_" if verb == "import" else verb.replace("-", "_")


def _translate_help(command: click.Command, translate: Translate) -> None:
    command.help = translate(command.help or "") or None
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = translate(option.help)
    if isinstance(command, click.Group):
        for verb in command.commands.values():
            _translate_help(verb, translate)


def _speak_to_click(language: str) -> None:
    """Let click find its words in our catalogue: it asks gettext's default domain."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


if __name__ == "__main__":
    main()
