"""The queue and its contributions as JSON, for the API and the command line.

schemas/contributions.schema.json describes it. An address that was left is never in it.
"""

from collections.abc import Mapping
from datetime import datetime

from datapatch.tables.patch_form import patch_json
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.queue.queues import Queue

Json = Mapping[str, object]


def queue_json(queue: Queue, *, page: int, page_size: int) -> dict[str, object]:
    """A page of a queue with its counts."""
    return {
        "data": [contribution_json(record) for record in queue.records],
        "meta": {
            "page": page,
            "page_size": page_size,
            "total": queue.total,
            "counts": {str(tab): count for tab, count in queue.counts.items()},
        },
    }


def contribution_json(record: ContributionRecord, *, whole: bool = False) -> Json:
    """One contribution as moderators see it; ``whole``: with its patches."""
    found: dict[str, object] = {
        "id": record.id,
        "dataset": str(record.dataset.name),
        "kind": str(record.kind),
        "origin": str(record.origin),
        "state": str(record.state),
        "resource": record.resource,
        "title": record.row_label,
        "row": record.row_address,
        "author": record.author_name,
        "has_email": record.has_email,
        "message": record.message,
        "source": record.source,
        "flags": [{"name": flag.name, "detail": flag.detail} for flag in record.flags],
        "created_at": record.created_at.isoformat(),
        "verdict": str(record.verdict) if record.verdict else None,
        "reason": record.reason,
        "decided_by": record.decided_by,
        "decided_at": _moment(record.decided_at),
        "carry_out_at": _moment(record.carry_out_at),
        "published_commit": record.published_commit,
    }
    if whole:
        found["base_commit"] = record.base
        found["patches"] = [
            {"resource": patch.resource, "patch": patch_json(patch)} for patch in record.patches
        ]
    return found


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
