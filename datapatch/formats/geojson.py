"""Rows as features of GeoJSON. Source: RFC 7946

Points come from a latitude and a longitude, or from a geopoint; shapes from a field that holds
them. A cell that the geometry tells exactly is not repeated among the properties; the member
"datapatch" says which fields there were, so that the same table is read back.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from datapatch.errors import UnreadableTable
from datapatch.formats.geometries import Places, find_places, is_geometry, position
from datapatch.formats.json_rows import cell_text, jsonable, load_json, text_in
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.typed_cells import TypedCells
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_

NOT_GEOJSON = N_("{file} is no GeoJSON: it needs the “type” FeatureCollection and its “features”.")
BAD_FEATURE = N_(
    "Feature {row} of {file} is not right: it needs “type” Feature, “properties” that are an "
    "object, and a well-formed “geometry”."
)
MEMBER = "datapatch"
LONGITUDE, LATITUDE, SHAPE = "longitude", "latitude", "geojson"

Feature = Mapping[str, object]


def read_geojson(data: bytes, file: str, *, name: str) -> NamedTable:
    """The features as rows: their properties, then where they lie.

    Points become longitude and latitude, other shapes a field that holds them as GeoJSON. Raises
    UnreadableTable for what is not well formed.
    """
    document = load_json(text_in(data, file), file)
    if not isinstance(document, Mapping):
        raise UnreadableTable(NOT_GEOJSON, file=file)
    features = [_checked(f, n, file) for n, f in enumerate(_features(document, file), 1)]
    told = document.get(MEMBER)
    if isinstance(told, Mapping) and isinstance(told.get("fields"), list):
        fields = [cell_text(field) for field in told["fields"]]
        return NamedTable(name, table_of(fields, _ours(features, fields, told)))
    return NamedTable(name, _foreign(features))


def write_geojson(table: Table, schema: TableSchema | None = None) -> Iterator[str]:
    """A FeatureCollection, one feature on a line."""
    places = find_places(table.fields, schema)
    told = {"fields": list(table.fields), **_named(places, table.fields)}
    yield f'{{"type": "FeatureCollection",\n"{MEMBER}": {_json(told)},\n"features": ['
    typed, before = TypedCells(table.fields, schema), "\n"
    for row in range(table.row_count):
        yield before + _feature(table.values(row), table.fields, places, typed)
        before = ",\n"
    yield "\n]}\n"


def _feature(cells: Sequence[str], fields: Sequence[str], places: Places, typed: TypedCells) -> str:
    geometry = _geometry(cells, places)
    hidden = places.columns if geometry else frozenset[int]()
    properties = {
        field: jsonable(typed.value(place, cells[place]))
        for place, field in enumerate(fields)
        if place not in hidden
    }
    shown = geometry or "null"
    return f'{{"type": "Feature", "geometry": {shown}, "properties": {_json(properties)}}}'


def _geometry(cells: Sequence[str], places: Places) -> str | None:
    """The JSON of a row's geometry if the cells can be told from it exactly."""
    if places.shape >= 0:
        return _shape(cells[places.shape])
    if places.point >= 0:
        longitude, _, latitude = cells[places.point].partition(",")
        found = position(longitude, latitude)
    elif places.latitude >= 0:
        found = position(cells[places.longitude], cells[places.latitude])
    else:
        return None
    return found and f'{{"type": "Point", "coordinates": {found}}}'


def _shape(cell: str) -> str | None:
    try:
        value = load_json(cell, "")
    except UnreadableTable:
        return None
    return cell if is_geometry(value) and cell_text(value) == cell else None


def _named(places: Places, fields: Sequence[str]) -> dict[str, str]:
    found = {
        "latitude": places.latitude,
        "longitude": places.longitude,
        "point": places.point,
        "shape": places.shape,
    }
    return {role: fields[place] for role, place in found.items() if place >= 0}


def _features(document: Mapping[str, object], file: str) -> Sequence[object]:
    kind, features = document.get("type"), document.get("features")
    if kind == "FeatureCollection" and isinstance(features, list):
        return features
    if kind == "Feature":
        return [document]
    if is_geometry(document):
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise UnreadableTable(NOT_GEOJSON, file=file)


def _checked(value: object, number: int, file: str) -> Feature:
    if isinstance(value, Mapping) and value.get("type") == "Feature":
        properties, geometry = value.get("properties"), value.get("geometry")
        if isinstance(properties, Mapping | None) and (geometry is None or is_geometry(geometry)):
            return value
    raise UnreadableTable(BAD_FEATURE, row=number, file=file)


def _properties(feature: Feature) -> dict[str, str]:
    """The properties as texts, the feature's own id before them."""
    found = feature.get("properties")
    texts = {n: cell_text(v) for n, v in found.items()} if isinstance(found, Mapping) else {}
    own = {"id": cell_text(feature["id"])} if "id" in feature and "id" not in texts else {}
    return own | texts


def _foreign(features: Sequence[Feature]) -> Table:
    rows = [_properties(feature) for feature in features]
    names = dict.fromkeys(name for row in rows for name in row)
    shapes = [feature.get("geometry") for feature in features]
    points = all(_is_plain_point(shape) for shape in shapes if shape is not None)
    wanted = (LONGITUDE, LATITUDE) if points else (SHAPE,)
    added = [_free(name, names) for name in wanted if any(shapes) or not names]
    for row, shape in zip(rows, shapes, strict=True):
        row.update(zip(added, _located(shape, points=points), strict=False))
    return table_of((*names, *added), ([row.get(n, "") for n in (*names, *added)] for row in rows))


def _ours(
    features: Sequence[Feature], fields: Sequence[str], told: Mapping[str, object]
) -> Iterator[list[str]]:
    """The rows of a file that ``write_geojson`` made."""
    role = {name: cell_text(told.get(name)) for name in ("latitude", "longitude", "point", "shape")}
    for feature in features:
        row, shape = _properties(feature), feature.get("geometry")
        if isinstance(shape, Mapping):
            longitude, latitude = _located(shape, points=True)
            row.setdefault(role["longitude"], longitude)
            row.setdefault(role["latitude"], latitude)
            row.setdefault(role["point"], f"{longitude},{latitude}")
            row.setdefault(role["shape"], cell_text(shape))
        yield [row.get(field, "") for field in fields]


def _is_plain_point(shape: object) -> bool:
    """A point without a height, which two fields can hold."""
    if not isinstance(shape, Mapping) or shape.get("type") != "Point":
        return False
    numbers = shape.get("coordinates")
    return isinstance(numbers, list) and len(numbers) == 2


def _located(shape: object, *, points: bool) -> tuple[str, ...]:
    """What the added fields hold of one row."""
    if not isinstance(shape, Mapping):
        return ("", "") if points else ("",)
    if not points:
        return (cell_text(shape),)
    numbers = shape.get("coordinates")
    found = numbers if isinstance(numbers, list) and len(numbers) >= 2 else ["", ""]
    return cell_text(found[0]), cell_text(found[1])


def _free(name: str, taken: Mapping[str, None]) -> str:
    """``name``, or one like it that no property has."""
    candidates = (name, *(f"{name}{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in candidates if each not in taken)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
