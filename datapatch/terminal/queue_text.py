"""A moderator's queue as lines for a terminal."""

from collections.abc import Iterator

from datapatch.translation import N_, Translate
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.queue.queues import Queue

N_("nobody gave a name")


def queue_lines(queue: Queue, translate: Translate) -> Iterator[str]:
    """One line for each contribution, then how many there are."""
    for record in queue.records:
        yield f"{record.id}  {record.created_at:%Y-%m-%d}  {_about(record, translate)}\n"
    told = translate(N_("{shown} of {total}"))
    yield told.format(shown=len(queue.records), total=queue.total) + "\n"


def _about(record: ContributionRecord, translate: Translate) -> str:
    author = record.author_name or translate("nobody gave a name")
    kinds = {
        "correction": N_("correction"),
        "addition": N_("addition"),
        "deletion": N_("reported as gone"),
        "mixed": N_("several kinds"),
    }
    kind = translate(kinds.get(record.kind, str(record.kind)))
    return f"{record.dataset.name}  {record.row_label} ({kind}, {author})"
