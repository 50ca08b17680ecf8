"""``datapatch git-setup``: stock git compares and merges the tables of a clone cell by cell."""

import shutil
from pathlib import Path

import click

from datapatch.environment import read_translator
from datapatch.terminal.writing import tell
from datapatch.translation import N_

SET_UP = N_("git compares and merges the tables of {folder} cell by cell now.")
UNDONE = N_("git compares and merges the tables of {folder} line by line again.")
NOT_FOUND = N_(
    "git will not find the command “datapatch”: add its folder to PATH, or install it with pipx."
)


@click.command(
    "git-setup",
    help=N_(
        "Make git compare and merge the tables of the clone in FOLDER cell by cell.\n\n"
        "Sets diff.datapatch and merge.datapatch in the clone's own settings, and attributes for "
        "*.csv and *.tsv where the repository does not bring them. Running it again changes "
        "nothing; --undo takes it back.\n\n"
        "Afterwards: git diff, git log -p --ext-diff, git merge, git rebase, git cherry-pick.\n\n"
        "Example: datapatch git-setup"
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--undo", is_flag=True, help=N_("Take the settings back."))
def command(folder: Path, *, undo: bool) -> None:
    """Set up one clone."""
    # As for every verb: what it needs is loaded when it runs.
    from datapatch.gitstore.clone_settings import install, uninstall

    (uninstall if undo else install)(folder)
    click.echo(read_translator()(UNDONE if undo else SET_UP).format(folder=folder))
    if not undo and shutil.which("datapatch") is None:
        tell(NOT_FOUND)
