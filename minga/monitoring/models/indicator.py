"""What is measured: the sheet of an indicator, and its targets with the act that set them."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base import search
from minga.base.models import Record, Visibility
from minga.base.steps import Step
from minga.intake.models import FromDocument
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Articulation, Initiative, Objective, Plan


class Frequency(models.TextChoices):
    """How often it is measured; the number of months is in `MONTHS`."""

    MONTHLY = "monthly", _("mensual")
    QUARTERLY = "quarterly", _("trimestral")
    FOUR_MONTHLY = "four_monthly", _("cuatrimestral")
    HALF_YEARLY = "half_yearly", _("semestral")
    YEARLY = "yearly", _("anual")


MONTHS: dict[str, int] = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.FOUR_MONTHLY: 4,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Visitor) -> IndicatorQuerySet:
        """As what it measures, and its own visibility; the government sees all."""
        if isinstance(user, User) and user.works_for_the_government:
            return self.all()
        plans = Plan.objects.visible_to(user).values("pk")
        seen = Initiative.objects.visible_to(user).values("pk")
        measured = (
            Q(objective__isnull=False)
            | Q(initiative__in=seen)
            | Q(articulation__initiative__in=seen)
        )
        return self.filter(measured, plan__in=plans, visibility=Visibility.PUBLIC)

    def editable_by(self, user: Visitor) -> IndicatorQuerySet:
        """Its sheet and targets: the coordinator all, a head what the unit owns."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(owner__in=user.units_as(Role.HEAD))

    def reportable_by(self, user: Visitor) -> IndicatorQuerySet:
        """Those that the person's units own: delegates and heads report them, and partners
        theirs."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(owner__in=user.own_units)

    def measured(self) -> IndicatorQuerySet:
        """Those that are still measured."""
        return self.filter(status=Indicator.Status.ACTIVE)

    def matching(self, question: str) -> IndicatorQuerySet:
        return self.filter(search.matching("monitoring.indicator", question))


class Indicator(Record, FromDocument):
    """How the result of an objective, an initiative or an articulation is measured."""

    class Direction(models.TextChoices):
        INCREASE = "increase", _("aumentar")
        REDUCE = "reduce", _("reducir")
        MAINTAIN = "maintain", _("mantener")
        DELIVER = "deliver", _("entregar")

    class Measure(models.TextChoices):
        VALUE = "value", _("un valor")
        RATIO = "ratio", _("numerador entre denominador")

    class Accumulation(models.TextChoices):
        CUMULATIVE = "cumulative", _("acumulado: cada lectura incluye las anteriores")
        PERIODIC = "periodic", _("por período: cada lectura dice solo lo de su período")

    class Yearly(models.TextChoices):
        """What the year's value is made of, where each reading says only its period."""

        SUM = "sum", _("la suma del año")
        LAST = "last", _("la última lectura del año")
        MEAN = "mean", _("el promedio del año")

    class Status(models.TextChoices):
        ACTIVE = "active", _("en uso")
        RETIRED = "retired", _("retirado")

    STEPS = {
        "retire": Step((Status.ACTIVE,), Status.RETIRED),
        "resume": Step((Status.RETIRED,), Status.ACTIVE),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    code = models.CharField(_("código"), max_length=40)
    name = models.CharField(_("nombre"), max_length=300)
    # what it measures: exactly one of the three
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("objetivo"),
    )
    initiative = models.ForeignKey(
        Initiative,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("iniciativa"),
    )
    articulation = models.ForeignKey(
        Articulation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("articulación"),
    )
    definition = models.TextField(_("definición"), blank=True)
    formula = models.TextField(_("fórmula"), blank=True)
    measure = models.CharField(
        _("qué se anota"), max_length=5, choices=Measure, default=Measure.VALUE
    )
    numerator_name = models.CharField(_("numerador"), max_length=200, blank=True)
    denominator_name = models.CharField(_("denominador"), max_length=200, blank=True)
    # what numerator / denominator is multiplied by: 100 for a percentage
    factor = models.DecimalField(_("por cada"), max_digits=12, decimal_places=2, default=1)
    unit = models.CharField(_("unidad de medida"), max_length=80)
    decimals = models.PositiveSmallIntegerField(_("decimales"), default=2)
    direction = models.CharField(_("sentido"), max_length=8, choices=Direction)
    tolerance = models.DecimalField(
        _("tolerancia"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    accumulation = models.CharField(
        _("acumulado o por período"),
        max_length=10,
        choices=Accumulation,
        default=Accumulation.CUMULATIVE,
    )
    yearly = models.CharField(
        _("el valor del año"), max_length=4, choices=Yearly, default=Yearly.LAST
    )
    frequency = models.CharField(_("frecuencia"), max_length=12, choices=Frequency)
    source = models.CharField(_("fuente"), max_length=300, blank=True)
    owner = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("unidad responsable"),
    )
    by_area = models.BooleanField(_("se mide por área"), default=False)
    # the values of one way to disaggregate it: ["mujeres", "hombres"]
    categories = models.JSONField(_("categorías"), default=list, blank=True)
    limits = models.TextField(_("limitaciones"), blank=True)
    base_value = models.DecimalField(
        _("línea base"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    base_date = models.DateField(_("fecha de la línea base"), null=True, blank=True)
    base_source = models.CharField(_("fuente de la línea base"), max_length=300, blank=True)
    weight = models.DecimalField(_("peso"), max_digits=9, decimal_places=4, default=1)
    status = models.CharField(_("estado"), max_length=8, choices=Status, default=Status.ACTIVE)
    version = models.PositiveIntegerField(default=1)  # two people editing: the second is told

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "code"]
        verbose_name = _("indicador")
        verbose_name_plural = _("indicadores")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_once"),
            models.CheckConstraint(
                name="indicator_measures_one_thing",
                condition=(
                    Q(objective__isnull=False, initiative=None, articulation=None)
                    | Q(objective=None, initiative__isnull=False, articulation=None)
                    | Q(objective=None, initiative=None, articulation__isnull=False)
                ),
            ),
            models.CheckConstraint(name="indicator_weighs", condition=Q(weight__gt=0)),
            models.CheckConstraint(name="indicator_factor", condition=Q(factor__gt=0)),
        ]
        indexes = [models.Index(fields=["plan", "status", "owner"], name="indicator_of_unit")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:indicator", args=[self.plan.code, self.pk])

    @property
    def subject(self) -> Objective | Initiative | Articulation:
        """What it measures."""
        found = self.objective or self.initiative or self.articulation
        assert found is not None  # a constraint says so
        return found


class TargetQuerySet(models.QuerySet["Target"]):
    def current(self) -> TargetQuerySet:
        """Those that no later act replaced."""
        return self.filter(replaced_by=None)


class Target(models.Model):
    """What an indicator shall reach by a day, and the act that set it.

    A later act does not overwrite it: the new target replaces the old one, which stays.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    until = models.DateField(_("para cuándo"))  # the last day of its period
    value = models.DecimalField(_("meta"), max_digits=24, decimal_places=6)
    act = models.CharField(_("acto que la fijó"), max_length=300, blank=True)
    act_date = models.DateField(_("fecha del acto"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replaces"
    )
    set_at = models.DateTimeField(auto_now_add=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("meta")
        verbose_name_plural = _("metas")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "until"],
                condition=Q(replaced_by=None),
                name="target_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.until.year}: {self.value.normalize():f}"

    @property
    def year(self) -> int:
        return self.until.year


def end_of_year(year: int) -> datetime.date:
    return datetime.date(year, 12, 31)
