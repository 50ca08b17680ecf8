"""How far a long history is read."""

from flask_babel import gettext as _

from webui.presenters.datasets import Printed
from webui.words import number


def progress(read: int, revisions: int, url: str) -> Printed | None:
    """What the macro ``still_read`` shows, None when all is read; ``url``: where to look again."""
    if read >= revisions:
        return None
    said = _("%(read)s of %(all)s versions read…", read=number(read), all=number(revisions))
    return {"text": said, "value": read, "max": revisions, "url": url}
