"""Headers that every answer carries: nothing is loaded from elsewhere, nothing runs inline."""

from flask import Flask, Response

from webui.embedding import embedded

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of pages that were asked for a frame."""


def secure(app: Flask) -> None:
    """Add the headers to every answer of ``app``."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", FRAMED if embedded() else POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if response.mimetype == "text/html":
        # Pages differ by language and by reader: no shared cache may keep one for another.
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add("Vary", "Cookie, Accept-Language")
    return response
