"""``datapatch import``: a file, a Data Package or a repository becomes a dataset."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.workflow.imports.importing import Imported

LONG_HISTORY, STEP = 100, 20
"""Revisions from which on the reading is told, and after how many it is told again."""


@click.command(
    help=N_(
        "Make a dataset from FILE: a CSV table, a datapackage.json, a git bundle or repository."
        "\n\n"
        "What was understood is printed; --encoding, --delimiter, --header-row, --key and "
        "--schema correct it.\n\n"
        "Example: datapatch import places.csv --workspace hub --name places --title 'Places'"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workspace", required=True, help=N_("Who publishes it."))
@click.option("--name", required=True, help=N_("Its name in addresses: letters, digits, hyphens."))
@click.option("--title", default="", help=N_("What people read above the table."))
@click.option("--description", default="", help=N_("One or two sentences about it."))
@click.option("--licence", default="etalab-2.0", show_default=True, help=N_("Its licence."))
@click.option("--contact", default="", help=N_("Who answers for it: published with the dataset."))
@click.option("--contact-email", default="", help=N_("Their address: published with the dataset."))
@click.option("--private", is_flag=True, help=N_("Only members of the workspace may read it."))
@click.option("--encoding", help=N_("The encoding of the file, when the guess is wrong."))
@click.option("--delimiter", help=N_("What stands between two cells; “tab” for a tab."))
@click.option(
    "--header-row", type=int, help=N_("The number of the row with the field names; 0: none.")
)
@click.option("--key", help=N_("The fields that tell rows apart, with commas; empty: none."))
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help=N_("A Table Schema (JSON) that says what the fields hold; nothing is guessed then."),
)
@click.option("--as", "login", metavar="LOGIN", help=N_("Who is named as author in the history."))
def command(  # noqa: PLR0913 - one parameter per option
    file: Path,
    workspace: str,
    name: str,
    *,
    title: str,
    description: str,
    licence: str,
    contact: str,
    contact_email: str,
    private: bool,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    key: str | None,
    schema: Path | None,
    login: str | None,
) -> None:
    """Import one file."""
    # git and the database take half a second to load: not for "datapatch --help".
    from datapatch.accounts.policy import Actor
    from datapatch.jobs import enqueue, read_history
    from datapatch.opening import open_ready
    from datapatch.workflow.imports.describing import Description
    from datapatch.workflow.imports.importing import Overrides
    from datapatch.workflow.imports.sources import import_path, read_schema
    from datapatch.workflow.naming import dataset_name
    from datapatch.workflow.people.joining import signature_of

    instance = open_ready(read_configuration())
    imported = import_path(
        instance,
        # Whoever may run this command holds the repositories and the database in their hands.
        Actor(is_administrator=True),
        dataset_name(workspace, name),
        file,
        Description(title or file.stem, description, licence, contact, contact_email),
        author=signature_of(instance, login, now=datetime.now(UTC)),
        overrides=Overrides(
            encoding,
            "\t" if delimiter == "tab" else delimiter,
            header_row,
            None if key is None else tuple(part for part in key.split(",") if part),
            schema=None if schema is None else read_schema(instance, schema),
        ),
        public=not private,
        progress=_tell_progress,
    )
    if not imported.is_read:
        click.echo(err=True)
        enqueue(instance.config, read_history, workspace, name)
    tell(imported, instance.config.base_url)


def _tell_progress(done: int, total: int) -> None:
    """Say how far a long history is read, on one line."""
    if total > LONG_HISTORY and (done % STEP == 0 or done == total):
        sentence = read_translator()(N_("Reading the history: {done} of {total} versions"))
        words = sentence.format(done=done, total=total)
        click.echo(f"\r{words}", nl=done == total, err=True)


def tell(imported: "Imported", base_url: str) -> None:
    """Say where the dataset is, how rows are told apart, and what to look at."""
    translate = read_translator()
    key = ", ".join(imported.key) or translate(N_("none; rows are told apart by their content"))
    click.echo(
        translate(N_("{name} is published: {address}")).format(
            name=imported.name, address=f"{base_url}/{imported.name}"
        )
    )
    if imported.reading:
        click.echo(imported.reading.sentence(translate))
    click.echo(translate(N_("Key: {key}")).format(key=key))
    for note in imported.notes:
        words = translate(N_("Note: {note}")).format(note=note.sentence(translate))
        click.echo(words, err=True)
    if imported.personal_fields:
        sentence = N_("Anybody can read these fields, which look like personal data: {fields}.")
        click.echo(translate(sentence).format(fields=", ".join(imported.personal_fields)), err=True)
