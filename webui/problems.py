"""Problem documents with places: RFC 9457, each place a JSON Pointer into what was sent."""

import json
from collections.abc import Sequence

from flask import Response

from datapatch.translation import Translate
from datapatch.workflow.proposals.patch_proposals import Fault, Unfit

TYPE = "application/problem+json"
CONFLICT, UNPROCESSABLE = 409, 422


def unfit(error: Unfit, translate: Translate) -> Response:
    """The answer to a patch that cannot be taken."""
    status = CONFLICT if error.moved else UNPROCESSABLE
    return problem(status, error.sentence(translate), faults=error.faults, translate=translate)


def problem(
    status: int, title: str, *, faults: Sequence[Fault] = (), translate: Translate
) -> Response:
    """A problem document; ``errors`` lists the places."""
    document: dict[str, object] = {"type": "about:blank", "status": status, "title": title}
    if faults:
        document["errors"] = [
            {"pointer": fault.pointer, "detail": fault.said.sentence(translate)} for fault in faults
        ]
    return Response(json.dumps(document, ensure_ascii=False), status, content_type=TYPE)
