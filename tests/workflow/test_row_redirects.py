"""One place in two rows becomes one row; the old address leads on, and a reversal ends that."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import RowRedirect
from datapatch.errors import RowGone
from datapatch.types import DatasetName
from datapatch.workflow.abuse.vetting import Vetting
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.reindexing import reindex
from datapatch.workflow.privacy.purging import purge
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.listed_twice import Which, draft_union, find_others, read_twins
from datapatch.workflow.proposals.suggesting import read_sheet
from datapatch.workflow.review.accepting import Choices, RowPlace
from datapatch.workflow.rows.addressing import REVISION_LENGTH
from datapatch.workflow.rows.row_redirects import redirected
from datapatch.workflow.verdicts.deciding import accept
from datapatch.workflow.verdicts.reverting import revert
from tests.builders import NOON, OPERATOR, PLACES, Staff, import_places
from tests.workflow.test_publishing import git
from tests.workflow.test_purging import everything
from tests.workflow.walking import published_text, suggest_removal

PLAIN = DatasetName("hub", "plain")
PLAIN_CSV = b"nom,commune\nLe Port,Agde\nLa Gare,Lunel\nLe Port d'Agde,\n"
TRAILER = "--format=%(trailers:key=Merged-row,valueonly)"


def unite(
    instance: Instance,
    one: str,
    other: str,
    name: DatasetName = PLACES,
    kept: Which = Which.FIRST,
    **picked: Which,
) -> Receipt:
    """The change that makes one row of two, as a visitor sends it."""
    twins = read_twins(instance, ANONYMOUS, name, "places", addresses=(one, other))
    union = draft_union(instance, twins, kept, picked)
    assert not union.draft.violations
    vetting = replace(Vetting(), flags=(union.merged.flag,))
    return open_contribution(
        instance, ANONYMOUS, name, union.draft.proposal, Contributor(), now=NOON, vetting=vetting
    )


def leads_to(instance: Instance, address: str, name: DatasetName = PLACES) -> str:
    """Where an old address leads."""
    return redirected(instance, ANONYMOUS, name, "places", address)


def plain_text(instance: Instance) -> str:
    """The table without a key, as it is published."""
    with published(instance, PLAIN) as snapshot:
        return snapshot.table("places").data.decode()


def plain_head(instance: Instance) -> str:
    """The published revision of the table without a key, as addresses name it."""
    with published(instance, PLAIN) as snapshot:
        return snapshot.commit[:REVISION_LENGTH]


def forget(instance: Instance) -> None:
    """Lose what the database knows of merged rows."""
    with instance.database.transaction() as session:
        session.execute(delete(RowRedirect))


def test_two_rows_become_one_with_the_picked_cells(instance: Instance, staff: Staff) -> None:
    """One publication updates the row that stays and removes the other; no other byte changes."""
    picked = {"telephone": Which.SECOND, "nom": Which.FIRST}
    receipt = unite(instance, "p3", "p2", **picked)  # the first is that which stands first
    assert leads_to(instance, "p3") == ""
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert published_text(instance).splitlines()[1:] == [
        'p1,"La Fabrique, Sète",Sète,+33465710001,wifi|cours',
        "p2,Médiathèque du Lac,Montpellier,+33465710003,wifi",
    ]
    assert leads_to(instance, "p3") == "p2"


def test_stock_git_reads_which_rows_were_merged(instance: Instance, staff: Staff) -> None:
    """The trailer of the publication names the table, the old address and the new one."""
    receipt = unite(instance, "p2", "p3", kept=Which.SECOND)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert git(instance, "log", "-1", TRAILER, "main").split() == ["places", "p2", "p3"]
    assert leads_to(instance, "p2") == "p3"


def test_a_removal_that_was_left_out_merges_nothing(instance: Instance, staff: Staff) -> None:
    """Where the moderator keeps both rows, no trailer and no address says otherwise."""
    receipt = unite(instance, "p2", "p3", telephone=Which.SECOND)
    left_out = Choices(rows_left_out=frozenset({RowPlace("places", "remove", 2)}))
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=left_out)
    assert "p3,Cyber-base" in published_text(instance)
    assert git(instance, "log", "-1", TRAILER, "main").split() == []
    assert leads_to(instance, "p3") == ""


def test_a_reversal_gives_the_row_its_address_back(instance: Instance, staff: Staff) -> None:
    """Both rows stand again, and a later removal of the one does not lead to the other."""
    receipt = unite(instance, "p2", "p3")
    accept(instance, staff.moderator, receipt.id, now=NOON)
    revert(instance, staff.moderator, receipt.id, now=NOON)
    assert leads_to(instance, "p3") == ""
    accept(instance, staff.moderator, suggest_removal(instance, "p3").id, now=NOON)
    assert leads_to(instance, "p3") == ""
    reindex(instance, PLACES, lambda *_: None)
    assert leads_to(instance, "p3") == ""


def test_what_the_database_lost_comes_back_from_git(instance: Instance, staff: Staff) -> None:
    """Reading the history again finds every merge, and one merge may lead to the next."""
    accept(instance, staff.moderator, unite(instance, "p2", "p3").id, now=NOON)
    accept(instance, staff.moderator, unite(instance, "p1", "p2").id, now=NOON)
    assert leads_to(instance, "p3") == leads_to(instance, "p2") == "p1"
    forget(instance)
    assert leads_to(instance, "p3") == ""
    reindex(instance, PLACES, lambda *_: None)
    assert leads_to(instance, "p3") == leads_to(instance, "p2") == "p1"


def test_rows_without_a_key_are_merged_too(instance: Instance, staff: Staff) -> None:
    """The address that the row had when it was merged leads to today's of the other."""
    import_places(instance, PLAIN, PLAIN_CSV, overrides=Overrides(key=()))
    base = plain_head(instance)
    old, new = f"@{base}.3", f"@{base}.1"
    receipt = unite(instance, old, new, PLAIN, nom=Which.SECOND)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert plain_text(instance) == "nom,commune\nLe Port d'Agde,Agde\nLa Gare,Lunel\n"
    assert leads_to(instance, old, PLAIN) == f"@{plain_head(instance)}.1"


