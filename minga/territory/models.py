"""Areas: provinces, cantons, the district, its zones, parishes and neighbourhoods, as a tree.

A metropolitan district is the canton of the same name under a government of its own: it hangs under
that canton, and what lies in the district hangs under the district.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base import search
from minga.base.models import Record
from minga.base.steps import Step
from minga.people.models import Visitor, is_coordinator

DOWN = (
    "with recursive inside(id) as (select cast(%s as bigint) union"
    " select a.id from territory_area a join inside on a.parent_id = inside.id)"
    " select id from inside"
)
UP = (
    "with recursive around(id, parent_id) as"
    " (select id, parent_id from territory_area where id = %s union"
    " select a.id, a.parent_id from territory_area a join around on a.id = around.parent_id)"
    " select id from around"
)


def rank() -> Case:
    """Rises from the widest kind to the narrowest."""
    ranks = [When(kind=kind, then=Value(at)) for at, kind in enumerate(Area.Kind.values)]
    return Case(*ranks, output_field=IntegerField())


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, user: Visitor) -> AreaQuerySet:
        """Territory is public; what happens in it need not be."""
        return self.all()

    def editable_by(self, user: Visitor) -> AreaQuerySet:
        return self.all() if is_coordinator(user) else self.none()

    def within(self, area: Area | int) -> AreaQuerySet:
        """The area itself and all that lie in it, at any depth."""
        key = area.pk if isinstance(area, Area) else area
        return self.filter(pk__in=RawSQL(DOWN, [key]))  # noqa: S611 (the key is a parameter)

    def around(self, area: Area | int) -> AreaQuerySet:
        """The area itself and those that it lies in."""
        key = area.pk if isinstance(area, Area) else area
        return self.filter(pk__in=RawSQL(UP, [key]))  # noqa: S611

    def roots(self) -> AreaQuerySet:
        return self.filter(parent=None)

    def with_shape(self) -> AreaQuerySet:
        return self.filter(shape__isnull=False)

    def matching(self, question: str) -> AreaQuerySet:
        return self.filter(search.matching("territory.area", question))

    def own(self) -> AreaQuerySet:
        """Those that did not come with the list of a whole country."""
        return self.filter(national=False)

    def offered(self, area: Area | int | None) -> AreaQuerySet:
        """Those to choose from in a form about a plan of `area`, the widest first.

        A plan without an area is offered what its city brought in, never a whole country.
        """
        if area:
            return self.within(area).widest_first()
        wide = Q(kind__in=[Area.Kind.PROVINCE, Area.Kind.CANTON])
        own = self.filter(Q(national=False) | (wide & ~models.Exists(Area.objects.own())))
        return own.widest_first()

    def widest_first(self) -> AreaQuerySet:
        return self.order_by(rank(), "name", "pk")


class Area(Record):
    """A piece of territory that plans speak of."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("provincia")
        CANTON = "canton", _("cantón")
        DISTRICT = "district", _("distrito")
        ZONE = "zone", _("administración zonal")
        URBAN_PARISH = "urban_parish", _("parroquia urbana")
        RURAL_PARISH = "rural_parish", _("parroquia rural")
        NEIGHBOURHOOD = "neighbourhood", _("barrio")

    name = models.CharField(_("nombre"), max_length=120)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    code = models.CharField(_("código"), max_length=20, blank=True)  # blank: not verified
    source = models.CharField(_("fuente"), max_length=300, blank=True)
    national = models.BooleanField(default=False)  # came with the list of a whole country
    shape = models.JSONField(_("forma"), null=True, blank=True)  # a geometry of GeoJSON, WGS 84
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="areas",
        verbose_name=_("pertenece a"),
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("área")
        verbose_name_plural = _("áreas")
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "parent"], name="area_once"),
            models.UniqueConstraint(fields=["code"], name="area_code_once", condition=~Q(code="")),
            models.CheckConstraint(
                name="area_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:area", args=[self.pk])


class ShapeImport(models.Model):
    """A GeoJSON file that somebody brought, and what was there before it was applied."""

    class Status(models.TextChoices):
        READ = "read", _("por aplicar")
        APPLIED = "applied", _("aplicada")
        UNDONE = "undone", _("deshecha")
        DISCARDED = "discarded", _("descartada")

    STEPS = {
        "apply": Step((Status.READ,), Status.APPLIED),
        "undo": Step((Status.APPLIED,), Status.UNDONE),
        "discard": Step((Status.READ,), Status.DISCARDED),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("archivo"), max_length=200)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.READ)
    features = models.JSONField(default=list)  # as read; emptied when done with
    choices = models.JSONField(default=dict)  # what the person chose: see matching.Choices
    before = models.JSONField(default=dict)  # {area: [shape, source]}, and what was made
    tally = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("importación de formas")
        verbose_name_plural = _("importaciones de formas")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:shapes", args=[self.uuid])

    @property
    def given(self) -> int:
        """How many areas have their shape from it."""
        return int(self.tally.get("shaped", 0)) + int(self.tally.get("new", 0))
