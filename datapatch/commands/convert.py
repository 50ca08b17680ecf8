"""``datapatch convert``: a table in another format."""

from pathlib import Path

import click

from datapatch.environment import read_translator
from datapatch.terminal.writing import without_collecting, write_bytes
from datapatch.translation import N_


@click.command(
    help=N_(
        "Write the table IN in the format of OUT: csv, tsv, xlsx, ods, json, ndjson, geojson, "
        "parquet or sqlite; xls is read too. The endings of the names say which.\n\n"
        "Cells stay the texts that they are: leading zeros are kept. Numbers and dates are written "
        "as such where the schema of the table says so and nothing is lost. What a spreadsheet "
        "program would run is neutralised, and given back when the file is read again.\n\n"
        "Examples:\n\n"
        "datapatch convert places.xlsx places.csv --sheet 2023\n\n"
        "datapatch convert places.csv places.geojson\n\n"
        "datapatch convert .:HEAD:places export.csv --dialect excel-fr"
    )
)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--from", "kind_in", help=N_("The format of IN, when its name does not say it."))
@click.option("--to", "kind_out", help=N_("The format of OUT, when its name does not say it."))
@click.option("--sheet", default="", help=N_("The sheet of a workbook, by its name or number."))
@click.option(
    "--header-row", type=int, help=N_("The number of the row of a sheet that names the fields.")
)
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help=N_("A Table Schema (JSON) that says what the fields hold."),
)
@click.option(
    "--dialect",
    type=click.Choice(("csv", "tsv", "excel-fr")),
    help=N_(
        "How a CSV file is written; excel-fr opens properly in a French Excel, and is read back "
        "with --from excel-fr."
    ),
)
def command(
    source: str,
    target: Path,
    *,
    kind_in: str | None,
    kind_out: str | None,
    sheet: str,
    header_row: int | None,
    schema: Path | None,
    dialect: str | None,
) -> None:
    """Convert one table."""
    # What reads tables is not needed for "datapatch --help".
    from datapatch.formats.reading import READABLE, known_format
    from datapatch.formats.writing import WRITABLE
    from datapatch.terminal.keys import read_schema
    from datapatch.workflow.shell.converting import Reading, read_source, write_target

    given_back = kind_in == "excel-fr"
    kind = "csv" if given_back else known_format(kind_in, READABLE)
    reading = Reading(kind, sheet, header_row, "excel-fr" if given_back else "")
    with without_collecting():
        found = read_source(source, reading, read_schema(schema) if schema else None)
        for note in found.found.notes:
            click.echo(note.sentence(read_translator()), err=True)
        wanted = known_format(kind_out, WRITABLE)
        write_bytes(write_target(found, target, wanted, dialect or ""), target)
