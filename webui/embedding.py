"""Pages that other sites may show in a frame: a row and its forms, without header and footer.

Whoever frames them asks with ``?embed=1``. A frame of another site gets no cookie of ours, so
nobody is logged in there; what a form does there, it does for a stranger.
"""

from flask import request

FRAMED = frozenset(
    {
        "rows.row",
        "contributing.suggest_change",
        "contributing.send_change",
        "contributing.suggest_addition",
        "contributing.send_addition",
        "contributing.report_gone",
        "contributing.send_gone",
        "contributing.report_problem",
        "contributing.send_report",
        "receipts.receipt",
    }
)
"""The views that may be framed."""


def embedded() -> bool:
    """Whether this page was asked for a frame."""
    return request.endpoint in FRAMED and request.args.get("embed") == "1"


def kept() -> str:
    """What an address carries on from a framed form: "1", or "" outside of a frame."""
    return "1" if embedded() else ""
