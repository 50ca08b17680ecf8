"""``datapatch contribute``: a file becomes a contribution to a dataset of this instance."""

from datetime import UTC, datetime
from pathlib import Path

import click

from datapatch.environment import read_configuration, read_language, read_translator
from datapatch.errors import InvalidInput
from datapatch.translation import N_

_HELP = N_(
    "Propose the changes of a file: a patch (JSON, unified diff, git format-patch) or an edited "
    "copy of the table (CSV, XLSX, ODS). A moderator decides.\n\n"
    "Examples:\n\n"
    "datapatch contribute hub/places corrections.patch --name Amine\n\n"
    "datapatch contribute hub/places places.xlsx --dry-run"
)
_COUNTS = N_("Rows added: {added}, changed: {updated} (in {cells} cells), removed: {removed}.")
_MISSING = N_("Rows of the table that the file lacks: {count}. They stay; --remove removes them.")
_REMOVE = N_("More rows are missing than one contribution may remove. Leave --remove out.")
_SENT = N_("Sent as {id}. Follow it at {url}")


@click.command(help=_HELP)
@click.argument("dataset")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--resource", default="", help=N_("the table, where the file does not say it"))
@click.option("--name", default="", help=N_("your public name; it stays in the history"))
@click.option("--email", default="", help=N_("where to tell you the outcome; never shown"))
@click.option("--message", default="", help=N_("a word to the moderator"))
@click.option("--remove", is_flag=True, help=N_("also remove the rows that the file lacks"))
@click.option("--skip-faulty", is_flag=True, help=N_("send the file without its faulty rows"))
@click.option("--dry-run", is_flag=True, help=N_("say what would change, and send nothing"))
def command(
    dataset: str,
    file: Path,
    resource: str,
    *,
    remove: bool,
    skip_faulty: bool,
    dry_run: bool,
    **about: str,
) -> None:
    """Say what the file changes, then send it."""
    # The whole workflow takes half a second to load: not for "datapatch --help".
    from datapatch.accounts.policy import Actor
    from datapatch.db.models import Origin
    from datapatch.opening import open_ready
    from datapatch.workflow.datasets import find_dataset
    from datapatch.workflow.files import read_file
    from datapatch.workflow.imports.importing import SourceFile
    from datapatch.workflow.naming import dataset_name
    from datapatch.workflow.proposals.bulk_drafts import draft_of
    from datapatch.workflow.proposals.contributing import Contributor, open_contribution

    translate, operator = read_translator(), Actor(is_administrator=True)
    instance = open_ready(read_configuration())
    record = find_dataset(instance, operator, dataset_name(*dataset.partition("/")[::2]))
    draft = draft_of(instance, record, SourceFile(file.name, read_file(instance, file)), resource)
    if remove and draft.missing_count and not draft.may_remove:
        raise InvalidInput(_REMOVE)
    counts = draft.chosen(removing=remove, leaving_out=skip_faulty).counts
    told = {"added": counts.added, "updated": counts.updated, "removed": counts.removed}
    click.echo(translate(_COUNTS).format(cells=counts.cells, **told))
    if draft.missing_count and not remove:
        click.echo(translate(_MISSING).format(count=draft.missing_count))
    said = [*(n.sentence(translate) for n in draft.notes)]
    said += [v.sentence(translate) for row in draft.faulty for v in row.violations]
    for sentence in said:
        click.echo(sentence, err=True)
    if dry_run:
        return
    contributor = Contributor(
        name=about["name"] or draft.author,
        email=about["email"],
        message=about["message"] or draft.message,
        language=read_language(),
    )
    proposal = draft.proposal(removing=remove, leaving_out=skip_faulty)
    sent = (instance, operator, record.name, proposal, contributor)
    receipt = open_contribution(*sent, now=datetime.now(UTC), origin=Origin.FILE)
    url = f"{instance.config.base_url}/receipts/{receipt.secret}"
    click.echo(translate(_SENT).format(id=receipt.id, url=url))
