"""Which area each shape of a file belongs to, and why some belong to none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from minga.base.search import fold
from minga.territory import listed
from minga.territory.models import Area
from minga.territory.shapes.geojson import Feature


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says of a file: which property is which, and what to do with the unknown."""

    code: str = ""
    name: str = ""
    kind_from: str = ""
    parent_from: str = ""
    kind: str = ""  # of all that say none themselves
    parent: int | None = None  # where new ones lie that say nothing themselves
    create: bool = False
    source: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Choices:
        return cls(**{field.name: kept[field.name] for field in fields(cls) if field.name in kept})


@dataclass(frozen=True, slots=True)
class Match:
    """What would become of one feature; `why` says it where nothing would."""

    number: int
    name: str
    code: str
    geometry: dict[str, Any] | None
    area: Area | None = None
    new: bool = False
    same: bool = False
    kind: str = ""
    parent: Area | None = None
    why: str = ""


def property_names(features: Sequence[Feature]) -> list[str]:
    return list(dict.fromkeys(name for feature in features for name in feature.properties))


def guessed(features: Sequence[Feature]) -> Choices:
    """The properties as most published files call them."""
    found = listed.guess(property_names(features))
    return Choices(
        code=found["code"], name=found["name"], kind_from=found["kind"], parent_from=found["parent"]
    )


def match(features: Sequence[Feature], choices: Choices) -> list[Match]:
    """One for each feature, in the order of the file, with two queries."""
    areas = {area.pk: area for area in Area.objects.defer("shape")}
    shapes = dict(Area.objects.with_shape().values_list("pk", "shape"))
    return _Matching(areas, shapes, choices).all(features)


class _Matching:
    def __init__(self, areas: dict[int, Area], shapes: dict[int, Any], choices: Choices) -> None:
        self.areas = areas
        self.shapes = shapes
        self.choices = choices
        self.by_code = {area.code: area for area in areas.values() if area.code}
        self.by_name: dict[str, list[Area]] = {}
        for area in areas.values():
            self.by_name.setdefault(fold(area.name), []).append(area)
        self.default_parent = areas.get(choices.parent or 0)
        self.taken: dict[object, int] = {}

    def all(self, features: Sequence[Feature]) -> list[Match]:
        return [self._one(feature) for feature in features]

    def _one(self, feature: Feature) -> Match:
        code, name = self._text(feature, self.choices.code), self._text(feature, self.choices.name)
        kind = listed.kind_of(self._text(feature, self.choices.kind_from)) or self.choices.kind
        parent = self._parent(self._text(feature, self.choices.parent_from))

        def answer(**more: Any) -> Match:
            return Match(feature.number, name, code, feature.geometry, **more)

        if feature.why:
            return answer(why=feature.why)
        if not code and not name:
            return answer(why=_("No trae código ni nombre en las propiedades elegidas."))
        area, why = self._area(code, name, kind, parent)
        key: object = area.pk if area else (kind, fold(name), parent and parent.pk)
        if area is None and not (self.choices.create and name and not why):
            return answer(why=why or self._unknown(code, name))
        if area is None and not kind:
            return answer(why=_("No está en Minga; para crearla, elija de qué clase es."))
        if area is None and (len(name) > 120 or len(code) > 20):
            return answer(why=_("El nombre pasa de 120 letras o el código de 20."))
        for taken in filter(None, (key, ("code", code) if code else None)):
            if taken in self.taken:
                return answer(
                    why=_("Es la misma área que la forma %d del archivo.") % self.taken[taken]
                )
        self.taken[key] = feature.number
        if code:
            self.taken["code", code] = feature.number
        if area:
            return answer(
                area=area, same=self.shapes.get(area.pk) == feature.geometry, kind=area.kind
            )
        return answer(new=True, kind=kind, parent=parent or self.default_parent)

    def _text(self, feature: Feature, name: str) -> str:
        value = feature.properties.get(name, "") if name else ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def _code(self, code: str) -> Area | None:
        """Files that keep codes as numbers lose the zero that they begin with."""
        lost = "0" + code if code.isdecimal() and len(code) % 2 else code
        return self.by_code.get(code) or self.by_code.get(lost)

    def _parent(self, said: str) -> Area | None:
        if not said:
            return None
        named = self.by_name.get(fold(said), [])
        return self._code(said) or (named[0] if len(named) == 1 else None)

    def _area(
        self, code: str, name: str, kind: str, parent: Area | None
    ) -> tuple[Area | None, str]:
        """The area by its code, else the only one of its name; or why it cannot be told."""
        if code and (area := self._code(code)):
            return area, ""
        named = self.by_name.get(fold(name), []) if name else []
        found = [
            area
            for area in named
            if (not kind or area.kind == kind)
            and (parent is None or self._inside(area, parent))
            and not (code and area.code)
        ]
        if len(found) == 1:
            return found[0], ""
        if len(found) > 1:
            return None, _("Hay %(n)d áreas que se llaman «%(name)s»: hace falta el código.") % {
                "n": len(found),
                "name": name,
            }
        return None, ""

    def _inside(self, area: Area, parent: Area) -> bool:
        above: Area | None = area
        while above and above != parent:
            above = self.areas.get(above.parent_id or 0)
        return above is not None

    def _unknown(self, code: str, name: str) -> str:
        said = {"code": code, "name": name}
        other = next(iter(self.by_name.get(fold(name), [])), None) if name else None
        if code and other and other.code:
            return _("No hay un área con el código %(code)s; «%(name)s» tiene el %(other)s.") % {
                **said,
                "other": other.code,
            }
        if code and name:
            return _("No hay un área con el código %(code)s ni con el nombre «%(name)s».") % said
        if code:
            return _("No hay un área con el código %(code)s.") % said
        return _("No hay un área que se llame «%(name)s».") % said
