"""Contributing by the API, described for machines."""

from collections.abc import Mapping, Sequence

from webui.presenters.openapi_parts import (
    Json,
    failed,
    header,
    json_of,
    path_parameter,
    reads,
    with_names,
)

_FAILURES: Mapping[str, str] = {
    "400": "Not to be read, or it changes nothing",
    "401": "The access token is not valid",
    "409": "The table does not hold the old values",
    "412": "Another version is published than If-Match names",
    "413": "Too many changes, or bytes",
    "422": "It does not fit; errors lists the places",
    "429": "Too many at once: Retry-After says when to try again",
}
_ANSWER: Json = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["text"],
                "properties": {"text": {"type": "string"}},
            }
        }
    },
}


def contributing(where: str, names: Sequence[Json]) -> dict[str, object]:
    """The addresses of who proposes something, and follows it by its receipt."""
    one = f"{where}/contributions/{{contribution}}"
    named = [*names, path_parameter("contribution")]
    receipt: list[Json] = [{"receipt": []}]
    return {
        f"{where}/contributions": with_names(names, {"post": _propose()}),
        f"{where}/contributions/challenge": with_names(
            names, {"get": reads("getChallenge", "A proof of work to solve (ALTCHA)")}
        ),
        one: with_names(
            named,
            {
                "get": {
                    **reads("followContribution", "How it stands"),
                    "security": [*receipt, {"token": []}],
                }
            },
        ),
        f"{one}/answer": with_names(
            named,
            {
                "post": {
                    **reads("answerModerators", "Answer the moderators"),
                    "security": receipt,
                    "requestBody": _ANSWER,
                }
            },
        ),
        f"{one}/amend": with_names(
            named,
            {
                "post": {
                    **reads("amend", "Send the changes anew, in place of those that wait"),
                    "security": receipt,
                    "requestBody": {"required": True, "content": json_of("Proposal")},
                }
            },
        ),
        f"{one}/withdraw": with_names(
            named, {"post": {**reads("withdraw", "Take it back"), "security": receipt}}
        ),
    }


def _propose() -> Json:
    return {
        "operationId": "propose",
        "summary": "Propose a patch; a moderator decides",
        "security": [{"token": []}, {}],
        "parameters": [header("Idempotency-Key"), header("If-Match")],
        "requestBody": {"required": True, "content": json_of("Proposal")},
        "responses": {
            "201": {"description": "It waits, or was set apart", "content": json_of("Receipt")},
            **{code: failed(said) for code, said in _FAILURES.items()},
        },
    }
