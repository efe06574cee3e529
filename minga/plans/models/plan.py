"""A plan and its objectives of any level."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record, Visibility
from minga.intake.models import FromDocument
from minga.people.models import Unit, Visitor, is_coordinator
from minga.territory.models import Area


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Visitor) -> PlanQuerySet:
        return self.all() if user.is_authenticated else self.filter(visibility=Visibility.PUBLIC)

    def editable_by(self, user: Visitor) -> PlanQuerySet:
        return self.all() if is_coordinator(user) else self.none()


class Plan(Record):
    """A development plan with its management model."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("borrador")
        APPROVED = "approved", _("aprobado")
        IN_FORCE = "in_force", _("vigente")
        REFORMED = "reformed", _("reformado")
        CLOSED = "closed", _("cerrado")

    code = models.SlugField(_("código"), max_length=60, unique=True)
    title = models.CharField(_("título"), max_length=300)
    short_title = models.CharField(_("título corto"), max_length=80, blank=True)
    government = models.CharField(_("gobierno"), max_length=200, blank=True)
    language = models.CharField(_("idioma"), max_length=5, blank=True)
    first_year = models.PositiveSmallIntegerField(_("desde"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("hasta"), null=True, blank=True)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.IN_FORCE)
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("territorio")
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("días de atraso para avisar a la jefatura"), default=15
    )
    # every action that changes anything of the plan adds one: kept answers depend on it
    revision = models.PositiveIntegerField(default=0)
    # how many of these brought nothing but readings, and how many only approved what was sent
    by_readings = models.PositiveIntegerField(default=0, editable=False)
    by_approvals = models.PositiveIntegerField(default=0, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("planes")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.code])

    @property
    def label(self) -> str:
        return self.short_title or self.title

    @property
    def revision_without_readings(self) -> int:
        """What is kept by it does not depend on any reading."""
        return self.revision - self.by_readings

    @property
    def revision_without_approvals(self) -> int:
        """What is kept by it takes a sent reading to be as good as an approved one."""
        return self.revision - self.by_approvals

    @property
    def period(self) -> str:
        return "-".join(str(year) for year in (self.first_year, self.last_year) if year)


class Level(models.Model):
    """What the plan calls its objectives of one depth: eje, objetivo de gestión…"""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="levels")
    depth = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["depth"]
        constraints = [models.UniqueConstraint(fields=["plan", "depth"], name="level_once")]


class Objective(Record, FromDocument):
    """What the plan wants, at any level."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives")
    level = models.ForeignKey(Level, models.PROTECT, related_name="objectives")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="objectives"
    )
    code = models.CharField(_("código"), max_length=40)
    text = models.TextField(_("texto"))
    short_name = models.CharField(_("nombre corto"), max_length=80, blank=True)
    plain_words = models.CharField(_("en palabras sencillas"), max_length=200, blank=True)
    position = models.PositiveIntegerField()  # in the order of the document
    declared = models.PositiveIntegerField(_("iniciativas declaradas"), null=True, blank=True)
    declared_units = models.ManyToManyField(
        Unit, verbose_name=_("unidades declaradas"), related_name="+", blank=True
    )

    # what the document says of it that has no place of its own here: {"attributes": {…}}
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("objetivo")
        verbose_name_plural = _("objetivos")
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="objective_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        return f"{reverse('plans:plan', args=[self.plan.code])}?objective={self.code}"

    @property
    def label(self) -> str:
        return self.short_name or self.text
