"""A frozen account of a period: figures as they were on that day, beside what is told of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record
from minga.base.steps import Step
from minga.people.models import User, Visitor, is_coordinator
from minga.plans.models import Plan


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Visitor) -> ReportQuerySet:
        """What was published is everyone's; drafts belong to the government."""
        seen = self.filter(plan__in=Plan.objects.visible_to(user))
        if isinstance(user, User) and user.works_for_the_government:
            return seen
        return seen.filter(status=Report.Status.PUBLISHED)

    def editable_by(self, user: Visitor) -> ReportQuerySet:
        return self.all() if is_coordinator(user) else self.none()


class Report(Record):
    """An account of a period. Once published nothing in it changes; a later one may correct it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("borrador")
        PUBLISHED = "published", _("publicado")

    STEPS = {"publish": Step((Status.DRAFT,), Status.PUBLISHED)}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField()  # within the plan: its citable address
    title = models.CharField(_("título"), max_length=300)
    starts = models.DateField(_("desde"))
    ends = models.DateField(_("hasta"))
    status = models.CharField(_("estado"), max_length=9, choices=Status, default=Status.DRAFT)
    narrative = models.JSONField(default=dict, blank=True)  # section: text
    content = models.JSONField(default=dict, blank=True)  # the figures, frozen when published
    sha256 = models.CharField(max_length=64, blank=True)  # of narrative and content, as published
    published_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("informe")
        verbose_name_plural = _("informes")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="report_number_once"),
            models.CheckConstraint(
                name="report_published_is_sealed",
                condition=~Q(status="published") | (Q(published_at__isnull=False) & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("monitoring:report", args=[self.plan.code, self.number])
