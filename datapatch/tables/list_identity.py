"""What tells the members of a descriptor's lists apart: fields, resources, keywords, parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from datapatch.tables.descriptors import Json, text
from datapatch.tables.field_identity import match_fields
from datapatch.tables.json_text import Node

_TEXTS = frozenset({"keywords", "enum", "missingValues", "path", "examples", "roles"})
"""Lists of texts that may grow on both sides. Others, such as a key, are one value."""

_OBJECTS = {
    "resources": ("name", "path"),
    "contributors": ("title", "email", "path"),
    "licenses": ("name", "path", "title"),
    "sources": ("title", "path"),
}
"""Lists of objects, and the properties by which each is known."""

Members = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the names that lead there, and the resource and field it belongs to."""

    path: tuple[str, ...] = ()
    resource: str | None = None
    field: str | None = None

    def below(self, name: str, versions: Iterable[Node | None]) -> "Place":
        """The place of a member, which these versions are."""
        kind = self.path[-1] if self.path else ""
        shown = next((_name(node) for node in versions if node and _name(node)), name)
        if kind == "resources":
            return Place((*self.path, shown), shown)
        if kind == "fields":
            return replace(self, path=(*self.path, shown), field=shown)
        return replace(self, path=(*self.path, name))

    def inside(self, *, field: str) -> "Place":
        """The same place, about one field or resource of the list there."""
        if self.path[-1] == "resources":
            return replace(self, resource=field)
        return replace(self, field=field)


def identities(
    base: Sequence[Node], ours: Sequence[Node], theirs: Sequence[Node], place: Place
) -> tuple[Members, Members, Members] | None:
    """The members of three lists under names that they share; None if the list is one value."""
    kind = place.path[-1] if place.path else ""
    if kind == "fields":
        return _fields(base, ours, theirs)
    found = [_named(nodes, kind) for nodes in (base, ours, theirs)]
    there = [members for members in found if members is not None]
    return (there[0], there[1], there[2]) if len(there) == 3 else None


def _named(nodes: Sequence[Node], kind: str) -> Members | None:
    """The members by the texts that they are or are known by; None if these are not distinct."""
    if kind in _TEXTS:
        names = [node.value if isinstance(node.value, str) else "" for node in nodes]
    elif kind in _OBJECTS:
        names = [_known_by(node.value, _OBJECTS[kind]) for node in nodes]
    else:
        return None
    distinct = len(set(names)) == len(names)
    empty = kind in _OBJECTS and "" in names
    plain = all(isinstance(node.value, str) for node in nodes) or kind in _OBJECTS
    return dict(zip(names, nodes, strict=True)) if distinct and plain and not empty else None


def _known_by(value: Json, properties: Iterable[str]) -> str:
    if not isinstance(value, Mapping):
        return ""
    return next((found for name in properties if (found := text(value, name))), "")


def _fields(
    base: Sequence[Node], ours: Sequence[Node], theirs: Sequence[Node]
) -> tuple[Members, Members, Members] | None:
    """Fields of base by their place, added ones by what the sides have in common."""
    before, here, there = ([node.value for node in nodes] for nodes in (base, ours, theirs))
    to_base, other, shared = (
        match_fields(before, here),
        match_fields(before, there),
        match_fields(here, there),
    )
    if to_base is None or other is None or shared is None:
        return None
    own = {n: f"base {to_base[n]}" if n in to_base else f"ours {n}" for n in range(len(ours))}
    return (
        {f"base {n}": node for n, node in enumerate(base)},
        {own[n]: node for n, node in enumerate(ours)},
        {_theirs(n, other, shared, own): node for n, node in enumerate(theirs)},
    )


def _theirs(
    place: int, to_base: Mapping[int, int], to_ours: Mapping[int, int], own: Mapping[int, str]
) -> str:
    if place in to_base:
        return f"base {to_base[place]}"
    shared = own.get(to_ours.get(place, -1), "")
    return shared if shared.startswith("ours") else f"theirs {place}"


def _name(node: Node) -> str:
    return text(node.value, "name") if isinstance(node.value, Mapping) else ""
