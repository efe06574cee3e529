"""A page of areas: which ones, in which order, and what happens in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q

from minga.base.kept import kept
from minga.base.work import Text
from minga.people.models import Visitor
from minga.territory.happens import changed, counted, happenings
from minga.territory.models import Area, AreaQuerySet, rank
from minga.territory.shapes.drawing import Picture, draw

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor asked to see."""

    within: Area | None = None
    kind: str = ""

    def areas(self, user: Visitor) -> AreaQuerySet:
        found = Area.objects.visible_to(user)
        if self.within:
            found = found.within(self.within)
        return found.filter(kind=self.kind) if self.kind else found

    def query(self, **more: object) -> str:
        said = {"in": self.within and self.within.pk, "kind": self.kind} | more
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    area: Area
    counts: list[tuple[Text, int]]
    shaped: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the map."""

    label: str
    url: str
    path: str
    used: bool


@dataclass(frozen=True, slots=True)
class Map:
    picture: Picture
    places: list[Place]


def kinds(wanted: Wanted, user: Visitor) -> list[tuple[str, Text, int]]:
    """The kinds there are, widest first, with how many of each."""
    found = Wanted(wanted.within).areas(user).order_by().values_list("kind").annotate(n=Count("pk"))
    counts = dict(found)
    return [(k.value, k.label, counts[k.value]) for k in Area.Kind if k.value in counts]


def counts(user: Visitor) -> list[tuple[Text, Mapping[int, int]]]:
    return [(told.label, counted(told, user)) for told in happenings().values()]


def used(wanted: Wanted, user: Visitor, told: list[tuple[Text, Mapping[int, int]]]) -> int:
    """In how many of the areas something happens."""
    there = {area for _label, of in told for area in of}
    return sum(pk in there for pk in wanted.areas(user).order_by().values_list("pk", flat=True))


def rows(
    wanted: Wanted, user: Visitor, told: list[tuple[Text, Mapping[int, int]]], after: str
) -> tuple[list[Row], str]:
    """A page of areas, and the key of its last one if there are more."""
    found = wanted.areas(user).widest_first().select_related("parent")
    last = Area.objects.filter(pk=int(after)).first() if after.isdecimal() else None
    if last:
        at = Area.Kind.values.index(last.kind)
        found = found.alias(rank=rank()).filter(
            Q(rank__gt=at)
            | Q(rank=at, name__gt=last.name)
            | Q(rank=at, name=last.name, pk__gt=last.pk)
        )
    some = list(found.defer("shape", "parent__shape")[: PAGE + 1])
    shaped = set(
        Area.objects.with_shape().filter(pk__in=[a.pk for a in some]).values_list("pk", flat=True)
    )
    made = [
        Row(area, [(label, of.get(area.pk, 0)) for label, of in told], area.pk in shaped)
        for area in some[:PAGE]
    ]
    return made, str(some[PAGE - 1].pk) if len(some) > PAGE else ""


def drawn(wanted: Wanted, user: Visitor, told: list[tuple[Text, Mapping[int, int]]]) -> Map | None:
    """The map of all that is wanted and has a shape; its drawing is kept until areas change."""
    found = wanted.areas(user).with_shape()
    key = ("map", wanted.within and wanted.within.pk, wanted.kind, changed(), found.count())
    picture = kept(key, lambda: draw(found.widest_first().values_list("pk", "shape")))
    if picture is None:
        return None
    names = {a.pk: a for a in found.only("pk", "name", "kind")}
    places = []
    for one in picture.drawn:
        if area := names.get(one.key):
            there = [(label, of.get(area.pk, 0)) for label, of in told]
            says = "; ".join(f"{label}: {n}" for label, n in there)
            label = f"{area.name} ({area.get_kind_display()}). {says}".strip()
            url = area.get_absolute_url()
            places.append(Place(label, url, one.path, any(n for _label, n in there)))
    return Map(picture, places)
