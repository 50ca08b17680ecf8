"""Answers that belong to one revision: the commit is their ETag; any site may read them."""

from flask import Response, request

from datapatch.workflow.versions import Version

YEAR = 365 * 24 * 3600


def not_modified(version: Version) -> Response | None:
    """The 304 for a reader who holds this revision already, before anything is read."""
    if request.if_none_match.contains(version.commit):
        return versioned(Response(status=304), version)
    return None


def versioned(response: Response, version: Version) -> Response:
    """``response`` with the headers of its revision.

    What is asked for by the full name of a commit never changes; private data stays out of shared
    caches.
    """
    response.set_etag(version.commit)
    cache = response.cache_control
    if version.record.facts.public:
        cache.public = True
    else:
        cache.private = True
        response.vary.add("Cookie")
    if version.fixed:
        cache.max_age, cache.immutable = YEAR, True
    else:
        cache.no_cache = True
    return open_to_all(response)


def open_to_all(response: Response) -> Response:
    """``response`` for pages of any site, without the reader's cookies (CORS)."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag"
    headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response
