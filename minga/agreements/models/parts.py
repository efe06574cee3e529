"""What an agreement is made of: parties, money, obligations, and what changed it later."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.agreements.models.agreement import Agreement
from minga.people.models import Membership, Role, User, Visitor, is_coordinator


class PartyQuerySet(models.QuerySet["Party"]):
    def named_to(self, user: Visitor) -> PartyQuerySet:
        """Those whose actor the visitor may know of, whoever sees the agreement."""
        if isinstance(user, User) and user.works_for_the_government:
            return self.all()
        return self.filter(actor__in=Actor.objects.visible_to(user))

    def to_sign(self) -> PartyQuerySet:
        """Those whose signature is waited for."""
        return self.filter(agreement__status=Agreement.Status.TO_SIGN, signed_on=None)

    def of(self, user: User) -> PartyQuerySet:
        """Those that the person signs for: the head of the unit that is the party."""
        return self.filter(actor__unit__in=user.units_as(Role.HEAD))

    def signable_by(self, user: Visitor) -> PartyQuerySet:
        """The head of a unit signs for it; where nobody heads it, the administering unit records.

        The coordinator may record any.
        """
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        today = datetime.date.today()
        headed = Membership.objects.held_on(today).filter(
            role=Role.HEAD, user__is_active=True, unit=OuterRef("actor__unit")
        )
        recorded = Q(agreement__unit__in=user.units_as(Role.HEAD, Role.DELEGATE)) & ~Exists(headed)
        return self.filter(Q(actor__unit__in=user.units_as(Role.HEAD)) | recorded)


class Party(models.Model):
    """An actor that signs. Its signature is one, whoever presses first."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="parties")
    capacity = models.CharField(_("en calidad de"), max_length=200, blank=True)
    signatory = models.CharField(_("quién firma"), max_length=200, blank=True)
    position = models.CharField(_("cargo de quien firma"), max_length=200, blank=True)
    signed_on = models.DateField(_("firmó el"), null=True, blank=True)
    signed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # recorded

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["actor", "agreement"], name="party_once")]
        indexes = [
            models.Index(
                fields=["actor"], name="party_unsigned", condition=Q(signed_on__isnull=True)
            )
        ]


class Contribution(models.Model):
    """What a party puts in: money of a source, or goods and work at a value."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="contributions")
    source = models.CharField(_("fuente"), max_length=200, blank=True)
    in_kind = models.BooleanField(_("en especie"), default=False)
    amount = models.DecimalField(_("monto en dólares"), max_digits=18, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="contribution_is_not_negative", condition=Q(amount__gte=0))
        ]


class Amendment(models.Model):
    """What the parties changed later: a new end, another amount, other words."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("prórroga")
        ADDENDUM = "addendum", _("adenda")
        RENEWAL = "renewal", _("renovación")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("clase"), max_length=10, choices=Kind)
    signed_on = models.DateField(_("suscrita el"))
    ends = models.DateField(_("nuevo fin"), null=True, blank=True)
    indefinite = models.BooleanField(_("queda sin plazo de fin"), default=False)
    amount = models.DecimalField(
        _("cambia el monto en"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    text = models.TextField(_("qué cambia"), blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendment_once"),
            models.CheckConstraint(
                name="amendment_extension_says_until_when",
                condition=Q(kind="addendum") | Q(ends__isnull=False) | Q(indefinite=True),
            ),
        ]


class Obligation(models.Model):
    """What a party has to do. Each time it is due it is a commitment."""

    class Recurrence(models.TextChoices):
        ONCE = "once", _("una vez")
        MONTHLY = "monthly", _("cada mes")
        QUARTERLY = "quarterly", _("cada trimestre")
        HALF_YEARLY = "half_yearly", _("cada semestre")
        YEARLY = "yearly", _("cada año")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="obligations")
    text = models.TextField(_("obligación"))
    due = models.DateField(_("para cuándo, la primera vez"), null=True, blank=True)
    recurrence = models.CharField(
        _("se repite"), max_length=12, choices=Recurrence, default=Recurrence.ONCE
    )
    last_due = models.DateField(null=True, blank=True, editable=False)  # already a commitment
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["closed", "last_due"], name="obligation_to_come")]
        constraints = [
            models.CheckConstraint(
                name="obligation_that_recurs_has_a_day",
                condition=Q(recurrence="once") | Q(due__isnull=False),
            )
        ]


class Alert(models.Model):
    """People were told that the current term ends; once for each term."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="alerts")
    term_ends = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "term_ends"], name="alert_once_a_term")
        ]
