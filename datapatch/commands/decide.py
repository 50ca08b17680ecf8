"""``datapatch decide``: a verdict on one contribution."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datapatch.environment import read_configuration, read_translator
from datapatch.errors import InvalidInput
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.workflow.instance import Instance
    from datapatch.workflow.publication.publishing import Moderator

_ONE_VERDICT = N_(
    "Say one of these: --accept, --refuse MOTIVE, --ask TEXT, --undo, --release or --revert."
)
_MOTIVES = ("unverifiable", "out-of-scope", "duplicate", "fixed", "spam", "other")
_NO_JSON = N_("{file} holds no JSON object.")


@click.command(
    help=N_(
        "Decide on contribution ID: accept it, refuse it, ask its author, or take the verdict "
        "back.\n\n"
        "A verdict is recorded at once and carried out a moment later by the running server. "
        "--now carries it out at once. --words goes to the contributor with a refusal.\n\n"
        "Examples:\n\n"
        "datapatch decide vg5sgdt8q3 --accept\n\n"
        "datapatch decide vg5sgdt8q3 --refuse unverifiable --words 'Nobody answers there.'"
    )
)
@click.argument("contribution", metavar="ID")
@click.option("--accept", "verdict", flag_value="accept", help=N_("Accept it."))
@click.option(
    "--choices",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("With --accept: a JSON file that says what is left out, corrected or chosen."),
)
@click.option("--refuse", "motive", type=click.Choice(_MOTIVES), help=N_("Refuse it, and why."))
@click.option("--words", default="", help=N_("A word to the contributor."))
@click.option("--ask", "question", help=N_("Ask the contributor this."))
@click.option("--undo", "verdict", flag_value="undo", help=N_("Take the verdict back."))
@click.option("--release", "verdict", flag_value="release", help=N_("Let it wait like any other."))
@click.option("--revert", "verdict", flag_value="revert", help=N_("Take its publication back."))
@click.option("--now", "at_once", is_flag=True, help=N_("Do not wait for the way back to end."))
@click.option("--as", "login", help=N_("Who decides: the login of a moderator."))
def command(
    contribution: str,
    *,
    verdict: str | None,
    choices: Path | None,
    motive: str | None,
    words: str,
    question: str | None,
    at_once: bool,
    login: str | None,
) -> None:
    """Find who decides, decide, and say how it stands."""
    # The database takes half a second to load: not for "datapatch --help".
    from datapatch.opening import open_ready
    from datapatch.workflow.people.joining import moderator_called
    from datapatch.workflow.review.choices_form import choices_of
    from datapatch.workflow.verdicts import asking, deciding, releasing, reverting

    if sum(given is not None for given in (verdict, motive, question)) != 1:
        raise InvalidInput(_ONE_VERDICT)
    instance, now = open_ready(read_configuration()), datetime.now(UTC)
    who = moderator_called(instance, login)
    if verdict == "accept":
        chosen = choices_of(_read(choices))
        deciding.accept(instance, who, contribution, now=now, choices=chosen)
    elif motive is not None:
        known = "" if motive == "other" else motive
        deciding.refuse(instance, who, contribution, motive=known, words=words, now=now)
    elif question is not None:
        asking.ask(instance, who, contribution, question, now=now)
    elif verdict == "undo":
        deciding.undo(instance, who, contribution, now=now)
    elif verdict == "release":
        releasing.release(instance, who, contribution, now=now)
    else:
        reverting.revert(instance, who, contribution, now=now)
    _tell(instance, who, contribution, at_once=at_once)


def _tell(instance: "Instance", who: "Moderator", contribution: str, *, at_once: bool) -> None:
    """Carry the verdict out where that is wanted, and print the state that it leads to."""
    # As above: these load the database.
    from datapatch.workflow.contributions import find_contribution
    from datapatch.workflow.verdicts.carrying_out import carry_out

    if at_once:
        carry_out(instance, contribution, now=datetime.now(UTC))
    record, translate = find_contribution(instance, who.actor, contribution), read_translator()
    said = translate(N_("{title}: {state}")).format(title=record.row_label, state=record.state)
    click.echo(said)


def _read(choices: Path | None) -> Mapping[str, object]:
    if choices is None:
        return {}
    try:
        found = json.loads(choices.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInput(_NO_JSON, file=choices) from error
    if not isinstance(found, dict):
        raise InvalidInput(_NO_JSON, file=choices)
    return found
