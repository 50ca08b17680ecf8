"""Keys of a merged schema that name a field by the name that one side gave up."""

from collections.abc import Mapping, Sequence
from json import dumps

from datapatch.tables.descriptors import Json, items, objects, text
from datapatch.tables.field_identity import match_fields
from datapatch.tables.json_text import Node, rebuilt

_KEYS = ("primaryKey", "foreignKeys")


def follow_renames(merged: Node, sides: tuple[Node, Node, Node]) -> Node:
    """``merged`` with primary and foreign keys that follow the fields which a side renamed."""
    resources = merged.by_name.get("resources")
    if resources is None or not resources.is_list:
        return _schema(merged, [side.value for side in sides])
    kept = [_resource(node, sides) for node in resources.nodes]
    return _with(merged, "resources", _listed(resources, kept))


def _resource(node: Node, sides: tuple[Node, Node, Node]) -> Node:
    schema = node.by_name.get("schema")
    if schema is None or not schema.is_object:
        return node
    values = [_schema_of(side.value, _name(node.value)) for side in sides]
    return _with(node, "schema", _schema(schema, values))


def _schema_of(package: Json, name: str) -> Json:
    resources = objects(package.get("resources")) if isinstance(package, Mapping) else ()
    return next((item.get("schema") for item in resources if _name(item) == name), None)


def _schema(node: Node, versions: Sequence[Json]) -> Node:
    """The schema with keys that name today's fields."""
    base, *others = (_fields(version) for version in versions)
    names = _new_names(base, others, {_name(item) for item in _fields(node.value)})
    for key in _KEYS:
        if names and key in node.by_name:
            node = _with(node, key, _renamed(node.by_name[key], names))
    return node


def _new_names(
    base: Sequence[Json], sides: Sequence[Sequence[Json]], known: set[str]
) -> dict[str, str]:
    """The names that no field has any more, with those that their fields have."""
    found: dict[str, set[str]] = {}
    for side in sides:
        for new, old in (match_fields(base, side) or {}).items():
            found.setdefault(_name(base[old]), {_name(base[old])}).add(_name(side[new]))
    today = ((names, names & known) for names in found.values())
    return {old: min(now) for names, now in today for old in names - known if len(now) == 1}


def _fields(schema: Json) -> tuple[Json, ...]:
    return items(schema.get("fields")) if isinstance(schema, Mapping) else ()


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    """A key with the new names: a text, a list of texts, or objects with ``fields``."""
    if isinstance(node.value, str):
        new = names.get(node.value)
        return node if new is None else Node(dumps(new, ensure_ascii=False), new)
    if node.is_list:
        return _listed(node, [_renamed(each, names) for each in node.nodes])
    if "fields" in node.by_name:
        return _with(node, "fields", _renamed(node.by_name["fields"], names))
    return node


def _listed(node: Node, members: Sequence[Node]) -> Node:
    """The list with other members, or itself where they are the same."""
    same = all(new.text == old.text for new, old in zip(members, node.nodes, strict=True))
    return node if same else rebuilt(node, [("", member) for member in members])


def _with(node: Node, name: str, value: Node) -> Node:
    """The object with another value of one member."""
    if node.by_name[name].text == value.text:
        return node
    members = node.members or ()
    return rebuilt(node, [(m.name, value if m.name == name else m.node) for m in members])


def _name(value: Json) -> str:
    return text(value, "name") if isinstance(value, Mapping) else ""
