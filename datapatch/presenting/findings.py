"""The errors of a validation: as JSON, and for people at a terminal."""

import json
from collections.abc import Iterable, Iterator

from datapatch.presenting.cells import plain
from datapatch.tables.violation import Violation
from datapatch.translation import N_, Translate, untranslated

VALID = N_("Valid.")
INVALID = N_("Errors: {count}")
Found = tuple[str, Violation]
"""A resource, empty for a file by itself, and an error in it."""


def findings_json(found: Iterable[Found], translate: Translate = untranslated) -> Iterator[str]:
    """The JSON document, one error on a line; ``resource`` stands there in packages alone."""
    errors = iter(found)
    first = next(errors, None)
    yield f'{{"valid": {"true" if first is None else "false"}, "errors": ['
    if first is not None:
        yield "\n" + _form(first, translate)
        yield from (",\n" + _form(error, translate) for error in errors)
    yield "]}\n"


def findings_text(found: Iterable[Found], translate: Translate = untranslated) -> Iterator[str]:
    """One error on a line, then how many there are."""
    count = 0
    for resource, violation in found:
        count += 1
        before = f"{plain(resource)}: " if resource else ""
        yield f"{before}{plain(violation.sentence(translate))} ({violation.type})\n"
    yield (translate(INVALID).format(count=count) if count else translate(VALID)) + "\n"


def _form(found: Found, translate: Translate) -> str:
    resource, violation = found
    form: dict[str, object] = {"resource": resource} if resource else {}
    form |= {
        "row": violation.row,
        "field": violation.field,
        "type": violation.type,
        "message": violation.sentence(translate),
    }
    return json.dumps(form, ensure_ascii=False)
