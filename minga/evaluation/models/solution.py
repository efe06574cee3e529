"""Solutions tried in the district, and what they changed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.base import search
from minga.base.models import Record
from minga.base.steps import Step, Stepped
from minga.evaluation.models.reach import of_unit
from minga.monitoring.models import Indicator
from minga.people.models import Unit, User, Visitor
from minga.plans.models import Initiative, Plan, of_what_one_sees
from minga.territory.models import Area


class SolutionQuerySet(models.QuerySet["Solution"]):
    def visible_to(self, user: Visitor) -> SolutionQuerySet:
        return self.filter(of_what_one_sees(user))

    def editable_by(self, user: Visitor) -> SolutionQuerySet:
        own = of_unit(user)
        return self.all() if own is None else self.filter(own)

    def matching(self, question: str) -> SolutionQuerySet:
        return self.filter(search.matching("evaluation.solution", question))


class Solution(Stepped, Record):
    """Something new tried in the district against a problem, from the idea to its scale."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("idea")
        PROTOTYPE = "prototype", _("prototipo")
        PILOT = "pilot", _("piloto")
        SCALED = "scaled", _("escalada")
        STOPPED = "stopped", _("detenida")

    ALIVE = (Stage.IDEA, Stage.PROTOTYPE, Stage.PILOT, Stage.SCALED)
    STEPS = {
        "prototype": Step((Stage.IDEA,), Stage.PROTOTYPE),
        "pilot": Step((Stage.IDEA, Stage.PROTOTYPE), Stage.PILOT),
        "scale": Step((Stage.PILOT,), Stage.SCALED),
        "stop": Step(ALIVE, Stage.STOPPED),
        "resume": Step((Stage.STOPPED,), Stage.IDEA),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="solutions")
    name = models.CharField(_("nombre"), max_length=200)
    problem = models.TextField(_("problema que enfrenta"))
    description = models.TextField(_("en qué consiste"), blank=True)
    partner = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="solutions",
        verbose_name=_("con quién"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="solutions", verbose_name=_("unidad responsable")
    )
    initiative = models.ForeignKey(
        Initiative,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="solutions",
        verbose_name=_("iniciativa"),
    )
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("dónde")
    )
    status = models.CharField(_("etapa"), max_length=9, choices=Stage, default=Stage.IDEA)
    reason = models.TextField(_("por qué se detuvo"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("solución")
        verbose_name_plural = _("soluciones")
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="solution_once"),
            models.CheckConstraint(
                name="solution_stopped_with_reason",
                condition=~Q(status="stopped") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evaluation:solution", args=[self.pk])


class Evidence(models.TextChoices):
    """How sure one may be that the solution made the difference, the weakest first."""

    TOLD = "told", _("testimonios o casos")
    BEFORE_AFTER = "before_after", _("antes y después, sin comparación")
    COMPARED = "compared", _("antes y después, con grupo de comparación")
    RANDOM = "random", _("grupo de comparación al azar")


class Assessment(models.Model):
    """What changed where a solution was tried, beside what changed where it was not."""

    solution = models.ForeignKey(Solution, models.CASCADE, related_name="assessments")
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("indicador"),
    )
    measure = models.CharField(_("qué se midió"), max_length=200)
    unit = models.CharField(_("unidad de medida"), max_length=80, blank=True)
    before = models.DecimalField(_("antes"), max_digits=24, decimal_places=6)
    before_on = models.DateField(_("fecha de antes"))
    after = models.DecimalField(_("después"), max_digits=24, decimal_places=6)
    after_on = models.DateField(_("fecha de después"))
    other_before = models.DecimalField(
        _("antes, en la comparación"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    other_after = models.DecimalField(
        _("después, en la comparación"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    comparison = models.CharField(_("con qué se compara"), max_length=300, blank=True)
    evidence = models.CharField(_("nivel de evidencia"), max_length=12, choices=Evidence)
    source = models.CharField(_("fuente"), max_length=300, blank=True)
    note = models.TextField(_("comentario"), blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["after_on", "pk"]
        verbose_name = _("valoración de impacto")
        verbose_name_plural = _("valoraciones de impacto")
        constraints = [
            models.CheckConstraint(
                name="assessment_after_comes_later", condition=Q(after_on__gt=F("before_on"))
            ),
            models.CheckConstraint(
                name="assessment_compares_both_or_none",
                condition=Q(other_before=None, other_after=None)
                | Q(other_before__isnull=False, other_after__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_compared_has_a_comparison",
                condition=~Q(evidence__in=["compared", "random"]) | Q(other_before__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.measure

    @property
    def change(self) -> Decimal:
        """After less before, where it was tried."""
        return self.after - self.before

    @property
    def other_change(self) -> Decimal | None:
        if self.other_before is None or self.other_after is None:
            return None
        return self.other_after - self.other_before

    @property
    def effect(self) -> Decimal | None:
        """Difference in differences: the change here less the change in the comparison."""
        other = self.other_change
        return None if other is None else self.change - other
