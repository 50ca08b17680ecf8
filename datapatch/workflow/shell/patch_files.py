"""Patches in files: our JSON, or a unified diff."""

import json
from pathlib import Path

from datapatch.errors import InvalidInput
from datapatch.tables.applying import apply
from datapatch.tables.patch_parsing import parse_patch
from datapatch.translation import N_
from datapatch.workflow.shell.found_tables import FoundTable, refuse_repeated

BESIDE = ("base", "message")
"""What the API's patches hold beside what a diff says."""
NOT_JSON = N_("{file} is not the JSON of a patch: line {line}, column {column}: {reason}.")


def carry_out(found: FoundTable, patch: bytes, *, file: str) -> bytes:
    """The bytes of the table once ``patch``, which people call ``file``, is carried out.

    Raises InvalidInput for what is no patch, PatchMismatch where it is for another table.
    """
    if patch.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        refuse_repeated(found)
        parsed = parse_patch(decoded(patch, file), beside=BESIDE)
        return apply(found.table, parsed).data
    # The parser of unified diffs is not needed for ours.
    from datapatch.tables.line_patches import apply_lines

    name = Path(found.path).name
    return apply_lines(found.table.data, patch, table=name, file=file)


def decoded(patch: bytes, file: str) -> object:
    """The JSON in a file that people call ``file``; raises InvalidInput with the place."""
    try:
        return json.loads(patch)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise InvalidInput(NOT_JSON, file=file, reason=error.msg, **place) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(NOT_JSON, file=file, line=1, column=1, reason=error) from error
