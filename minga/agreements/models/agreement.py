"""A written agreement between actors, and the articulations that it makes real."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base import search
from minga.base.models import Record, Visibility
from minga.base.steps import Step, Stepped
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Articulation, MechanismType, Plan


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """The sets that people speak of."""

    def visible_to(self, user: Visitor) -> AgreementQuerySet:
        """Visitors see public ones once in force; partners also theirs; the government all."""
        shown = Q(visibility=Visibility.PUBLIC) & ~Q(status__in=Agreement.BEFORE)
        if not isinstance(user, User):
            return self.filter(shown, plan__in=Plan.objects.visible_to(user))
        if user.works_for_the_government:
            return self.all()
        from minga.agreements.models.parts import Party

        theirs = Party.objects.filter(actor__unit__in=user.own_units).values("agreement")
        mine = Q(pk__in=theirs) & ~Q(visibility=Visibility.INTERNAL)
        return self.filter(shown | (mine & ~Q(status=Agreement.Status.DRAFT)))

    def editable_by(self, user: Visitor) -> AgreementQuerySet:
        """The coordinator, and the unit that administers it."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD, Role.DELEGATE))

    def approvable_by(self, user: Visitor) -> AgreementQuerySet:
        """Reviews, entry into force and endings belong to the head of the unit."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD))

    def in_force(self) -> AgreementQuerySet:
        return self.filter(status=Agreement.Status.IN_FORCE)

    def live(self) -> AgreementQuerySet:
        """Those that bind: in force or suspended."""
        return self.filter(status__in=(Agreement.Status.IN_FORCE, Agreement.Status.SUSPENDED))

    def ending_within(self, days: int, today: datetime.date) -> AgreementQuerySet:
        """Live ones whose current term ends in so many days."""
        return self.live().filter(term_ends__range=(today, today + datetime.timedelta(days=days)))

    def over(self, today: datetime.date) -> AgreementQuerySet:
        """Live ones whose current term is over."""
        return self.live().filter(term_ends__lt=today)

    def matching(self, question: str) -> AgreementQuerySet:
        return self.filter(search.matching("agreements.agreement", question))


class Agreement(Stepped, Record):
    """A written commitment between actors to carry out one or more articulations."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("borrador")
        REVIEW = "review", _("en revisión jurídica")
        TO_SIGN = "to_sign", _("para firma")
        IN_FORCE = "in_force", _("vigente")
        SUSPENDED = "suspended", _("suspendido")
        LAPSED = "lapsed", _("vencido")
        TERMINATED = "terminated", _("terminado")
        SETTLED = "settled", _("liquidado")
        ARCHIVED = "archived", _("archivado")

    class Renewal(models.TextChoices):
        NONE = "none", _("no se renueva")
        AUTOMATIC = "automatic", _("se renueva por sí mismo")
        BY_AGREEMENT = "by_agreement", _("se renueva por acuerdo de las partes")

    STEPS = {
        "send_to_review": Step((Status.DRAFT,), Status.REVIEW),
        "give_back": Step((Status.REVIEW, Status.TO_SIGN), Status.DRAFT),
        "clear": Step((Status.REVIEW,), Status.TO_SIGN),
        "bring_into_force": Step((Status.TO_SIGN,), Status.IN_FORCE),
        "suspend": Step((Status.IN_FORCE,), Status.SUSPENDED),
        "resume": Step((Status.SUSPENDED,), Status.IN_FORCE),
        "lapse": Step((Status.IN_FORCE, Status.SUSPENDED), Status.LAPSED),
        "terminate": Step((Status.IN_FORCE, Status.SUSPENDED), Status.TERMINATED),
        "settle": Step((Status.LAPSED, Status.TERMINATED), Status.SETTLED),
        "archive": Step((Status.SETTLED,), Status.ARCHIVED),
    }
    BEFORE = (Status.DRAFT, Status.REVIEW, Status.TO_SIGN)  # not yet in force
    LIVE = (Status.IN_FORCE, Status.SUSPENDED)

    number = models.CharField(_("número"), max_length=60, blank=True)
    title = models.CharField(_("título"), max_length=300)
    type = models.ForeignKey(
        MechanismType, models.PROTECT, related_name="agreements", verbose_name=_("tipo")
    )
    object = models.TextField(_("objeto"), blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="agreements", verbose_name=_("unidad administradora")
    )
    administrator = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="administered_agreements",
        verbose_name=_("quién lo administra"),
    )
    status = models.CharField(_("estado"), max_length=12, choices=Status, default=Status.DRAFT)
    # the term as first written; the current one follows from the amendments
    starts = models.DateField(_("empieza"), null=True, blank=True)
    ends = models.DateField(_("termina"), null=True, blank=True)
    indefinite = models.BooleanField(_("sin plazo de fin"), default=False)
    renewal = models.CharField(
        _("renovación"), max_length=12, choices=Renewal, default=Renewal.NONE
    )
    renewal_months = models.PositiveSmallIntegerField(
        _("meses de cada renovación"), null=True, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(_("avisar con días de anticipación"), default=60)
    authorised_by = models.CharField(_("autorización del concejo"), max_length=200, blank=True)
    authorised_on = models.DateField(_("fecha de la autorización"), null=True, blank=True)
    published_in = models.CharField(_("publicado en"), max_length=200, blank=True)
    published_on = models.DateField(_("fecha de publicación"), null=True, blank=True)
    signed_on = models.DateField(_("suscrito el"), null=True, blank=True)
    # derived from the first text and the amendments, kept so that sets can be asked for
    term_ends = models.DateField(null=True, blank=True, editable=False)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    reason = models.TextField(blank=True, editable=False)  # of the last return, pause or end
    version = models.PositiveIntegerField(default=1)
    articulations = models.ManyToManyField(
        Articulation, through="Formalises", related_name="agreements"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("convenio")
        verbose_name_plural = _("convenios")
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="agreement_indefinite_has_no_end", condition=Q(indefinite=False) | Q(ends=None)
            ),
            models.CheckConstraint(
                name="agreement_in_force_is_signed",
                condition=Q(status__in=["draft", "review", "to_sign"]) | Q(signed_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["plan", "number"], name="agreement_number_once", condition=~Q(number="")
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status", "-id"], name="agreement_newest"),
            models.Index(fields=["plan", "status", "visibility"], name="agreement_counted"),
            models.Index(fields=["plan", "status", "term_ends"], name="agreement_register"),
            models.Index(fields=["status", "term_ends"], name="agreement_expiry"),
            models.Index(fields=["unit", "status", "term_ends"], name="agreement_of_unit"),
            models.Index(fields=["status", "notice_days"], name="agreement_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.pk])


class Formalises(models.Model):
    """An articulation that an agreement carries out."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="formalises")
    articulation = models.ForeignKey(Articulation, models.PROTECT, related_name="formalised_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "articulation"], name="formalises_once")
        ]
