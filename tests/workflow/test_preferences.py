"""What a producer chooses for a dataset."""

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.errors import Forbidden, InvalidInput
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import Preferences, choose, read_preferences
from tests.builders import OPERATOR, PLACES, Staff


def test_a_new_dataset_has_the_usual_preferences(instance: Instance) -> None:
    """Nobody needs to choose anything."""
    assert read_preferences(instance, OPERATOR, PLACES) == Preferences()


def test_what_is_chosen_stays(instance: Instance) -> None:
    """One choice leaves the others as they are, and is read again as it was made."""
    choose(instance, OPERATOR, PLACES, {"light_fields": ["telephone"], "agreement": 2})
    choose(instance, OPERATOR, PLACES, {"paused": True})
    found = read_preferences(instance, OPERATOR, PLACES)
    assert found == Preferences(paused=True, agreement=2, light_fields=("telephone",))


@pytest.mark.parametrize(
    "values", [{"colour": "red"}, {"paused": 1}, {"max_waiting": -1}, {"light_fields": "telephone"}]
)
def test_nonsense_is_refused(instance: Instance, values: dict[str, object]) -> None:
    """An unknown name or a value of another kind changes nothing, and the sentence names it."""
    with pytest.raises(InvalidInput, match=next(iter(values))):
        choose(instance, OPERATOR, PLACES, {"agreement": 3, **values})
    assert read_preferences(instance, OPERATOR, PLACES) == Preferences()


def test_a_moderator_does_not_choose(instance: Instance, staff: Staff) -> None:
    """Owners choose; those who decide on contributions, and visitors, do not."""
    for actor in (staff.moderator.actor, ANONYMOUS):
        with pytest.raises(Forbidden):
            choose(instance, actor, PLACES, {"paused": True})
