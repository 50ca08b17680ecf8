"""Ancestry is what git says it is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.gitstore.history import additions, descends, merge_bases
from datapatch.gitstore.repository import Repository
from datapatch.types import CommitId, ObjectId
from tests.gitstore.conftest import Commit


def test_merge_base_of_a_fork(repository: Repository, commit: Commit) -> None:
    """A contribution and main part where the contribution began."""
    root = commit({"a": b"0"})
    main = commit({"a": b"1"}, [root], hours=1)
    mine = commit({"a": b"2"}, [root], hours=2)
    merged = commit({}, [main, mine], hours=3)
    stranger = commit({"b": b""}, hours=9)
    assert repository.merge_base(main, mine) == root
    assert repository.merge_base(merged, mine) == mine
    assert repository.merge_base(main, stranger) is None
    assert repository.is_ancestor(root, merged)
    assert not repository.is_ancestor(merged, root)
    added = repository.new_revisions(merged, main)
    assert {revision.id for revision in added} == {merged, mine}


def test_equal_times(repository: Repository, commit: Commit) -> None:
    """Commits of one second, as a program writes them, change nothing."""
    line = [commit({"a": b"0"})]
    for number in range(1, 20):
        line.append(commit({"a": b"%d" % number}, [line[-1]]))
    assert repository.merge_base(line[3], line[17]) == line[3]
    assert repository.is_ancestor(line[0], line[19])
    assert len(repository.new_revisions(line[19], line[4])) == 15


Graph = list[tuple[list[int], int]]
"""Of each commit: the earlier commits that are its parents, and its second."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Histories with forks, merges, several roots, and clocks that go wrong."""
    size = draw(st.integers(2, 12))
    graph: Graph = []
    for number in range(size):
        parents = draw(st.sets(st.sampled_from(range(number)), max_size=3)) if number else set()
        clock = draw(st.sampled_from([number * 60, number * 60, 0, 400]))
        graph.append((sorted(parents), clock))
    return graph


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_against_the_definition(graph: Graph) -> None:
    """Merge bases are the common ancestors that no other common ancestor descends from."""
    names = [CommitId(ObjectId(f"{number:040x}")) for number in range(len(graph))]
    table = {
        names[number]: ([names[parent] for parent in parents], second)
        for number, (parents, second) in enumerate(graph)
    }

    def ancestors(commit: CommitId) -> set[CommitId]:
        return {commit}.union(*(ancestors(parent) for parent in table[commit][0]))

    left, right = names[-1], names[-2]
    common = ancestors(left) & ancestors(right)
    best = {one for one in common if not any(one in ancestors(o) for o in common - {one})}
    assert set(merge_bases(table.__getitem__, left, right)) == best
    for old in names:
        assert descends(table.__getitem__, left, old) == (old in ancestors(left))
    assert set(additions(table.__getitem__, left, None)) == ancestors(left)
    assert set(additions(table.__getitem__, left, right)) >= ancestors(left) - ancestors(right)
