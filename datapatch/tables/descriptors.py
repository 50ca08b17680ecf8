"""JSON documents as read-only values: Data Packages and Table Schemas before they get a meaning."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias

import yaml

from datapatch.errors import BadDescriptor
from datapatch.translation import N_

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""A frozen JSON value: tuples for arrays, read-only mappings for objects."""

PlainJson: TypeAlias = "bool | int | float | str | list[PlainJson] | dict[str, PlainJson] | None"
"""A JSON value as ``json.dumps`` takes it."""

Descriptor = Mapping[str, Json]

EMPTY: Descriptor = MappingProxyType({})


def empty() -> Descriptor:
    """An object without properties."""
    return EMPTY


LARGEST = 500_000
"""Values in one descriptor: YAML aliases can make a small file explode."""

NOT_JSON = N_("{file} is not JSON (line {line}, column {column}). Correct it, then try again.")
NOT_YAML = N_("{file} is not YAML. Correct it, then try again.")
NOT_TEXT = N_("{file} is not text in UTF-8. Save it as UTF-8, then try again.")
NOT_OBJECT = N_("{file} must hold one JSON object between braces.")
TOO_LARGE = N_("{file} holds too many values or is nested too deeply to be a descriptor.")


def read_json(data: bytes, file: str) -> Descriptor:
    """The object that a JSON file holds, frozen.

    Raises BadDescriptor when it is not JSON, or not an object.
    """
    try:
        value: object = json.loads(_decode(data, file))
    except json.JSONDecodeError as error:
        raise BadDescriptor(NOT_JSON, file=file, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise BadDescriptor(TOO_LARGE, file=file) from error
    return _object(value, file)


def read_yaml(data: bytes, file: str) -> Descriptor:
    """The object that a YAML file holds, frozen; dates become ISO texts.

    Raises BadDescriptor when it is not YAML, or not an object.
    """
    try:
        value: object = yaml.safe_load(_decode(data, file))
    except (yaml.YAMLError, ValueError) as error:
        raise BadDescriptor(NOT_YAML, file=file) from error
    except RecursionError as error:
        raise BadDescriptor(TOO_LARGE, file=file) from error
    return _object(value, file)


def write_json(descriptor: Mapping[str, PlainJson]) -> bytes:
    """The descriptor as a UTF-8 file: two spaces, own order, final line end."""
    try:
        return (json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a lone surrogate can only be written escaped
        return (json.dumps(descriptor, indent=2) + "\n").encode()


def _decode(data: bytes, file: str) -> str:
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise BadDescriptor(NOT_TEXT, file=file) from error


def _object(value: object, file: str) -> Descriptor:
    try:
        frozen = freeze(value, limit=LARGEST)
    except (OverflowError, RecursionError) as error:
        raise BadDescriptor(TOO_LARGE, file=file) from error
    if not isinstance(frozen, Mapping):
        raise BadDescriptor(NOT_OBJECT, file=file)
    return frozen


def freeze(value: object, *, limit: int | None = None) -> Json:
    """A read-only copy; keys become texts, dates ISO texts, whatever else its ``str``.

    Raises OverflowError past ``limit`` values.
    """
    left = [limit if limit is not None else -1]

    def walk(item: object) -> Json:
        left[0] -= 1
        if left[0] == 0:
            raise OverflowError
        if isinstance(item, Mapping):
            return MappingProxyType({str(key): walk(each) for key, each in item.items()})
        if isinstance(item, list | tuple):
            return tuple(walk(each) for each in item)
        return _scalar(item)

    return walk(value)


def _scalar(item: object) -> Json:
    if item is None or isinstance(item, bool | int | float | str):
        return item
    return item.isoformat() if isinstance(item, date | datetime) else str(item)


def thaw(value: Json) -> PlainJson:
    """A plain copy that ``json.dumps`` takes."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return [thaw(item) for item in value]


def frozen_object(value: Mapping[str, object]) -> Descriptor:
    """A read-only copy of an object."""
    return MappingProxyType({str(key): freeze(item) for key, item in value.items()})


def text(descriptor: Descriptor, name: str, default: str = "") -> str:
    """The property as text (see ``as_text``), ``default`` when there is none."""
    return as_text(descriptor.get(name)) or default


def as_text(value: Json) -> str:
    """A value as text: numbers as JSON writes them, the first of translations, else nothing."""
    if isinstance(value, Mapping):
        value = value.get("") or next(iter(value.values()), None)
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else ""


def texts(value: Json) -> tuple[str, ...]:
    """The texts of an array, or one text alone; whatever is not a text is left out."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(item for item in value if isinstance(item, str))
    return ()


def items(value: Json) -> tuple[Json, ...]:
    """The values of an array; none for anything else."""
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def objects(value: Json) -> tuple[Descriptor, ...]:
    """The objects of an array, or one object alone; whatever is not an object is left out."""
    if isinstance(value, Mapping):
        return (value,)
    return tuple(item for item in items(value) if isinstance(item, Mapping))


def written(
    original: Descriptor, properties: Sequence[tuple[str, Json, Json]]
) -> dict[str, PlainJson]:
    """``original`` with the properties that changed since it was read, in its own order.

    Each property is (name, value as it was read, value now). What did not change keeps its
    spelling; what became None goes.
    """
    result = {name: thaw(value) for name, value in original.items()}
    for name, before, now in properties:
        if before == now:
            continue
        if now is None:
            result.pop(name, None)
        else:
            result[name] = thaw(now)
    return result
