"""Areas: the district, its zones, parishes and neighbourhoods, as a tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record


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
    shape = models.JSONField(_("forma"), null=True, blank=True)  # a geometry of GeoJSON, WGS 84
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="areas")

    class Meta:
        ordering = ["name"]
        verbose_name = _("área")
        verbose_name_plural = _("áreas")
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "parent"], name="area_once"),
            models.UniqueConstraint(
                fields=["code"], name="area_code_once", condition=~models.Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
