"""Three places with rules, and a copy of them in which two rows break some."""

from datapatch.tables.schema import TableSchema
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from tests.builders import PLACES_CSV, import_places

TEXT = PLACES_CSV.decode()
FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "nom", "type": "string", "title": "Name", "constraints": {"required": True}},
    {"name": "commune", "type": "string", "title": "Town", "constraints": {"unique": True}},
    {"name": "telephone", "type": "string", "constraints": {"pattern": r"\+33\d{9}"}},
    {"name": "services", "type": "string"},
]
WRONG = (
    TEXT.replace("Sète,+33465710001,wifi|cours", "Sète,04 65,wifi")  # no telephone
    .replace("p2,Médiathèque du Lac", "p2,")  # no name
    .replace("Nîmes", "Alès")  # all right
)


def import_strict_places(instance: Instance) -> None:
    """Names are required, towns are told apart, telephones are written in one way."""
    schema = TableSchema.from_descriptor({"fields": FIELDS, "primaryKey": ["id"]})
    import_places(instance, overrides=Overrides(schema=schema, key=("id",)))
