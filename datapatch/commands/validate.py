"""``datapatch validate``: whether tables are what their schemas say."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_translator
from datapatch.errors import InvalidInput
from datapatch.terminal.writing import DIFFERENT, without_collecting, write_out
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.workflow.shell.validating import Finding

OWN_SCHEMAS = N_("{path} says itself which schemas its tables have. Leave out --schema.")


@click.command(
    help=N_(
        "Say what is wrong with PATH: a CSV file, a datapackage.json, a repository, or "
        "REPO:REVISION:RESOURCE.\n\n"
        "A CSV file is judged by --schema, or by the datapackage.json that lists it. The header is "
        "row 1; rows and types of errors are those of frictionless.\n\n"
        "Exit code: 0 valid, 1 invalid, 2 something went wrong.\n\n"
        "Examples:\n\n"
        "datapatch validate places.csv --schema schema.json\n\n"
        "datapatch validate . --format json"
    )
)
@click.argument("path")
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    help=N_("A Table Schema (JSON) that says what the fields hold."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=N_("How the errors are written."),
)
def command(path: str, *, schema: Path | None, form: str) -> None:
    """Validate one thing."""
    # What reads and judges tables is not needed for "datapatch --help".
    from datapatch.presenting.findings import findings_json, findings_text

    with without_collecting():
        findings = find(path, schema)
        # Whatever cannot be read is told before anything is written.
        first = next(findings, None)
        found = [] if first is None else chain([first], findings)
        told = ((finding.resource, finding.violation) for finding in found)
        present = findings_json if form == "json" else findings_text
        write_out(present(told, read_translator()))
    sys.exit(0 if first is None else DIFFERENT)


def find(text: str, schema: Path | None) -> "Iterator[Finding]":
    """The errors of what ``text`` names."""
    # As above.
    from datapatch.terminal.keys import read_schema
    from datapatch.workflow.shell import validating

    path = Path(text)
    is_table = path.exists() and not path.is_dir() and not _is_descriptor(path)
    if schema is not None and not is_table:
        raise InvalidInput(OWN_SCHEMAS, path=text)
    if is_table:
        return validating.validate_file(path, read_schema(schema) if schema else None)
    if path.is_dir():
        return validating.validate_folder(path)
    if not path.exists() and text.count(":") >= 2:
        return validating.validate_address(text)
    return validating.validate_package(path)


def _is_descriptor(path: Path) -> bool:
    return path.suffix == ".json"
