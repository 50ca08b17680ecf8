"""Everything that is kept of a dataset's history, made again from git."""

from time import sleep

from datapatch.errors import NotFound
from datapatch.index.history_file import writing
from datapatch.index.reading import begin_again, end_again
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import Outcome, Progress, index_history, reading_progress
from datapatch.workflow.rows.row_redirects import restore_redirects

WAITING_SECONDS = 0.5
NO_DATASET = N_("There is no dataset {name} here.")


def reindex(instance: Instance, name: DatasetName, progress: Progress) -> int:
    """Forget what is known of a history and read it again; how many revisions there are.

    Interrupted, the next call goes on. Where somebody else is reading, this waits for them.
    Raises `NotFound`.
    """
    file = instance.histories.file(name)
    with instance.repositories(name) as pair:
        if not pair.exists():
            raise NotFound(NO_DATASET, name=name)
    with file.open() as log, writing(log):
        begin_again(log)
    file.note_unread()  # should this be killed, the worker goes on
    while (outcome := index_history(instance, name, progress)) is not Outcome.ALL:
        if outcome is Outcome.TAKEN:
            progress(*reading_progress(instance, name))
            sleep(WAITING_SECONDS)
    with file.open() as log, writing(log):
        end_again(log)
    file.forget_note()
    restore_redirects(instance, name)
    return reading_progress(instance, name)[1]
