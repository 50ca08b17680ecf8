"""What the description of the API is put together from."""

from collections.abc import Mapping, Sequence

Json = Mapping[str, object]


def with_names(names: Sequence[Json], operations: Json) -> Json:
    """Operations at an address that has ``names`` in it."""
    return {"parameters": list(names), **operations} if names else operations


def reads(name: str, summary: str) -> dict[str, object]:
    """An operation that answers JSON, or that there is nothing."""
    said = {"description": "As it is", "content": {"application/json": {"schema": {}}}}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": said, "404": failed("There is nothing at this address")},
    }


def path_parameter(name: str) -> Json:
    """A name in the address."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def header(name: str) -> Json:
    """A header that may be sent."""
    return {"name": name, "in": "header", "schema": {"type": "string"}}


def json_of(schema: str) -> Json:
    """A body of JSON that fits one of the document's schemas."""
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def failed(said: str) -> Json:
    """An answer that tells a problem (RFC 9457)."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": said, "content": {"application/problem+json": {"schema": schema}}}
