"""Evaluations, what they ask, find and recommend, and how the management responds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.base import search
from minga.base.models import Record
from minga.base.steps import Step, Stepped
from minga.evaluation.models.reach import of_unit
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Initiative, Objective, Plan, of_what_one_sees


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: Visitor) -> EvaluationQuerySet:
        """The government sees all; everyone what was published, of what they may see."""
        seen = self.filter(of_what_one_sees(user))
        inside = isinstance(user, User) and user.works_for_the_government
        return seen if inside else seen.filter(status__in=Evaluation.TOLD)

    def editable_by(self, user: Visitor) -> EvaluationQuerySet:
        """The unit that asked for it, and the coordinator."""
        own = of_unit(user)
        return self.all() if own is None else self.filter(own)

    def matching(self, question: str) -> EvaluationQuerySet:
        return self.filter(search.matching("evaluation.evaluation", question))


class Evaluation(Stepped, Record):
    """A study of the plan, of an objective or of an initiative, that asks and answers questions."""

    class Kind(models.TextChoices):
        EX_ANTE = "ex_ante", _("ex ante")
        MID_TERM = "mid_term", _("intermedia")
        FINAL = "final", _("final")
        EX_POST = "ex_post", _("ex post")

    class Status(models.TextChoices):
        PLANNED = "planned", _("prevista")
        UNDER_WAY = "under_way", _("en marcha")
        PUBLISHED = "published", _("publicada")
        CLOSED = "closed", _("cerrada")

    TOLD = (Status.PUBLISHED, Status.CLOSED)
    STEPS = {
        "start": Step((Status.PLANNED,), Status.UNDER_WAY),
        "publish": Step((Status.UNDER_WAY,), Status.PUBLISHED),
        "close": Step((Status.PUBLISHED,), Status.CLOSED),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="evaluations")
    # what it evaluates: an objective, an initiative, or with neither the whole plan
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="evaluations"
    )
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="evaluations"
    )
    title = models.CharField(_("título"), max_length=300)
    kind = models.CharField(_("momento"), max_length=8, choices=Kind)
    method = models.TextField(_("método"), blank=True)
    evaluator = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("quién evalúa"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="evaluations", verbose_name=_("unidad que la pide")
    )
    starts = models.DateField(_("empieza"), null=True, blank=True)
    ends = models.DateField(_("termina"), null=True, blank=True)
    status = models.CharField(_("estado"), max_length=9, choices=Status, default=Status.PLANNED)
    version = models.PositiveIntegerField(default=1)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "-pk"]
        verbose_name = _("evaluación")
        verbose_name_plural = _("evaluaciones")
        constraints = [
            models.CheckConstraint(
                name="evaluation_of_one_thing", condition=Q(objective=None) | Q(initiative=None)
            ),
            models.CheckConstraint(
                name="evaluation_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:evaluation", args=[self.pk])

    @property
    def subject(self) -> Plan | Objective | Initiative:
        return self.objective or self.initiative or self.plan


class Question(models.Model):
    """What an evaluation asks, and what it answers."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("pregunta"))
    answer = models.TextField(_("respuesta"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("pregunta")
        verbose_name_plural = _("preguntas")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="question_number_once")
        ]

    def __str__(self) -> str:
        return self.text


class Strength(models.TextChoices):
    """How well a finding is supported."""

    STRONG = "strong", _("fuerte")
    MODERATE = "moderate", _("moderada")
    WEAK = "weak", _("débil")


class Finding(models.Model):
    """What an evaluation found, and on what it rests."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("pregunta que responde"),
    )
    text = models.TextField(_("hallazgo"))
    strength = models.CharField(_("solidez de la evidencia"), max_length=8, choices=Strength)

    class Meta:
        ordering = ["number"]
        verbose_name = _("hallazgo de una evaluación")
        verbose_name_plural = _("hallazgos de una evaluación")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "number"], name="evaluation_finding_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def answerable_by(self, user: Visitor) -> RecommendationQuerySet:
        """The head of the unit that it is addressed to answers; the coordinator may."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD))

    def waiting(self) -> RecommendationQuerySet:
        """Published, and not answered yet."""
        return self.filter(
            response=Recommendation.Response.PENDING,
            evaluation__status=Evaluation.Status.PUBLISHED,
        )


class Recommendation(models.Model):
    """What an evaluation recommends, to whom, and how the management responds.

    What is accepted is carried out by commitments that are born in it.
    """

    class Response(models.TextChoices):
        PENDING = "pending", _("sin respuesta")
        ACCEPTED = "accepted", _("aceptada")
        PARTLY = "partly", _("aceptada en parte")
        REJECTED = "rejected", _("no aceptada")

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("recomendación"))
    finding = models.ForeignKey(
        Finding,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("hallazgo en que se apoya"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="recommendations", verbose_name=_("a quién se dirige")
    )
    response = models.CharField(
        _("respuesta"), max_length=8, choices=Response, default=Response.PENDING
    )
    response_text = models.TextField(_("por qué, y qué se hará"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("recomendación")
        verbose_name_plural = _("recomendaciones")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "number"], name="recommendation_number_once"
            ),
            models.CheckConstraint(
                name="recommendation_answered_with_reason",
                condition=Q(response="pending") | ~Q(response_text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.evaluation.get_absolute_url()}#r{self.number}"
