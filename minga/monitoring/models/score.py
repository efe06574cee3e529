"""How far it got: rules with their dates and sources, scores with their inputs, and figures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.monitoring.models.indicator import Indicator
from minga.people.models import User, Visitor
from minga.plans.models import Plan

LIGHTS = ("ok", "warn", "bad")


class Rule(models.Model):
    """A version of a way to score that a plan holds: named, dated, sourced, never changed.

    `kind` names the arithmetic in the code; all that can differ between plans is data here.
    """

    class Kind(models.TextChoices):
        TARGET = "target", _("avance hacia la meta")
        ICM_2012 = "icm-2012", _("índice de cumplimiento de metas, método de 2012")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rules")
    kind = models.CharField(_("regla"), max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(_("versión"))
    name = models.CharField(_("nombre"), max_length=200)
    source = models.TextField(_("fuente"), blank=True)
    since = models.DateField(_("rige desde"))
    params = models.JSONField(default=dict, blank=True)  # interpolate, places…
    # the traffic light: [{"light": "ok", "from": "0.85", "closed": true}, …], the highest first
    thresholds = models.JSONField(default=list, blank=True)
    thresholds_source = models.TextField(_("fuente de los umbrales"), blank=True)
    confirmed = models.BooleanField(_("confirmada"), default=False)  # its sources were read
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-version"]
        verbose_name = _("regla de puntaje")
        verbose_name_plural = _("reglas de puntaje")
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "version"], name="rule_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:rule", args=[self.plan.code, self.pk])


class Basis(models.TextChoices):
    APPROVED = "approved", _("lecturas aprobadas")
    PRELIMINARY = "preliminary", _("también las que esperan aprobación")


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: Visitor) -> ScoreQuerySet:
        return self.filter(indicator__in=Indicator.objects.visible_to(user).values("pk"))


class Score(models.Model):
    """The compliance of one indicator in one year by one rule, with all it was made of.

    No row where there is no reading: "sin dato" is never 0. The preliminary one stands only where
    readings that wait for approval make it differ from the approved one.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="scores")
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=11, choices=Basis, default=Basis.APPROVED)
    raw = models.DecimalField(max_digits=24, decimal_places=6, null=True)  # over 1, negative too
    capped = models.DecimalField(max_digits=9, decimal_places=6, null=True)  # 0..1, for averages
    light = models.CharField(max_length=8, blank=True)
    # value, base, target (and whether interpolated), direction, reading ids, why there is none
    inputs = models.JSONField(default=dict)
    computed_at = models.DateTimeField(auto_now=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("puntaje")
        verbose_name_plural = _("puntajes")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "rule", "year", "basis"], name="score_once"
            )
        ]
        indexes = [models.Index(fields=["rule", "year", "basis", "light"], name="score_by_light")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.raw}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:score", args=[self.indicator.plan.code, self.pk])


class Figure(models.Model):
    """Scores rolled up: by numerator and denominator, so that sums of them are exact.

    Kept by deltas as each reading is approved; `minga score` makes them all anew.
    """

    class Of(models.TextChoices):
        PLAN = "plan", _("plan")
        OBJECTIVE = "objective", _("objetivo")
        UNIT = "unit", _("unidad")
        AREA = "area", _("área")
        MECHANISM = "mechanism", _("mecanismo")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("lo público")
        ALL = "all", _("todo")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=11, choices=Basis, default=Basis.APPROVED)
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.PUBLIC)
    of = models.CharField(max_length=9, choices=Of)
    key = models.BigIntegerField()  # of the objective, unit…; 0: the plan, or nobody
    numerator = models.DecimalField(max_digits=24, decimal_places=6, default=0)  # weight x capped
    denominator = models.DecimalField(max_digits=24, decimal_places=6, default=0)  # weight
    scored = models.PositiveIntegerField(default=0)  # indicators with a score
    # of those, how many have each light; columns, so that a delta is one statement
    ok = models.PositiveIntegerField(default=0)
    warn = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("cifra")
        verbose_name_plural = _("cifras")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "year", "basis", "audience", "of", "key"], name="figure_once"
            ),
            models.CheckConstraint(
                name="figure_is_a_share", condition=Q(denominator__gte=0, numerator__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.key} {self.year}"

    @property
    def lights(self) -> dict[str, int]:
        """{"ok": 12, "warn": 3}: those that there are."""
        return {name: n for name in LIGHTS if (n := getattr(self, name))}


class Standing(models.Model):
    """As what an indicator is counted in the figures, so that just that can be taken back.

    Its scores and this are all that the figures are made of; what an indicator, its initiative or
    its objectives say may have changed since.
    """

    indicator = models.OneToOneField(
        Indicator, models.CASCADE, primary_key=True, related_name="standing"
    )
    weight = models.DecimalField(max_digits=9, decimal_places=4)
    public = models.BooleanField()
    groups = models.JSONField(default=list)  # [["plan", 0], ["objective", 7], …]; none: not counted

    def __str__(self) -> str:
        return f"{self.indicator}"

    @property
    def said(self) -> tuple[object, ...]:
        return self.weight, self.public, self.groups
