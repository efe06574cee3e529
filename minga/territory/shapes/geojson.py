"""Reading GeoJSON (RFC 7946): the features of a file, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn

import orjson
from django.utils.translation import gettext as _

from minga.base.steps import Refused
from minga.territory.shapes.rings import crosses

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
FEATURES = 10_000
POSITIONS = 400_000  # in a file
OF_ONE = 50_000  # in one shape
KINDS = ("Polygon", "MultiPolygon", "Point")
WGS84 = ("crs84", "epsg:4326", "epsg::4326", "wgs84", "wgs 84")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a file. `why` says what is wrong with its shape, "" when it can be used."""

    number: int
    properties: dict[str, Any]
    geometry: dict[str, Any] | None
    why: str = ""


def read(content: bytes) -> list[Feature]:
    """The features of a FeatureCollection, of one Feature, or a bare geometry."""
    if len(content) > LARGEST:
        too_large()
    try:
        said = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise Refused(
            _("El archivo no es GeoJSON. Expórtelo desde su programa de mapas como GeoJSON.")
        ) from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise Refused(_("El archivo no es GeoJSON: no dice de qué tipo es."))
    _check_crs(said.get("crs"))
    things = list(_things(said))
    if not things:
        raise Refused(_("El archivo no tiene ninguna forma."))
    if len(things) > FEATURES:
        raise Refused(_("El archivo tiene más de %d formas. Divídalo en varios.") % FEATURES)
    left = POSITIONS
    features = []
    for number, thing in enumerate(things, 1):
        feature, positions = _feature(number, thing)
        left -= positions
        if left < 0:
            raise Refused(
                _("Las formas del archivo tienen más de %d puntos. Simplifíquelas antes.")
                % POSITIONS
            )
        features.append(feature)
    return features


def too_large() -> NoReturn:
    raise Refused(
        _("El archivo pasa de %d MB. Simplifique las formas o divídalo en varios.")
        % (LARGEST // MEGABYTE)
    )


def _check_crs(crs: Any) -> None:
    """The standard knows only WGS 84; older files name their system."""
    if crs is None:
        return
    name = ""
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        name = str(crs["properties"].get("name") or crs["properties"].get("code") or "")
    if not name.lower().endswith(WGS84) and name != "4326":
        raise Refused(
            _("El archivo usa el sistema de coordenadas «%s». Expórtelo en WGS 84 (EPSG:4326).")
            % (name or "?")
        )


def _things(said: dict[str, Any]) -> Iterator[Any]:
    if said["type"] == "FeatureCollection":
        features = said.get("features")
        if not isinstance(features, list):
            raise Refused(_("El archivo dice que es una colección y no trae «features»."))
        yield from features
    elif said["type"] == "Feature":
        yield said
    else:
        skip = ("type", "coordinates", "geometries", "bbox", "crs")
        names = {name: value for name, value in said.items() if name not in skip}
        yield {"type": "Feature", "geometry": said, "properties": names}


def _feature(number: int, thing: Any) -> tuple[Feature, int]:
    if not isinstance(thing, dict) or thing.get("type") != "Feature":
        return Feature(number, {}, None, _("No es un «Feature».")), 0
    said = thing.get("properties")
    properties = {
        str(name): value
        for name, value in (said if isinstance(said, dict) else {}).items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
    if "id" not in properties and isinstance(thing.get("id"), str | int):
        properties["id"] = thing["id"]
    geometry = thing.get("geometry")
    if not isinstance(geometry, dict):
        return Feature(number, properties, None, _("No tiene forma.")), 0
    kind = geometry.get("type")
    if kind not in KINDS:
        why = _("Su forma es «%s»; aquí van polígonos o puntos.") % kind
        return Feature(number, properties, None, why), 0
    coordinates = geometry.get("coordinates")
    counted = [0]
    why = _CHECKS[kind](coordinates, counted)
    if not why and counted[0] > OF_ONE:
        why = _("Tiene %(n)d puntos y el máximo es %(most)d: simplifíquela.") % {
            "n": counted[0],
            "most": OF_ONE,
        }
    kept = None if why else {"type": kind, "coordinates": coordinates}
    return Feature(number, properties, kept, why), counted[0]


def _point(position: Any, counted: list[int]) -> str:
    counted[0] += 1
    if (
        not isinstance(position, list)
        or not 2 <= len(position) <= 4
        or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in position)
        or not all(isfinite(n) for n in position)
    ):
        return _("Una posición no son dos números: longitud y latitud.")
    if abs(position[0]) > 180 or abs(position[1]) > 90:
        return _(
            "La posición %(x)s, %(y)s no está en grados: expórtela en WGS 84, longitud y latitud."
        ) % {"x": position[0], "y": position[1]}
    return ""


def _polygon(rings: Any, counted: list[int]) -> str:
    if not isinstance(rings, list) or not rings:
        return _("El polígono está vacío.")
    for ring in rings:
        if not isinstance(ring, list) or len(ring) < 4:
            return _("Un borde tiene menos de cuatro posiciones.")
        for position in ring:
            if why := _point(position, counted):
                return why
        if ring[0][:2] != ring[-1][:2]:
            return _("Un borde no termina donde empieza.")
        if len({(position[0], position[1]) for position in ring}) < 3:
            return _("Un borde no encierra nada.")
        if counted[0] <= OF_ONE and crosses(ring):
            return _("Un borde se cruza a sí mismo: corríjalo en su programa de mapas.")
    return ""


def _polygons(polygons: Any, counted: list[int]) -> str:
    if not isinstance(polygons, list) or not polygons:
        return _("El polígono está vacío.")
    return next(filter(None, (_polygon(rings, counted) for rings in polygons)), "")


_CHECKS = {"Point": _point, "Polygon": _polygon, "MultiPolygon": _polygons}
