"""The areas as open data: a table, in the columns that `minga areas --load` takes, and GeoJSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.opendata.datasets import Column, Dataset, Row, Table
from minga.people.models import Visitor
from minga.territory.models import Area, AreaQuerySet

COLUMNS = (
    Column("code", gettext_lazy("Código"), gettext_lazy("Vacío si no está verificado."), 9),
    Column("name", gettext_lazy("Nombre"), gettext_lazy("Del área."), 40),
    Column("kind", gettext_lazy("Clase"), gettext_lazy("province, canton, district…"), 16),
    Column(
        "parent",
        gettext_lazy("Pertenece a"),
        gettext_lazy("Código del área en la que está, o su nombre si no tiene código."),
        24,
    ),
    Column("source", gettext_lazy("Fuente"), gettext_lazy("De dónde sale el nombre."), 40),
    Column("uuid", gettext_lazy("Identificador"), gettext_lazy("Nunca cambia."), 38),
)


def _areas(user: Visitor) -> AreaQuerySet:
    return Area.objects.visible_to(user).order_by("code", "kind", "name", "pk")


def table(subject: Any, user: Visitor) -> Table:
    return Table(title=_("Áreas del territorio"), columns=COLUMNS, rows=_rows(user))


def _rows(user: Visitor) -> Iterator[Row]:
    fields = ("code", "name", "kind", "parent__code", "parent__name", "source", "uuid")
    for *start, code, name, source, uuid in _areas(user).values_list(*fields).iterator(2000):
        yield (*start, code or name or "", source, str(uuid))


def geojson(user: Visitor) -> Iterator[bytes]:
    """What has a shape, as RFC 7946 has it."""
    fields = ("uuid", "code", "name", "kind", "parent__code", "parent__name", "source", "shape")
    rows = _areas(user).with_shape().values_list(*fields).iterator(200)
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for some in batched(rows, 50):
        made = [
            {
                "type": "Feature",
                "id": str(uuid),
                "properties": {
                    "code": code,
                    "name": name,
                    "kind": kind,
                    "parent": parent or parent_name or "",
                    "source": source,
                },
                "geometry": shape,
            }
            for uuid, code, name, kind, parent, parent_name, source, shape in some
        ]
        yield comma + orjson.dumps(made)[1:-1]
        comma = b","
    yield b"]}\n"


AREAS = Dataset("areas", gettext_lazy("Áreas del territorio"), table)
