"""Which field of one schema is which field of another: by identity, else by name, else by place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from datapatch.tables.descriptors import Json
from datapatch.tables.field import ID
from datapatch.tables.schema import TableSchema

Renames = tuple[tuple[str, str], ...]
"""Old and new names of fields."""


def match_fields(
    old: Sequence[Json], new: Sequence[Json], renamed: Renames = ()
) -> dict[int, int] | None:
    """The place of each field descriptor of ``new`` in ``old``, where it has one.

    Equal identities decide, then equal names, then ``renamed``, then what differs in its name alone
    and stands at the same place. None where names or identities are repeated.
    """
    here, there = _named(old), _named(new)
    ids, other_ids = _identified(old), _identified(new)
    if here is None or there is None or ids is None or other_ids is None:
        return None
    found = {place: ids[key] for key, place in other_ids.items() if key in ids}
    _add(found, ((there[name], here[name]) for name in there if name in here), old, new)
    pairs = ((there[b], here[a]) for a, b in renamed if a in here and b in there)
    _add(found, pairs, old, new)
    places = range(min(len(old), len(new)))
    _add(found, ((n, n) for n in places if _like(old[n], new[n])), old, new)
    return found


def renames(old: TableSchema, new: TableSchema) -> Renames:
    """The fields whose identity is the same and whose name is not."""
    names = {field.id: field.name for field in new.fields if field.id}
    pairs = ((field.name, names.get(field.id, field.name)) for field in old.fields)
    return tuple((before, after) for before, after in pairs if before != after)


def identified(schema: TableSchema, resource: str) -> TableSchema:
    """The schema with an identity for every field that has none: eight hexadecimal
    digits made from the resource, the place and the name that it has now.
    """
    fields = (
        item if item.id else replace(item, id=_identity(resource, place, item.name))
        for place, item in enumerate(schema.fields)
    )
    return replace(schema, fields=tuple(fields))


def _identity(resource: str, place: int, name: str) -> str:
    return sha256(f"{resource}\n{place}\n{name}".encode("utf-8", "replace")).hexdigest()[:8]


def _add(
    found: dict[int, int],
    pairs: Iterable[tuple[int, int]],
    old: Sequence[Json],
    new: Sequence[Json],
) -> None:
    """The pairs of which neither is taken, and whose identities do not contradict each other."""
    taken = set(found.values())
    for place, origin in pairs:
        if place in found or origin in taken:
            continue
        if _get(old[origin], ID) in (None, _get(new[place], ID)) or _get(new[place], ID) is None:
            found[place] = origin
            taken.add(origin)


def _like(old: Json, new: Json) -> bool:
    """Whether two descriptors say the same, and enough, of fields with different names."""
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return False
    here = {name: value for name, value in old.items() if name != "name"}
    telling = here.keys() - {"type", "format"}
    return bool(telling) and here == {name: new[name] for name in new if name != "name"}


def _named(fields: Sequence[Json]) -> dict[object, int] | None:
    return _places([_get(item, "name") for item in fields])


def _identified(fields: Sequence[Json]) -> dict[object, int] | None:
    return _places([_get(item, ID) for item in fields])


def _places(keys: Sequence[object]) -> dict[object, int] | None:
    """The place of each key; None if one is repeated."""
    found = {key: place for place, key in enumerate(keys) if key is not None}
    return found if len(found) == len(keys) - keys.count(None) else None


def _get(item: Json, name: str) -> str | None:
    value = item.get(name) if isinstance(item, Mapping) else None
    return value if isinstance(value, str) else None
