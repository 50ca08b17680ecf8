"""A contribution as JSON for who holds its receipt."""

from datapatch.db.models import Speaker
from datapatch.tables.patch_form import patch_json
from datapatch.workflow.contributors.receipts import Followed


def receipt_json(followed: Followed) -> dict[str, object]:
    """Where it stands, what was said about it, and what it proposes."""
    record = followed.record
    return {
        "id": record.id,
        "dataset": str(record.dataset.name),
        "kind": str(record.kind),
        "state": str(record.state),
        "title": record.row_label,
        "created_at": record.created_at.isoformat(),
        "base_commit": record.base,
        "patches": [{"resource": p.resource, "patch": patch_json(p)} for p in record.patches],
        "verdict": str(record.verdict) if record.verdict else None,
        "reason": record.reason,
        "decided_at": record.decided_at.isoformat() if record.decided_at else None,
        "published_commit": record.published_commit,
        "remarks": [
            {
                "by": "moderator" if remark.speaker == Speaker.MODERATOR else "contributor",
                "text": remark.text,
                "at": remark.created_at.isoformat(),
            }
            for remark in followed.remarks
        ],
    }
