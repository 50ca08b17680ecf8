"""A dataset whose schema has something of everything that a form can show."""

import json
from collections.abc import Mapping
from pathlib import Path

from datapatch.types import DatasetName
from datapatch.workflow.imports.packages import import_package
from datapatch.workflow.instance import Instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR

HELP = DatasetName("hub", "help")

FIELDS: list[Mapping[str, object]] = [
    {"name": "id"},
    {"name": "nom", "title": "Nom du lieu", "constraints": {"required": True, "maxLength": 60}},
    {
        "name": "telephone",
        "title": "Téléphone",
        "description": "Le numéro de l’accueil.",
        "example": "+33465710018",
        "constraints": {"pattern": r"^\+33\d{9}$"},
    },
    {"name": "courriel", "format": "email"},
    {"name": "site", "format": "uri"},
    {"name": "services", "constraints": {"pattern": r"(?:(?:^|\|)(wifi|cours|prêt \(pc\)))+$"}},
    {"name": "prix", "constraints": {"enum": ["Gratuit", "Payant"]}},
    {"name": "type", "constraints": {"enum": ["MJC", "Mairie", "FabLab", "CCAS", "École"]}},
    {"name": "latitude", "type": "number", "constraints": {"maximum": 51.5}},
    {"name": "ouvert", "type": "boolean"},
    {"name": "date_maj", "type": "date", "constraints": {"required": True}},
    {"name": "presentation"},
]
ROWS = (
    "lieu-0001,La Fabrique,+33465710001,a@example.org,https://example.org/,cours|wifi|fax,Gratuit,"
    'MJC,43.40280,True,2025-05-03,"Un lieu.\r\nAu bord du canal."\n'
    "lieu-0002,Le Port,,,,,,,,,2025-05-04,\n"
)
HELP_CSV = f"{','.join(str(field['name']) for field in FIELDS)}\n{ROWS}"


def import_help(
    instance: Instance,
    folder: Path,
    *,
    name: DatasetName = HELP,
    key: str = "id",
    id_pattern: str = r"^lieu-\d{4}$",
    data: str = HELP_CSV,
    encoding: str = "utf-8",
) -> DatasetName:
    """Two places with twelve fields, imported by the operator."""
    identifier = {"name": "id", "constraints": {"required": True, "pattern": id_pattern}}
    schema = {"fields": [identifier, *FIELDS[1:]], "primaryKey": key}
    descriptor = {
        "name": name.name,
        "title": "Places that help",
        "licenses": [{"name": "ODbL-1.0", "title": "ODbL 1.0"}],
        "resources": [
            {"name": "places", "path": "data/places.csv", "encoding": encoding, "schema": schema}
        ],
    }
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data/places.csv").write_bytes(data.encode(encoding))
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    author = public_signature(instance, "Hub", NOON)
    import_package(instance, OPERATOR, name, folder / "datapackage.json", author=author)
    return name
