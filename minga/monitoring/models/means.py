"""What it takes: milestones by their days, money by year and source, people by post and share."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from minga.base.models import Entry, Record, Visibility
from minga.base.steps import Step
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Competence, Initiative, Objective, Plan, of_what_one_sees


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: Visitor) -> MilestoneQuerySet:
        """Those of what one sees, unless they are kept inside; the government sees all."""
        if isinstance(user, User) and user.works_for_the_government:
            return self.all()
        return self.filter(
            initiative__in=Initiative.objects.visible_to(user).values("pk"),
            initiative__plan__in=Plan.objects.visible_to(user).values("pk"),
            visibility=Visibility.PUBLIC,
        )

    def editable_by(self, user: Visitor) -> MilestoneQuerySet:
        return self.filter(initiative__in=Initiative.objects.editable_by(user).values("pk"))

    def late(self, today: datetime.date) -> MilestoneQuerySet:
        return self.filter(status=Milestone.Status.PLANNED, due__lt=today)

    def with_moves(self) -> MilestoneQuerySet:
        """Each with `moves`: how many times its day was changed."""
        moved = (
            Entry.objects.filter(
                record="monitoring.milestone", object_id=OuterRef("pk"), verb="moved"
            )
            .order_by()
            .values("object_id")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(moves=Coalesce(Subquery(moved), 0))


class Milestone(Record):
    """A step of an initiative that is reached on a day, and what part of the work it is."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("previsto")
        REACHED = "reached", _("alcanzado")
        DROPPED = "dropped", _("descartado")

    STEPS = {
        "reach": Step((Status.PLANNED,), Status.REACHED),
        "drop": Step((Status.PLANNED,), Status.DROPPED),
        "reopen": Step((Status.REACHED, Status.DROPPED), Status.PLANNED),
    }

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="milestones")
    name = models.CharField(_("hito"), max_length=300)
    due = models.DateField(_("para cuándo"))
    first_due = models.DateField(editable=False)  # as it was first foreseen
    reached_on = models.DateField(_("alcanzado el"), null=True, blank=True)
    weight = models.DecimalField(_("peso"), max_digits=9, decimal_places=4, default=1)
    status = models.CharField(_("estado"), max_length=7, choices=Status, default=Status.PLANNED)
    note = models.TextField(_("comentario"), blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = _("hito")
        verbose_name_plural = _("hitos")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "name"], name="milestone_once"),
            models.CheckConstraint(name="milestone_weighs", condition=Q(weight__gt=0)),
            models.CheckConstraint(
                name="milestone_reached_has_a_day",
                condition=~Q(status="reached") | Q(reached_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.initiative.get_absolute_url()}#hito{self.pk}"


class OfInitiativeOrObjective(models.QuerySet["BudgetLine"]):
    def visible_to(self, user: Visitor) -> OfInitiativeOrObjective:
        """Those of what one sees, unless they are kept inside; the government sees all."""
        return self.filter(of_what_one_sees(user))

    def editable_by(self, user: Visitor) -> OfInitiativeOrObjective:
        """The coordinator all; delegates and heads what their unit leads."""
        if is_coordinator(user):
            return self.all()
        return self.filter(initiative__in=Initiative.objects.editable_by(user).values("pk"))


class BudgetLine(Record):
    """Money of one year from one source, through its stages. In dollars unless the line says."""

    STAGES = ("codified", "committed", "accrued", "paid")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="budget_lines")
    # what it pays for: an initiative, or else a whole objective
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="budget_lines"
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="budget_lines"
    )
    competence = models.ForeignKey(
        Competence, models.SET_NULL, null=True, blank=True, related_name="budget_lines"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="budget_lines"
    )
    year = models.PositiveSmallIntegerField(_("año"))
    code = models.CharField(_("partida"), max_length=60, blank=True)
    name = models.CharField(_("concepto"), max_length=300, blank=True)
    source = models.CharField(_("fuente de financiamiento"), max_length=200, blank=True)
    currency = models.CharField(_("moneda"), max_length=3, default="USD")
    codified = models.DecimalField(_("codificado"), max_digits=20, decimal_places=2)
    committed = models.DecimalField(
        _("comprometido"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    accrued = models.DecimalField(
        _("devengado"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    paid = models.DecimalField(_("pagado"), max_digits=20, decimal_places=2, null=True, blank=True)
    as_of = models.DateField(_("corte"), null=True, blank=True)

    objects = OfInitiativeOrObjective.as_manager()

    class Meta:
        ordering = ["year", "source", "pk"]
        verbose_name = _("línea de presupuesto")
        verbose_name_plural = _("líneas de presupuesto")
        constraints = [
            models.CheckConstraint(
                name="budget_line_pays_for_one_thing",
                condition=Q(objective=None, initiative__isnull=False)
                | Q(objective__isnull=False, initiative=None),
            ),
            models.CheckConstraint(
                name="budget_line_is_not_negative",
                condition=Q(codified__gte=0)
                & (Q(committed=None) | Q(committed__gte=0))
                & (Q(accrued=None) | Q(accrued__gte=0))
                & (Q(paid=None) | Q(paid__gte=0)),
            ),
            models.UniqueConstraint(
                fields=["initiative", "year", "code", "source", "currency"],
                condition=Q(initiative__isnull=False),
                name="budget_line_of_initiative_once",
            ),
            models.UniqueConstraint(
                fields=["objective", "year", "code", "source", "currency"],
                condition=Q(objective__isnull=False),
                name="budget_line_of_objective_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source or self.name or self.code}".strip()


class BudgetTotal(models.Model):
    """What an initiative costs in all, as an act or the document says."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="budget_total")
    amount = models.DecimalField(_("monto total"), max_digits=20, decimal_places=2)
    currency = models.CharField(_("moneda"), max_length=3, default="USD")
    act = models.CharField(_("acto o fuente"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.amount}"


class Priority(models.Model):
    """One of the priority programmes of a year: what the yearly report to the State asks for."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="priorities")
    year = models.PositiveSmallIntegerField(_("año"))
    rank = models.PositiveSmallIntegerField(_("prioridad"))  # 1 is the highest

    class Meta:
        ordering = ["year", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "year"], name="priority_once"),
            models.CheckConstraint(
                name="priority_is_one_to_five", condition=Q(rank__gte=1, rank__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.rank}"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Visitor) -> PostQuerySet:
        """Those of what one sees, unless they are kept inside; the government sees all."""
        return self.filter(of_what_one_sees(user))

    def editable_by(self, user: Visitor) -> PostQuerySet:
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD))


class Post(Record):
    """Posts of a unit, and what share of their time goes to one matter. Never a person's name."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    name = models.CharField(_("puesto"), max_length=200)
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="posts"
    )
    competence = models.ForeignKey(
        Competence, models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    year = models.PositiveSmallIntegerField(_("año"))
    count = models.PositiveIntegerField(_("cuántos"), default=1)
    share = models.DecimalField(_("parte de su tiempo"), max_digits=5, decimal_places=4, default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["year", "unit", "name"]
        verbose_name = _("puesto")
        verbose_name_plural = _("puestos")
        constraints = [
            models.CheckConstraint(
                name="post_share_is_a_share", condition=Q(share__gt=0, share__lte=1)
            ),
            models.CheckConstraint(name="post_counts", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
