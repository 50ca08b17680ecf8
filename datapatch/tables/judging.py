"""Judging the cells of one column: each distinct text once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.cell_types import constant, reader
from datapatch.tables.constraints import Rule, rules
from datapatch.tables.descriptors import freeze
from datapatch.tables.field import Field
from datapatch.tables.patterns import Patience

REMEMBERED = 200_000
"""Distinct texts kept per column: a table without repetition may not fill the memory."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a cell holds and which rules it breaks.

    ``value`` is None for a missing cell and for one that is not of the type. ``broken`` names
    "type", constraints, and "item type" or "item enum"… for the items of an array; "pattern time"
    where it takes too long to find out.
    """

    value: object = None
    broken: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether the cell holds nothing."""
        return self.value is None and "type" not in self.broken


class Column(dict[str, Judgement]):
    """The judgements on the texts of one column, made when they are first asked for."""

    def __init__(self, field: Field, missing_values: tuple[str, ...], patience: Patience) -> None:
        super().__init__()
        self.field = field
        self.absent = Judgement(broken=("required",) if field.required else ())
        own = missing_values if field.missing_values is None else field.missing_values
        self.missing = frozenset(own)
        self._judge = _judge(field, patience)

    def __missing__(self, cell: str) -> Judgement:
        found = self.absent if cell in self.missing else self._judge(cell)
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = found
        return found


def columns(fields: tuple[Field, ...], missing_values: tuple[str, ...]) -> tuple[Column, ...]:
    """One judge for each field, in order; together they have so much patience and no more."""
    patience = Patience()
    return tuple(Column(field, missing_values, patience) for field in fields)


def _judge(field: Field, patience: Patience) -> Callable[[str], Judgement]:
    read, checks = reader(field), rules(field, patience)
    items = _item_judge(field, patience)

    def judge(cell: str) -> Judgement:
        value = read(cell)
        if value is None:
            return Judgement(broken=("type",))
        broken = _broken(checks, value) if checks else []
        if items and not broken and isinstance(value, list):
            broken = items(value)
        return Judgement(value, tuple(broken))

    return judge


def _broken(checks: Sequence[tuple[str, Rule]], value: object) -> list[str]:
    """The names of the rules that a value breaks; " time" where it takes too long to tell."""
    found = [(name, holds(value)) for name, holds in checks]
    return [name if kept is False else f"{name} time" for name, kept in found if not kept]


def _item_judge(field: Field, patience: Patience) -> Callable[[list[object]], list[str]] | None:
    """The rules that the items of an array break, each once, in the order of their meeting."""
    described = field.descriptor.get("arrayItem") if field.type == "array" else None
    if not isinstance(described, Mapping) or not described:
        return None
    own: dict[str, object] = {"name": field.name, "type": "any"}
    own |= {name: value for name, value in described.items() if name != "arrayItem"}
    item = Field.from_descriptor(own)
    checks = rules(item, patience)

    def broken(value: object) -> list[str]:
        if value is None or value == "":
            return ["required"] if item.required else []
        read = constant(item, freeze(value))
        return ["type"] if read is None else _broken(checks, read)

    def judge(values: list[object]) -> list[str]:
        return list(dict.fromkeys(f"item {rule}" for value in values for rule in broken(value)))

    return judge
