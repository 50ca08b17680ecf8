"""``datapatch git-merge``: what git runs to merge a table that both sides changed."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_translator
from datapatch.errors import DataPatchError
from datapatch.terminal.writing import DIFFERENT, paint_for_output, replace_file, tell
from datapatch.translation import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapatch.tables.merge import MergeResult

BROKEN = 129
"""git takes a smaller code for a conflict; at this one it gives up."""
LEFT = N_("The conflicts are listed in {file}. Decide them with “datapatch resolve {path}”.")


@click.command(
    "git-merge",
    help=N_(
        "Merge one table for git, which gives the files of BASE, OURS and THEIRS and the PATH of "
        "the table; what stands between is not looked at. See “datapatch git-setup”.\n\n"
        "The result replaces OURS. Conflicts are listed here and in PATH.conflicts.json.\n\n"
        "Exit code: 0 merged, 1 conflicts, 129 something went wrong.\n\n"
        "Example: git config merge.datapatch.driver 'datapatch git-merge %O %A %B %L %P'"
    ),
)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("rest", nargs=-1, required=True)
def command(base: Path, ours: Path, theirs: Path, rest: tuple[str, ...]) -> None:
    """Answer as a merge driver.

    Source: https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver
    """
    path = Path(rest[-1])
    try:
        conflicts = merge_files((base, ours, theirs), path)
    except DataPatchError as error:
        click.echo(f"{path}: {error.sentence(read_translator())}", err=True)
        mark_conflicts(base, ours, theirs)
        sys.exit(BROKEN)
    except Exception:
        # Any other exit code would be taken for a conflict.
        sys.excepthook(*sys.exc_info())
        sys.exit(BROKEN)
    sys.exit(DIFFERENT if conflicts else 0)


def mark_conflicts(base: Path, ours: Path, theirs: Path) -> None:
    """Merge line by line, with marks: a git that does not give up then shows what is not merged.

    Git before 2.42 takes 129 for a conflict too.
    """
    # Only for what is no table.
    from datapatch.gitstore.stock import GitError, git_command, git_environment, output_of_git

    command = git_command("merge-file", "--quiet", str(ours), str(base), str(theirs))
    with suppress(GitError):  # it exits with the number of conflicts
        output_of_git(command, git_environment())


def merge_files(files: tuple[Path, Path, Path], path: Path) -> int:
    """Merge into the second file; how many conflicts there are, which are then told and kept."""
    # What reads and merges tables is not needed for "datapatch --help".
    from datapatch.terminal.keys import choose_key
    from datapatch.workflow.shell.found_tables import table_in_file
    from datapatch.workflow.shell.resolving_files import Versions

    base, ours, theirs = (table_in_file(file, named=path) for file in files)
    versions = Versions(base, ours, theirs)
    key = choose_key(None, None, *versions.all).fields
    merged = versions.merged(key)
    replace_file(files[1], [merged.table.data])
    _tell_conflicts(merged, key, path)
    return len(merged.conflicts)


def _tell_conflicts(merged: "MergeResult", key: "Sequence[str]", path: Path) -> None:
    """List the conflicts on the terminal and beside the table; none of an earlier merge stay."""
    # Loaded by whoever has conflicts to tell.
    from datapatch.presenting.conflicts import conflicts_text
    from datapatch.workflow.shell.resolving_files import conflicts_beside, written_conflicts

    kept = conflicts_beside(path)
    if not merged.conflicts:
        kept.unlink(missing_ok=True)
        return
    lines = conflicts_text(merged.conflicts, key, read_translator(), paint_for_output(sys.stderr))
    # Standard output may be what git itself is asked for.
    sys.stderr.writelines([f"{path}:\n", *lines])
    replace_file(kept, [written_conflicts(merged.conflicts, key)])
    tell(LEFT, path=path, file=kept)
