"""``datapatch reindex``: what is kept of histories, made again from git."""

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.terminal.progress import ProgressLine
from datapatch.translation import N_


@click.command(
    help=N_(
        "Read the history of DATASET (workspace/name) again, or of every dataset.\n\n"
        "Who changed which cell, the lives of rows and the maps of changes are kept beside the "
        "repositories; nothing there is lost with them. Readers and publications go on "
        "meanwhile. Ctrl-C stops it; the next run goes on where it stopped.\n\n"
        "Exit code: 0 all is read, 2 something went wrong.\n\n"
        "Examples:\n\n"
        "datapatch reindex\n\n"
        "datapatch reindex hub-exemple/lieux-mediation-numerique"
    )
)
@click.argument("dataset", required=False)
def command(dataset: str | None) -> None:
    """Read what was named again, or all."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.naming import dataset_name
    from datapatch.workflow.past.reindexing import reindex
    from datapatch.workflow.publication.maintaining import every_dataset
    from datapatch.workflow.rows.row_indexing import index_published_rows

    instance, translate = open_ready(read_configuration()), read_translator()
    names = every_dataset(instance)
    if dataset is not None:
        names = (dataset_name(*dataset.partition("/")[::2]),)
    for name in names:
        with ProgressLine(str(name)) as progress:
            count = reindex(instance, name, progress)
        index_published_rows(instance, name)
        said = translate(N_("{name}: {count} versions read"))
        click.echo(said.format(name=name, count=count))
