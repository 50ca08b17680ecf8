"""Three-way merge of ``datapackage.json``, property by property: fields and resources keep their
identity, and what one side left alone keeps the bytes of the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.errors import BadDescriptor
from datapatch.tables.descriptors import TOO_LARGE, Json, read_json, text
from datapatch.tables.json_text import Node, parse_node, rebuilt
from datapatch.tables.list_identity import Place, identities
from datapatch.tables.ordering import merge_order
from datapatch.tables.renamed_keys import follow_renames


@dataclass(frozen=True, slots=True)
class DescriptorConflict:
    """A property that both sides changed, and not to the same; the merged file holds ours.

    ``path`` leads to it through the file by names; ``field`` is the base's name of the field that
    it belongs to. ``base``, ``ours`` and ``theirs`` are None where there is no such property.
    """

    path: tuple[str, ...]
    resource: str | None
    field: str | None
    base: Json
    ours: Json
    theirs: Json

    @property
    def property(self) -> str:
        """The property below its field or resource, such as ``constraints.required``."""
        known = {self.resource, self.field, None}
        below = [n for n, name in enumerate(self.path) if name in known and n]
        return ".".join(self.path[(below[-1] + 1 if below else 0) :])


@dataclass(frozen=True, slots=True)
class DescriptorMerge:
    """The merged file, and what contradicts itself."""

    data: bytes
    conflicts: tuple[DescriptorConflict, ...] = ()


def merge_descriptors(
    base: bytes, ours: bytes, theirs: bytes, file: str = "datapackage.json"
) -> DescriptorMerge:
    """``ours`` with what ``theirs`` changed since ``base``; the order is ours, what only theirs
    moved or added apart.

    Different properties of one field do not conflict, nor do a new name on one side and any other
    change on the other. Raises BadDescriptor when a side is not a JSON object.
    """
    if theirs in (base, ours):
        return DescriptorMerge(ours)
    if ours == base:
        return DescriptorMerge(theirs)
    head, node, tail = _opened(ours, file)
    merging = _Merging()
    sides = (_opened(base, file)[1], node, _opened(theirs, file)[1])
    merged = merging.merged(sides, Place()) or node
    merged = follow_renames(merged, sides)
    return DescriptorMerge(head + merged.text.encode() + tail, tuple(merging.conflicts))


def _opened(data: bytes, file: str) -> tuple[bytes, Node, bytes]:
    """The object in ``data``, and what stands before and behind it."""
    read_json(data, file)
    content = data.decode("utf-8-sig")
    begin = content.index("{")
    try:
        node, end = parse_node(content, begin)
    except RecursionError as error:
        raise BadDescriptor(TOO_LARGE, file=file) from error
    before = data[: len(data) - len(content[begin:].encode())]
    return before, node, content[end:].encode()


Versions = tuple[Node | None, Node | None, Node | None]
"""A value in base, ours and theirs; None where it does not exist."""


class _Merging:
    """Merges values and collects the conflicts that it finds."""

    def __init__(self) -> None:
        self.conflicts: list[DescriptorConflict] = []

    def merged(self, versions: Versions, place: Place) -> Node | None:
        """The merged value; None where there is none."""
        base, ours, theirs = versions
        if _same(ours, theirs) or _same(base, theirs):
            return ours
        if _same(base, ours):
            return theirs
        if ours and theirs and (members := self._members(base, ours, theirs, place)):
            return self._together(members, (base, ours, theirs), place)
        self._clash(versions, place)
        return ours

    def _members(
        self, base: Node | None, ours: Node, theirs: Node, place: Place
    ) -> "tuple[_Members, _Members, _Members] | None":
        """The members of all three, by what they have in common; None if they are one value."""
        if ours.is_object and theirs.is_object and (base is None or base.is_object):
            own = {} if base is None else dict(base.by_name)
            return own, dict(ours.by_name), dict(theirs.by_name)
        if ours.is_list and theirs.is_list and (base is None or base.is_list):
            nodes = () if base is None else base.nodes
            return identities(nodes, ours.nodes, theirs.nodes, place)
        return None

    def _together(
        self, members: "tuple[_Members, _Members, _Members]", versions: Versions, place: Place
    ) -> Node | None:
        base, ours, theirs = members
        merged = {}
        before = len(self.conflicts)
        for name in dict.fromkeys((*ours, *theirs, *base)):
            found = (base.get(name), ours.get(name), theirs.get(name))
            value = self.merged(found, place.below(name, found))
            if value is not None:
                merged[name] = value
        if clash := _repeated_name(merged, versions[1], place):
            del self.conflicts[before:]
            self._clash(versions, place.inside(field=clash))
            return versions[1]
        order = merge_order(list(base), list(ours), list(theirs), kept=merged)
        template = versions[1] if versions[1] and versions[1].members else versions[2]
        return template and rebuilt(template, [(name, merged[name]) for name in order])

    def _clash(self, versions: Versions, place: Place) -> None:
        values = (None if node is None else node.value for node in versions)
        self.conflicts.append(DescriptorConflict(place.path, place.resource, place.field, *values))


_Members = dict[str, Node]


def _same(one: Node | None, other: Node | None) -> bool:
    if one is None or other is None:
        return one is other
    return type(one.value) is type(other.value) and one.value == other.value


def _repeated_name(merged: Mapping[str, Node], ours: Node | None, place: Place) -> str | None:
    """The first name that two merged fields or resources have, and did not have in ours."""
    if place.path[-1:] not in (("fields",), ("resources",)):
        return None
    names = [_name(node) for node in merged.values()]
    own = [_name(node) for node in ours.nodes] if ours else []
    return next((name for name in names if names.count(name) > max(1, own.count(name))), None)


def _name(node: Node) -> str:
    return text(node.value, "name") if isinstance(node.value, Mapping) else ""
