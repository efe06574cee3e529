"""What an actor promised to do by a day: born in a session, an agreement, and one kind of thing."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor, ActorQuerySet
from minga.base import search
from minga.base.models import Record, Visibility
from minga.base.steps import Step, Stepped
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Articulation, Plan


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: Visitor) -> CommitmentQuerySet:
        """Visitors see what is public; partners also what they promised; the government all."""
        if isinstance(user, User) and user.works_for_the_government:
            return self.all()
        # few actors and plans are hidden: what they promise says who they are
        hidden = Actor.objects.exclude(visibility=Visibility.PUBLIC).values("pk")
        shown = Q(visibility=Visibility.PUBLIC) & ~Q(actor__in=hidden)
        if not isinstance(user, User):
            drafts = Plan.objects.exclude(pk__in=Plan.objects.visible_to(user).values("pk"))
            return self.filter(shown).exclude(plan__in=drafts)
        own = Q(actor__in=_actors(user)) | Q(person=user)
        return self.filter(shown | own)

    def owed_by(self, user: Visitor) -> CommitmentQuerySet:
        """What this person, or a unit that the person speaks for, promised."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(Q(person=user) | Q(actor__in=_actors(user)))

    def reportable_by(self, user: Visitor) -> CommitmentQuerySet:
        """One reports what is one's own; the coordinator anything."""
        return self.all() if is_coordinator(user) else self.owed_by(user)

    def decidable_by(self, user: Visitor) -> CommitmentQuerySet:
        """Whoever asked for it decides whether it was kept: the head of that unit."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD))

    def editable_by(self, user: Visitor) -> CommitmentQuerySet:
        """The unit that asked for it may move its day or take it back."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD, Role.DELEGATE))

    def assignable_by(self, user: Visitor) -> CommitmentQuerySet:
        """Who in the unit answers for it: its head says, or who speaks for the organisation."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(actor__unit__in=user.units_as(Role.HEAD, Role.PARTNER))

    def open(self) -> CommitmentQuerySet:
        return self.filter(status__in=Commitment.OPEN)

    def due(self) -> CommitmentQuerySet:
        """What the owner has to do something about."""
        return self.filter(status__in=(Commitment.Status.PENDING, Commitment.Status.RETURNED))

    def late(self, today: datetime.date) -> CommitmentQuerySet:
        return self.due().filter(due__lt=today)

    def matching(self, question: str) -> CommitmentQuerySet:
        """Those whose text, or whose actor's name, says it."""
        return self.filter(search.matching("commitments.commitment", question))

    def born_in(self, record: str, *ids: int) -> CommitmentQuerySet:
        return self.filter(record=record, object_id__in=ids)


def _actors(user: User) -> ActorQuerySet:
    """The actors that the person speaks for: not by a join, so that each side of an `or` has its
    index."""
    return Actor.objects.filter(unit__in=user.own_units)


class Commitment(Stepped, Record):
    """A promise with an owner and a day."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pendiente")
        REPORTED = "reported", _("reportado")
        RETURNED = "returned", _("devuelto")
        KEPT = "kept", _("cumplido")
        CANCELLED = "cancelled", _("anulado")

    STEPS = {
        "report": Step((Status.PENDING, Status.RETURNED), Status.REPORTED),
        "accept": Step((Status.REPORTED,), Status.KEPT),
        "give_back": Step((Status.REPORTED,), Status.RETURNED),
        "reopen": Step((Status.KEPT, Status.CANCELLED), Status.PENDING),
        "cancel": Step((Status.PENDING, Status.RETURNED), Status.CANCELLED),
    }
    OPEN = (Status.PENDING, Status.REPORTED, Status.RETURNED)

    class Told(models.IntegerChoices):
        """The last of the lines that a commitment crossed, and its people were told of."""

        NOTHING = 0
        SOON = 1
        TOMORROW = 2
        LATE = 3
        ESCALATED = 4

    SOON = (7, 1)  # days before it is due

    text = models.TextField(_("qué se hará"))
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="commitments", verbose_name=_("quién responde")
    )
    person = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("persona"),
    )
    due = models.DateField(_("para cuándo"), null=True, blank=True)
    first_due = models.DateField(null=True, blank=True, editable=False)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PENDING)
    # the unit that asked for it, and says whether it was kept
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="commitments_asked")
    # where it was born: a session, an obligation of an agreement…
    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="commitments")
    articulation = models.ForeignKey(
        Articulation, models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    report = models.TextField(_("qué se hizo"), blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("por qué volvió o se anuló"), blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    escalated_on = models.DateField(null=True, blank=True)  # told to the head
    told = models.PositiveSmallIntegerField(choices=Told, default=Told.NOTHING, editable=False)
    made_on = models.DateField(default=datetime.date.today)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = _("compromiso")
        verbose_name_plural = _("compromisos")
        indexes = [
            models.Index(fields=["record", "object_id"], name="commitment_born_in"),
            models.Index(fields=["actor", "status", "due"], name="commitment_of_actor"),
            models.Index(fields=["unit", "status", "due"], name="commitment_of_unit"),
            models.Index(fields=["person", "status", "due"], name="commitment_of_person"),
            models.Index(fields=["status", "due"], name="commitment_by_due"),
            models.Index(fields=["visibility", "status", "due"], name="commitment_shown"),
            models.Index(fields=["status", "told", "due"], name="commitment_to_tell"),
        ]
        constraints = [
            models.CheckConstraint(
                name="commitment_returned_with_reason",
                condition=~Q(status__in=["returned", "cancelled"]) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("commitments:commitment", args=[self.pk])


class Rescheduling(models.Model):
    """The day of a commitment was moved, and why."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reschedulings")
    before = models.DateField(null=True)
    after = models.DateField()
    reason = models.TextField(_("razón"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="rescheduled_with_reason", condition=~Q(reason=""))
        ]
