"""A space of coordination, its members by institution, and who speaks for each."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.base import search
from minga.base.models import Record, Visibility
from minga.base.steps import Step, Stepped
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Articulation, Initiative, Plan


class SpaceQuerySet(models.QuerySet["Space"]):
    def visible_to(self, user: Visitor) -> SpaceQuerySet:
        """Visitors see public ones once constituted; partners also theirs; the government all."""
        shown = Q(visibility=Visibility.PUBLIC) & ~Q(status=Space.Status.PROPOSED)
        if not isinstance(user, User):
            return self.filter(shown, plan__in=Plan.objects.visible_to(user))
        if user.works_for_the_government:
            return self.all()
        sits = Member.objects.sitting(datetime.date.today())
        theirs = sits.filter(actor__unit__in=user.own_units).values("space")
        return self.filter(shown | (Q(pk__in=theirs) & ~Q(visibility=Visibility.INTERNAL)))

    def editable_by(self, user: Visitor) -> SpaceQuerySet:
        """The coordinator, and the unit that convenes it."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD, Role.DELEGATE))

    def approvable_by(self, user: Visitor) -> SpaceQuerySet:
        """Acts are approved and published by the head of the unit that convenes."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.units_as(Role.HEAD))

    def entered_by(self, user: Visitor) -> SpaceQuerySet:
        """Whose drafts one may read: the government all, partners where their body is a member."""
        if not isinstance(user, User):
            return self.none()
        if user.works_for_the_government:
            return self.all()
        sits = Member.objects.sitting(datetime.date.today())
        theirs = sits.filter(actor__unit__in=user.own_units).values("space")
        return self.visible_to(user).filter(pk__in=theirs)

    def active(self) -> SpaceQuerySet:
        return self.filter(status=Space.Status.ACTIVE)

    def meeting(self, today: datetime.date) -> SpaceQuerySet:
        """Active ones that held a session lately: within a year, or two where they meet yearly.

        A space that was constituted and does not meet carries nothing out; one that met long ago
        no longer does.
        """
        from minga.spaces.models.session import Session

        held = Session.objects.filter(space=OuterRef("pk"), status=Session.Status.HELD)
        year = datetime.timedelta(days=366)
        lately = Exists(held.filter(ends__date__gte=today - year))
        yearly = Q(periodicity=Space.Periodicity.YEARLY)
        before = Exists(held.filter(ends__date__gte=today - 2 * year))
        return self.active().filter(Q(lately) | (yearly & Q(before)))

    def matching(self, question: str) -> SpaceQuerySet:
        return self.filter(search.matching("spaces.space", question))


class Space(Stepped, Record):
    """Where institutions meet to agree on something, again and again."""

    class Kind(models.TextChoices):
        ROUND_TABLE = "mesa", _("mesa")
        COMMITTEE = "comite", _("comité")
        COUNCIL = "consejo", _("consejo")
        COMMISSION = "comision", _("comisión")
        NETWORK = "red", _("red")
        ASSEMBLY = "asamblea", _("asamblea")
        OTHER = "otro", _("otro espacio")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("propuesto")
        ACTIVE = "active", _("activo")
        PAUSED = "paused", _("en pausa")
        CLOSED = "closed", _("cerrado")

    class Periodicity(models.TextChoices):
        WEEKLY = "weekly", _("cada semana")
        MONTHLY = "monthly", _("cada mes")
        QUARTERLY = "quarterly", _("cada trimestre")
        HALF_YEARLY = "half_yearly", _("cada semestre")
        YEARLY = "yearly", _("cada año")
        AS_NEEDED = "as_needed", _("cuando haga falta")

    class Quorum(models.TextChoices):
        MAJORITY = "majority", _("más de la mitad de las instituciones con voto")
        SHARE = "share", _("un porcentaje de las instituciones con voto")
        NUMBER = "number", _("un número de instituciones con voto")

    STEPS = {
        "constitute": Step((Status.PROPOSED,), Status.ACTIVE),
        "pause": Step((Status.ACTIVE,), Status.PAUSED),
        "resume": Step((Status.PAUSED,), Status.ACTIVE),
        "close": Step((Status.ACTIVE, Status.PAUSED), Status.CLOSED),
    }

    name = models.CharField(_("nombre"), max_length=300)
    kind = models.CharField(_("clase"), max_length=10, choices=Kind, default=Kind.ROUND_TABLE)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="spaces")
    # the initiative of the plan that names it, where it was proposed from one
    initiative = models.ForeignKey(
        Initiative, models.SET_NULL, null=True, blank=True, related_name="spaces"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="spaces", verbose_name=_("unidad que convoca")
    )
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PROPOSED)
    legal_basis = models.TextField(_("base legal"), blank=True)
    mandate = models.TextField(_("mandato"), blank=True)
    periodicity = models.CharField(
        _("cada cuánto se reúne"), max_length=12, choices=Periodicity, default=Periodicity.AS_NEEDED
    )
    quorum_rule = models.CharField(
        _("regla de quórum"), max_length=10, choices=Quorum, default=Quorum.MAJORITY
    )
    quorum_value = models.PositiveSmallIntegerField(_("porcentaje o número"), null=True, blank=True)
    constituted_on = models.DateField(_("constituido el"), null=True, blank=True)
    closed_on = models.DateField(_("cerrado el"), null=True, blank=True)
    reason = models.TextField(blank=True, editable=False)  # of the last pause or closing
    version = models.PositiveIntegerField(default=1)
    articulations = models.ManyToManyField(Articulation, through="Hosts", related_name="spaces")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("espacio")
        verbose_name_plural = _("espacios")
        constraints = [
            models.CheckConstraint(
                name="space_active_was_constituted",
                condition=Q(status="proposed") | Q(constituted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="space_quorum_has_its_value",
                condition=Q(quorum_rule="majority") | Q(quorum_value__gte=1),
            ),
            models.CheckConstraint(
                name="space_quorum_share_is_a_share",
                condition=~Q(quorum_rule="share") | Q(quorum_value__lte=100),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="space_register"),
            models.Index(fields=["plan", "name", "id"], name="space_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("spaces:space", args=[self.pk])


class Hosts(models.Model):
    """An articulation that a space carries out."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="hosts")
    articulation = models.ForeignKey(Articulation, models.PROTECT, related_name="hosted_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "articulation"], name="hosts_once")]


class NotASpace(models.Model):
    """Somebody looked at an initiative that sounds like a space, and said that it is none."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="+")
    token = models.CharField(max_length=32)  # what was dismissed together is brought back together
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class MemberQuerySet(models.QuerySet["Member"]):
    def on(self, day: datetime.date) -> MemberQuerySet:
        return self.filter(Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))

    def sitting(self, today: datetime.date) -> MemberQuerySet:
        """Those that have not left: what goes on in a space is theirs to know."""
        return self.filter(Q(ends=None) | Q(ends__gte=today))

    def voting(self) -> MemberQuerySet:
        return self.filter(votes=True)


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def on(self, day: datetime.date) -> DelegateQuerySet:
        return self.filter(Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))


class Member(models.Model):
    """An institution that belongs to a space, with or without a vote."""

    class Position(models.TextChoices):
        CHAIR = "chair", _("presidencia")
        SECRETARY = "secretary", _("secretaría")
        MEMBER = "member", _("miembro")
        GUEST = "guest", _("institución invitada")

    space = models.ForeignKey(Space, models.CASCADE, related_name="members")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="memberships")
    position = models.CharField(
        _("lugar"), max_length=10, choices=Position, default=Position.MEMBER
    )
    votes = models.BooleanField(_("tiene voto"), default=True)
    starts = models.DateField(_("desde"), null=True, blank=True)
    ends = models.DateField(_("hasta"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "actor"], condition=Q(ends=None), name="member_once"
            ),
            models.CheckConstraint(
                name="member_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
        ]


class Delegate(models.Model):
    """Who speaks for an institution in a space, from one day to another."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="delegates")
    name = models.CharField(_("nombre"), max_length=200)
    email = models.EmailField(_("correo"), blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    alternate = models.BooleanField(_("suplente"), default=False)
    starts = models.DateField(_("desde"), null=True, blank=True)
    ends = models.DateField(_("hasta"), null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["alternate", "pk"]
        constraints = [
            models.CheckConstraint(
                name="delegate_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            )
        ]