def test_a_row_that_went_meanwhile_cannot_be_merged(instance: Instance, staff: Staff) -> None:
    """Who merges it is told, and nothing is sent."""
    twins = read_twins(instance, ANONYMOUS, PLACES, "places", addresses=("p2", "p3"))
    accept(instance, staff.moderator, suggest_removal(instance, "p3").id, now=NOON)
    with pytest.raises(RowGone):
        draft_union(instance, twins, Which.FIRST, {})


def test_the_other_row_is_found_by_words_or_address(instance: Instance, staff: Staff) -> None:
    """Words, an address, or the whole address of its page; never the row itself."""
    sheet = read_sheet(instance, ANONYMOUS, PLACES, "places", address="p2")
    page = "https://data.example.org/hub/places/rows/places/p3"
    for words in ("cyber", "p3", page):
        assert [found.address for found in find_others(instance, sheet, words)] == ["p3"]
    assert find_others(instance, sheet, "médiathèque") == ()


def test_the_fact_is_told_to_the_moderator(instance: Instance, staff: Staff) -> None:
    """It is kept with the contribution, as one of its flags."""
    receipt = unite(instance, "p2", "p3")
    record = find_contribution(instance, OPERATOR, receipt.id)
    assert [flag.detail for flag in record.flags] == ["p3 → p2"]


def test_a_purge_takes_the_address_along(instance: Instance, staff: Staff, tmp_path: Path) -> None:
    """A key that is removed from every version stands in no trailer and no redirect either."""
    data = b"id,nom\na,Le Port\nport@agde.example,Le Port\n"
    import_places(instance, PLAIN, data, overrides=Overrides(key=("id",)))
    receipt = unite(instance, "a", "port~40agde~2Eexample", PLAIN)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert leads_to(instance, "port~40agde~2Eexample", PLAIN) == "a"
    purge(instance, OPERATOR, PLAIN, value="port@agde.example", now=NOON)
    assert b"port~40agde" not in everything(tmp_path)
    assert leads_to(instance, "port~40agde~2Eexample", PLAIN) == ""
