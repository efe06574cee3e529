"""Bringing shapes in: a file is received, looked at, applied, and can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import bulk, history
from minga.base.steps import Refused, advance
from minga.people.models import User
from minga.territory.actions import index
from minga.territory.models import Area, ShapeImport
from minga.territory.shapes import geojson
from minga.territory.shapes.geojson import Feature
from minga.territory.shapes.matching import Choices, Match, guessed, match

MARK = "; forma: "


@transaction.atomic
def receive(
    content: bytes, name: str, *, by: User | None, choices: Choices | None = None
) -> ShapeImport:
    """Read a file and keep it, with our guess of what its properties are, to be looked at."""
    features = geojson.read(content)
    made = ShapeImport.objects.create(
        name=name[:200],
        by=by,
        features=[[f.number, f.properties, f.geometry, f.why] for f in features],
        choices=(choices or guessed(features)).stored(),
    )
    history.record(made, "received", by=by, after={"name": made.name, "features": len(features)})
    return made


def features_of(imported: ShapeImport) -> list[Feature]:
    return [Feature(*kept) for kept in imported.features]


def matches_of(imported: ShapeImport) -> list[Match]:
    return match(features_of(imported), Choices.of(imported.choices))


@transaction.atomic
def choose(imported: ShapeImport, choices: Choices, *, by: User | None) -> None:
    """Say anew what the properties are; nothing is applied by that."""
    changed = ShapeImport.objects.filter(pk=imported.pk, status=ShapeImport.Status.READ)
    if not changed.update(choices=choices.stored()):
        raise Refused(_("Esta importación ya no espera: se aplicó o se descartó."))
    imported.choices = choices.stored()


def tally_of(matches: Sequence[Match]) -> dict[str, int]:
    return dict(Counter(_what(found) for found in matches))


def _what(found: Match) -> str:
    if found.why:
        return "rejected"
    return "new" if found.new else "same" if found.same else "shaped"


@transaction.atomic
def apply(imported: ShapeImport, *, by: User | None) -> dict[str, int]:
    """Give areas the shapes that match, and make the new ones that were asked for.

    What does not match is left out. Returns how many were `shaped`, `new`, `same`, `rejected`.
    """
    advance(imported, "apply")
    choices = Choices.of(imported.choices)
    matches = matches_of(imported)
    tally = tally_of(matches)
    if not tally.get("shaped") and not tally.get("new"):
        raise Refused(
            _("Ninguna forma se puede aplicar: revise qué propiedad es el código y cuál el nombre.")
        )
    source = choices.source or imported.name
    made = [
        Area(
            name=found.name,
            kind=found.kind,
            code=found.code,
            parent=found.parent,
            shape=found.geometry,
            source=source[:300],
        )
        for found in matches
        if found.new and not found.why
    ]
    bulk.create(Area, made)
    shaped = {m.area.pk: m for m in matches if m.area and not m.why and not m.same}
    held = Area.objects.select_for_update().in_bulk(shaped)
    before: dict[str, Any] = {}
    for pk, area in held.items():
        before[str(pk)] = [area.shape, area.source, shaped[pk].number]
        area.shape = shaped[pk].geometry
        area.source = _with_source(area.source, source)
    Area.objects.bulk_update(held.values(), ["shape", "source"], batch_size=200)
    imported.before = {"shapes": before, "made": [area.pk for area in made]}
    left = [
        {"number": m.number, "name": m.name, "code": m.code, "why": m.why} for m in matches if m.why
    ]
    imported.tally = {**tally, "rejects": left}
    imported.save(update_fields=["before", "tally"])
    _remember([*held.values(), *made], "shaped", imported, by)
    index(made)
    history.record(imported, "applied", by=by, after=tally)
    return tally


@transaction.atomic
def undo(imported: ShapeImport, *, by: User | None) -> dict[str, int]:
    """Give areas the shapes they had, and take away those that were made and serve nothing yet.

    A shape that another import changed since stays as it is. Returns how many went `back`, how
    many made areas are `gone`, and how many stayed (`kept`).
    """
    advance(imported, "undo")
    given = {feature.number: feature.geometry for feature in features_of(imported)}
    before = imported.before.get("shapes", {})
    held = Area.objects.select_for_update().in_bulk([int(pk) for pk in before])
    back = []
    for pk, area in held.items():
        shape, source, number = before[str(pk)]
        if area.shape == given.get(number):
            area.shape, area.source = shape, source
            back.append(area)
    Area.objects.bulk_update(back, ["shape", "source"], batch_size=200)
    made = set(imported.before.get("made", ()))
    free = made - _in_use(made)
    _remember([*back, *Area.objects.filter(pk__in=free)], "unshaped", imported, by)
    _forget(free)
    told = {
        "back": len(back),
        "gone": len(free),
        "kept": len(before) - len(back) + len(made) - len(free),
    }
    imported.features = []
    imported.save(update_fields=["features"])
    history.record(imported, "undone", by=by, after=told)
    return told


@transaction.atomic
def discard(imported: ShapeImport, *, by: User | None) -> None:
    advance(imported, "discard", features=[])
    history.record(imported, "discarded", by=by)


def _with_source(area: str, shape: str) -> str:
    """Where the name is from, and where the shape is from."""
    return f"{area.partition(MARK)[0]}{MARK}{shape}"[:300].removeprefix("; ")


def _remember(areas: Sequence[Area], verb: str, imported: ShapeImport, by: User | None) -> None:
    history.record_all(((a, {}, {"file": imported.name}) for a in areas), verb, by=by)


def _in_use(made: set[int]) -> set[int]:
    """Those of the made areas that something refers to, be it an area that lies in them."""
    used: set[int] = set()
    for relation in Area._meta.related_objects:
        found = relation.related_model._base_manager.all()
        name = relation.field.name
        if relation.related_model is Area:
            found = found.exclude(pk__in=made)
        used |= set(found.filter(**{f"{name}__in": made}).values_list(name, flat=True))
    rows = dict(Area.objects.filter(pk__in=made).values_list("pk", "parent"))
    for pk in list(used):  # what holds a used one stays too
        above = rows.get(pk)
        while above in made and above not in used:
            used.add(above)
            above = rows.get(above)
    return used & made


def _forget(free: set[int]) -> None:
    from minga.base import search

    Area.objects.filter(pk__in=free).update(parent=None)
    Area.objects.filter(pk__in=free).delete()
    search.forget("territory.area", free)
