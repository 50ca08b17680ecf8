"""What a producer may choose for contributing and moderating, one value for each dataset.

They say how contributions come in and are decided, never what the data is: that is in git.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from datapatch.accounts.policy import Action, Actor
from datapatch.db.models import Dataset
from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import DatasetRecord, find_dataset
from datapatch.workflow.instance import Instance

_NO_SUCH = N_("There is no setting “{name}” for a dataset. The settings are: {names}.")
_BAD_VALUE = N_("The setting “{name}” cannot be “{value}”. Choose another value.")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices, with the defaults that suit a small association.

    Ages are seconds, days are days; limits count contributions in an hour; a ``score`` at or above
    a threshold asks for a proof of work, or sets the contribution apart. Names of fields are the
    first table's. ``empty`` names of fields, and 0 for a limit or a threshold, switch it off.
    ``addition_words`` invite to add a row, in place of the usual ones.
    """

    paused: bool = False
    max_waiting: int = 500
    agreement: int = 1
    light_fields: Names = ()
    locked_fields: Names = ()
    addition_words: str = ""

    form_least_seconds: int = 2
    form_most_seconds: int = 24 * 3600
    honeypot: bool = True
    proof_of_work_score: int = 3
    quarantine_score: int = 6
    sender_hourly: int = 30
    dataset_hourly: int = 600
    trace_days: int = 30

    place_field: str = ""

    territory_field: str = ""
    territory_values: Names = ()

    information_days: int = 14
    deputies_after_days: int = 7
    owners_after_days: int = 14
    contact_days: int = 30
    refused_days: int = 180
    quarantine_days: int = 60

    promised_days: int = 0
    ask_field: str = ""
    ask_hourly: int = 50

    @property
    def contact_kept(self) -> timedelta:
        """How long an address is kept once the decision was told."""
        return timedelta(days=self.contact_days)


def preferences_of(dataset: Dataset) -> Preferences:
    """What was chosen for ``dataset``; what a newer version chose is left out."""
    return _chosen(dataset.settings)


def read_preferences(instance: Instance, actor: Actor, name: DatasetName) -> Preferences:
    """The preferences, for who may read the dataset; raises `NotFound`."""
    return preferences_for(find_dataset(instance, actor, name))


def preferences_for(record: DatasetRecord) -> Preferences:
    """The preferences of a dataset that was found already."""
    return _chosen(record.settings)


def choose(
    instance: Instance, actor: Actor, name: DatasetName, values: Mapping[str, object]
) -> Preferences:
    """Change these preferences and keep the others.

    Raises `NotFound`, `Forbidden` for who does not administer the dataset, and `InvalidInput` for
    an unknown name or a value of another kind.
    """
    record = find_dataset(instance, actor, name, Action.ADMINISTER)
    with instance.database.transaction() as session:
        dataset = session.get_one(Dataset, record.id)
        chosen = _with(preferences_of(dataset), values)
        usual = asdict(Preferences())
        dataset.settings = {k: v for k, v in asdict(chosen).items() if v != usual[k]}
    return chosen


def _chosen(settings: Mapping[str, object]) -> Preferences:
    return _with(Preferences(), {k: v for k, v in settings.items() if k in NAMES})


def _with(preferences: Preferences, values: Mapping[str, object]) -> Preferences:
    checked: dict[str, Any] = {name: _checked(name, value) for name, value in values.items()}
    return replace(preferences, **checked)


def _checked(name: str, value: object) -> object:
    if name not in NAMES:
        raise InvalidInput(_NO_SUCH, name=name, names=", ".join(NAMES))
    usual = NAMES[name]
    if isinstance(usual, tuple) and isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    if type(value) is not type(usual) or (isinstance(value, int) and value < 0):
        raise InvalidInput(_BAD_VALUE, name=name, value=value)
    return value


NAMES: Mapping[str, object] = MappingProxyType(
    {item.name: item.default for item in fields(Preferences)}
)
"""Each preference by name, with its default."""
