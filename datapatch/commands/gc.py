"""``datapatch gc``: repositories packed now, without waiting for the job that does it."""

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.translation import N_


@click.command(
    help=N_(
        "Pack the git objects of DATASET (workspace/name), or of every dataset.\n\n"
        "The worker does it by itself when many have gathered. Readers, pushes and publications "
        "go on meanwhile.\n\n"
        "Example: datapatch gc hub-exemple/lieux-mediation-numerique"
    )
)
@click.argument("dataset", required=False)
def command(dataset: str | None) -> None:
    """Pack what was named, or all."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.naming import dataset_name
    from datapatch.workflow.publication.maintaining import every_dataset, pack_dataset

    instance, translate = open_ready(read_configuration()), read_translator()
    names = every_dataset(instance)
    if dataset is not None:
        names = (dataset_name(*dataset.partition("/")[::2]),)
    for name in names:
        packed = pack_dataset(instance, name)
        said = translate(N_("{name}: {before} kB of objects, now {after} kB"))
        kilobytes = {"before": packed.before // 1000, "after": packed.after // 1000}
        click.echo(said.format(name=name, **kilobytes))
