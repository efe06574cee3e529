"""What was measured: periods that open and close, and readings with their approval."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base.steps import Step
from minga.monitoring.models.indicator import Frequency, Indicator
from minga.people.models import Role, User, Visitor, is_coordinator
from minga.plans.models import Plan
from minga.territory.models import Area


class PeriodQuerySet(models.QuerySet["Period"]):
    def open(self) -> PeriodQuerySet:
        return self.filter(status=Period.Status.OPEN)

    def ended_unopened(self, today: datetime.date) -> PeriodQuerySet:
        """Over, and nobody could ever report in them."""
        return self.filter(status=Period.Status.PLANNED, ends__lt=today)


class Period(models.Model):
    """A month, quarter… of a plan, for which readings are taken in while it is open."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("por abrir")
        OPEN = "open", _("abierto")
        CLOSED = "closed", _("cerrado")

    STEPS = {
        "open": Step((Status.PLANNED, Status.CLOSED), Status.OPEN),
        "close": Step((Status.OPEN,), Status.CLOSED),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="periods")
    frequency = models.CharField(_("frecuencia"), max_length=12, choices=Frequency)
    starts = models.DateField(_("desde"))
    ends = models.DateField(_("hasta"))
    due = models.DateField(_("reportar hasta"))
    status = models.CharField(_("estado"), max_length=7, choices=Status, default=Status.PLANNED)
    # the last line that it crossed, and the people with missing readings were told of
    told = models.PositiveSmallIntegerField(default=0)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "frequency"]
        verbose_name = _("período")
        verbose_name_plural = _("períodos")
        constraints = [
            models.UniqueConstraint(fields=["plan", "frequency", "starts"], name="period_once"),
            models.CheckConstraint(name="period_has_days", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(name="period_due_after", condition=Q(due__gte=F("ends"))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:period", args=[self.plan.code, self.pk])

    @property
    def name(self) -> str:
        """2026-03, 2026-T1, 2026-C1, 2026-S1, 2026."""
        year, month = self.starts.year, self.starts.month
        return {
            Frequency.MONTHLY: f"{year}-{month:02}",
            Frequency.QUARTERLY: f"{year}-T{(month - 1) // 3 + 1}",
            Frequency.FOUR_MONTHLY: f"{year}-C{(month - 1) // 4 + 1}",
            Frequency.HALF_YEARLY: f"{year}-S{(month - 1) // 6 + 1}",
            Frequency.YEARLY: f"{year}",
        }[Frequency(self.frequency)]


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, user: Visitor) -> ReadingQuerySet:
        """Who sees the indicator sees its readings, but drafts: those belong to their unit.

        Nothing is hidden while it waits for approval: it is labelled preliminary.
        """
        seen = self.filter(indicator__in=Indicator.objects.visible_to(user).values("pk"))
        return seen.told_to(user)

    def told_to(self, user: Visitor) -> ReadingQuerySet:
        """All but the drafts of others, of indicators that the person sees."""
        if is_coordinator(user):
            return self
        told = ~Q(status=Reading.Status.DRAFT)
        if not isinstance(user, User):
            return self.filter(told)
        own = Q(indicator__in=Indicator.objects.reportable_by(user).values("pk"))
        return self.filter(told | own)

    def reportable_by(self, user: Visitor) -> ReadingQuerySet:
        return self.filter(indicator__in=Indicator.objects.reportable_by(user).values("pk"))

    def decidable_by(self, user: Visitor) -> ReadingQuerySet:
        """The head of the unit that owns the indicator approves; the coordinator may."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(indicator__owner__in=user.units_as(Role.HEAD))

    def approved(self) -> ReadingQuerySet:
        return self.filter(status=Reading.Status.APPROVED)

    def pending(self) -> ReadingQuerySet:
        """What somebody still has to send, correct or approve."""
        return self.filter(status__in=Reading.PENDING)

    def told(self) -> ReadingQuerySet:
        """What counts as preliminary or approved: all but drafts and what was rectified."""
        status = Reading.Status
        return self.filter(status__in=(status.SENT, status.RETURNED, status.APPROVED))


class Reading(models.Model):
    """A value of an indicator in one period, perhaps of one area or category.

    At most one of each cell (indicator, period, area, category) is approved, and at most one is on
    its way. To rectify is to send a new one that replaces the approved one once it is approved.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("borrador")
        SENT = "sent", _("enviada")
        RETURNED = "returned", _("devuelta")
        APPROVED = "approved", _("aprobada")
        RECTIFIED = "rectified", _("rectificada")

    STEPS = {
        "send": Step((Status.DRAFT, Status.RETURNED), Status.SENT),
        "give_back": Step((Status.SENT,), Status.RETURNED),
        "approve": Step((Status.SENT,), Status.APPROVED),
        "rectify": Step((Status.APPROVED,), Status.RECTIFIED),
    }
    PENDING = (Status.DRAFT, Status.SENT, Status.RETURNED)

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    period = models.ForeignKey(Period, models.PROTECT, related_name="readings")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("área")
    )
    category = models.CharField(_("categoría"), max_length=80, blank=True)
    value = models.DecimalField(_("valor"), max_digits=24, decimal_places=6)
    numerator = models.DecimalField(
        _("numerador"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominador"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    note = models.TextField(_("comentario"), blank=True)
    status = models.CharField(_("estado"), max_length=9, choices=Status, default=Status.DRAFT)
    reason = models.TextField(_("por qué se devuelve"), blank=True)  # of the last return
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-period__ends", "pk"]
        verbose_name = _("lectura")
        verbose_name_plural = _("lecturas")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["indicator", "period", "category", *(["area"] if area else [])],
                    condition=Q(status__in=states, area__isnull=not area),
                    name=f"reading_{name}_once{'_by_area' if area else ''}",
                )
                for name, states in (
                    ("pending", ["draft", "sent", "returned"]),
                    ("approved", ["approved"]),
                )
                for area in (False, True)
            ),
            models.CheckConstraint(
                name="reading_denominator_is_not_zero",
                condition=Q(denominator=None) | ~Q(denominator=0),
            ),
            models.CheckConstraint(
                name="reading_returned_has_reason",
                condition=~Q(status="returned") | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "status", "period"], name="reading_of_indicator"),
            models.Index(fields=["status", "period"], name="reading_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:reading", args=[self.indicator.plan.code, self.pk])

    @property
    def preliminary(self) -> bool:
        return self.status in (self.Status.SENT, self.Status.RETURNED, self.Status.DRAFT)

    @property
    def ends(self) -> datetime.date:
        return self.period.ends
