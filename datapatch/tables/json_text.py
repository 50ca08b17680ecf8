"""JSON together with the text it was written in, so that what stays keeps its bytes.

Source: RFC 8259.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from json import JSONDecoder, dumps
from types import MappingProxyType

from datapatch.tables.descriptors import Json

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()
_CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object or array: its name (none in an array), its value, and the text before
    its name, from there to its value, and behind it up to the comma.
    """

    name: str
    node: "Node"
    lead: str = ""
    label: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value, its text, and its members if it is an object or array without repeated names.

    ``close`` is the text between the last member and the closing bracket.
    """

    text: str
    value: Json = field(repr=False)
    members: tuple[Member, ...] | None = None
    close: str = ""

    @property
    def is_object(self) -> bool:
        """Whether it is an object that can be taken apart."""
        return self.members is not None and isinstance(self.value, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether it is an array."""
        return self.members is not None and not isinstance(self.value, Mapping)

    @property
    def nodes(self) -> tuple["Node", ...]:
        """The values of its members, in order."""
        return tuple(member.node for member in self.members or ())

    @property
    def by_name(self) -> Mapping[str, "Node"]:
        """The values of an object's members."""
        return {member.name: member.node for member in self.members or ()}


def parse_node(text: str, begin: int = 0) -> tuple[Node, int]:
    """The value at ``begin`` and where it ends; ValueError for what is no JSON."""
    if text[begin : begin + 1] not in _CLOSING:
        value, end = _DECODER.raw_decode(text, begin)
        return Node(text[begin:end], value), end
    members, end = _members(text, begin)
    close, end = _space(text, end)
    return _container(text[begin : end + 1], members, close), end + 1


def _members(text: str, begin: int) -> tuple[list[Member], int]:
    members: list[Member] = []
    closing = _CLOSING[text[begin]]
    at = begin + 1
    while text[_space(text, at)[1]] != closing:
        if members:
            at = _space(text, at)[1] + 1  # the comma
        member, at = _member(text, at, named=closing == "}")
        members.append(member)
    return members, at


def _member(text: str, begin: int, *, named: bool) -> tuple[Member, int]:
    lead, start = _space(text, begin)
    name, at = _DECODER.raw_decode(text, start) if named else ("", start)
    if named:
        at = _space(text, _space(text, at)[1] + 1)[1]
    node, end = parse_node(text, at)
    tail, after = _space(text, end)
    if text[after] != ",":
        return Member(name, node, lead, text[start:at]), end
    return Member(name, node, lead, text[start:at], tail), after


def _space(text: str, begin: int) -> tuple[str, int]:
    found = _SPACE.match(text, begin)
    end = found.end() if found else begin
    return text[begin:end], end


def _container(text: str, members: Iterable[Member], close: str) -> Node:
    found = tuple(members)
    if text.startswith("["):
        return Node(text, tuple(member.node.value for member in found), found, close)
    value = MappingProxyType({member.name: member.node.value for member in found})
    return Node(text, value, found if len(value) == len(found) else None, close)


def rebuilt(template: Node, members: Iterable[tuple[str, Node]]) -> Node:
    """The object or array of ``template`` with these members; those that it had keep the text
    around them, others are laid out as its own are.
    """
    own = template.members or ()
    known = {member.node.text: member for member in own} if template.is_list else {}
    named = {} if template.is_list else {member.name: member for member in own}
    laid = []
    for place, (name, node) in enumerate(members):
        before = named.get(name) or known.get(node.text)
        stays = before is not None and (before is own[0]) == (place == 0)
        lead = before.lead if before is not None and stays else _lead(own, place)
        label = before.label if before else _label(name, own, template)
        moved = node if before and before.node is node else _indented(node, lead)
        laid.append(Member(name, moved, lead, label, before.tail if before else ""))
    text = ",".join(m.lead + m.label + m.node.text + m.tail for m in laid)
    mark = template.text[0]
    close = template.close if laid else ""
    return _container(mark + text + close + _CLOSING[mark], laid, close)


def _lead(own: tuple[Member, ...], place: int) -> str:
    if not own:
        return "" if place == 0 else " "
    if place == 0 or "\n" in own[0].lead:
        return own[0].lead
    return own[1].lead if len(own) > 1 else " "


def _label(name: str, own: tuple[Member, ...], template: Node) -> str:
    if template.is_list:
        return ""
    colon = own[0].label[len(own[0].label.rstrip(": \t\r\n")) :] if own else ": "
    return dumps(name, ensure_ascii=False) + colon


def _indented(node: Node, lead: str) -> Node:
    """``node`` with the indentation of the place where it comes to stand."""
    if "\n" not in node.text or "\n" not in lead:
        return node
    own = node.close.rpartition("\n")[2]
    end = "\r\n" if "\r\n" in lead else "\n"
    lines = node.text.replace("\r\n", "\n").split("\n")
    wanted = lead.rpartition("\n")[2]
    text = end.join([lines[0], *(wanted + line.removeprefix(own) for line in lines[1:])])
    return parse_node(text)[0]
