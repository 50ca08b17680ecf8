"""Every expected failure, in one tree.

    DataPatchError
    ├── InvalidInput            what was given cannot be taken (web: 400, exit 2)
    │   ├── BadName             a workspace's, dataset's or resource's name
    │   ├── UnreadableTable     bytes that are not a table (empty, binary, NUL, encoding)
    │   ├── LimitExceeded       past a limit of this instance (web: 413)
    │   ├── BadDescriptor       a datapackage.json or Table Schema that cannot be read
    │   ├── BadQuery            an unknown field or operator in a request
    │   └── NothingChanged      a contribution that changes nothing
    ├── NotFound                no such dataset, row, revision or contribution (web: 404)
    ├── Forbidden               the policy says no (web: 403)
    ├── Conflict                the world moved on (web: 409)
    │   ├── PatchMismatch       old values of a patch are not what the table holds
    │   ├── BranchMoved         a branch is not where the writer thought
    │   ├── RowGone             the row that somebody changes was removed meanwhile
    │   ├── AlreadyExists       the name is taken
    │   └── AlreadyDecided      somebody decided this contribution before
    ├── TooMany                 past a limit of an hour (web: 429, with Retry-After)
    │   └── TooManyChecks       more rows of a dataset are confirmed than it takes
    └── Unavailable             a part of the machine is missing (web: 503, exit 2)
        ├── NotTaking           a dataset takes no contributions just now
        └── Crowded             too many are served at this moment (with Retry-After)

Each carries an English ``template`` and its data; ``sentence`` turns them into one sentence in the
reader's language that says what happened and what to do.
Violations and merge conflicts are values, not exceptions.
"""

from datapatch.translation import N_, Translate, untranslated


class DataPatchError(Exception):
    """An expected failure that is told to a person in one sentence."""

    template = N_("Something went wrong. Nothing was changed.")

    def __init__(self, template: str | None = None, /, **data: object) -> None:
        super().__init__()
        self.template = template or self.template
        self.data = data

    def sentence(self, translate: Translate = untranslated) -> str:
        """The sentence for a person, in the language of ``translate``."""
        return translate(self.template).format(**self.data)

    def __str__(self) -> str:
        return self.sentence()


class InvalidInput(DataPatchError):
    """What was given cannot be taken."""


class BadName(InvalidInput):
    """``name``"""

    template = N_(
        "“{name}” cannot be a name: use lower-case letters, digits and hyphens, "
        "at most 60, starting with a letter or digit."
    )


class UnreadableTable(InvalidInput):
    """Data depends on the template: ``file`` and what was found."""


class LimitExceeded(InvalidInput):
    """``what``, ``size``, ``limit``"""


class BadDescriptor(InvalidInput):
    """``file``, ``reason``"""

    template = N_("{file} cannot be read: {reason}.")


class BadQuery(InvalidInput):
    """Names the unknown field or operator and lists the right ones."""


class LockedField(InvalidInput):
    """A contribution changes a field that the producer locked."""

    template = N_("“{field}” is locked by the producer. Leave it as it is, then send the rest.")


class NothingChanged(InvalidInput):
    """A contribution that changes nothing."""

    template = N_("Nothing differs from what is published. Change something, then send.")


class NotFound(DataPatchError):
    """No such thing, or not for this reader."""

    template = N_("There is nothing at this address.")


class Forbidden(DataPatchError):
    """The policy says no."""

    template = N_("You may not do this here.")


class Conflict(DataPatchError):
    """The world moved on between reading and writing."""


class PatchMismatch(Conflict):
    """``row``, ``field``, ``expected``, ``found``"""

    template = N_(
        "Row {row}, field {field}: expected “{expected}”, found “{found}”. "
        "Make the change again on today's table."
    )


class BranchMoved(Conflict):
    """``branch``"""

    template = N_("{branch} moved meanwhile. Look again, then decide.")


class RowGone(Conflict):
    """The row that somebody changes was removed meanwhile."""

    template = N_("This row is not in the table any more: somebody removed it meanwhile.")


class AlreadyExists(Conflict):
    """``name``"""

    template = N_("{name} exists already. Choose another name.")


class AlreadyDecided(Conflict):
    """``by``, ``at``"""

    template = N_("{by} decided this contribution on {at}. Nothing was changed.")


class Unavailable(DataPatchError):
    """A part of the machine is missing; the template says which and what to install."""


class NotTaking(Unavailable):
    """A dataset takes no contributions just now."""

    template = N_(
        "This dataset takes no contributions just now. "
        "Its producer paused them: come back in a few days."
    )


class Crowded(Unavailable):
    """``seconds`` until it is worth another try."""

    template = N_("Many people are here at this moment. Try again in {seconds} s.")

    @property
    def retry_after(self) -> int:
        """Seconds until it is worth another try."""
        return int(str(self.data["seconds"]))


class TooMany(DataPatchError):
    """``minutes`` to wait, and the same in seconds, rounded up, as ``retry_after``."""

    template = N_("Too many at once. Try again in {minutes} min.")

    @property
    def retry_after(self) -> int:
        """Seconds until it is worth another try."""
        return int(str(self.data["retry_after"]))
