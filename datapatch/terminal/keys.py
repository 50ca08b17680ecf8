"""By which fields rows are told apart: as the command says, else as the tables are described."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapatch.errors import InvalidInput, NotFound
from datapatch.translation import N_, Translate
from datapatch.workflow.shell.found_tables import FoundTable, read_bytes

if TYPE_CHECKING:
    from datapatch.tables.schema import TableSchema

NO_FIELD = N_("There is no field “{field}” here. The fields are: {fields}.")
NO_KEY = N_("{file} names no primary key. Add “primaryKey” to it, or give --key.")
GIVEN = N_("Key: {key}")
DESCRIBED = N_("Key: {key} (from {file})")
NONE = N_("Key: none; rows are told apart by their content")


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The fields of a key; ``file`` says who names them, and is empty when a person does."""

    fields: tuple[str, ...] = ()
    file: str = ""

    def sentence(self, translate: Translate) -> str:
        """What the key is and where it comes from."""
        template = (DESCRIBED if self.file else GIVEN) if self.fields else NONE
        return translate(template).format(key=", ".join(self.fields), file=self.file)


def choose_key(asked: str | None, schema: Path | None, *found: FoundTable) -> KeyChoice:
    """The key that ``asked`` names (empty: none), else the schema's, else the last described
    table's. Raises NotFound for a field that none of the tables has.
    """
    if asked is not None:
        known = [field for each in found for field in each.table.fields]
        return KeyChoice(_split(asked, known))
    if schema is not None:
        key = read_schema(schema).primary_key
        if not key:
            raise InvalidInput(NO_KEY, file=schema)
        return KeyChoice(key, str(schema))
    described = [each for each in found if each.key and set(each.key) <= set(each.table.fields)]
    return KeyChoice(described[-1].key, described[-1].described_by) if described else KeyChoice()


def read_schema(path: Path) -> "TableSchema":
    """The Table Schema in a JSON file; raises InvalidInput."""
    # Schemas take a moment to load: not for keys that are given.
    from datapatch.tables.schema import TableSchema

    return TableSchema.from_json(read_bytes(path), path.name)


def _split(text: str, known: list[str]) -> tuple[str, ...]:
    """The fields that ``text`` lists; a field may have a comma in its name."""
    fields = (text,) if text in known else tuple(part for part in text.split(",") if part)
    for field in fields:
        if field not in known and known:
            listed = ", ".join(dict.fromkeys(known))
            raise NotFound(NO_FIELD, field=field, fields=listed)
    return fields
