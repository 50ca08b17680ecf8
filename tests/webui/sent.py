"""What a form that was sent leaves behind: a contribution, a commit, objects in git."""

import subprocess

from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord, waiting_contributions
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, PLACES


def waiting(instance: Instance) -> ContributionRecord:
    """The one contribution that waits."""
    (record,) = waiting_contributions(instance, OPERATOR)
    return record


def changed_lines(instance: Instance, record: ContributionRecord) -> list[str]:
    """The lines that a contribution's commit removes and adds, as stock git shows them."""
    repository = instance.repositories(record.dataset.name).review_path
    command = ["git", "-C", repository, "show", "--format=", "-U0", str(record.commit)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = (line for line in shown.splitlines() if line[:1] in ("+", "-"))
    return [line for line in lines if line[:3] not in ("+++", "---")]


def every_object(instance: Instance, name: DatasetName = PLACES) -> bytes:
    """The content of every object of both repositories, reachable or not."""
    pair = instance.repositories(name)
    command = ["git", "cat-file", "--batch-all-objects", "--batch"]
    paths = (pair.published_path, pair.review_path)
    return b"".join(
        subprocess.run(command, cwd=path, check=True, capture_output=True).stdout for path in paths
    )
