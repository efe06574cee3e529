"""A session: its agenda, who came, what was said, and its act."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record
from minga.base.steps import Step
from minga.commitments.models import Commitment
from minga.people.models import User, Visitor
from minga.spaces.models.space import Delegate, Member, Space


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Visitor) -> SessionQuerySet:
        """Whoever sees the space sees that it meets; before it is called, only who takes part."""
        seen = self.filter(space__in=Space.objects.visible_to(user))
        called = ~Q(status=Session.Status.PLANNED)
        return seen.filter(called | Q(space__in=Space.objects.entered_by(user)))

    def told_to(self, user: Visitor) -> SessionQuerySet:
        """Those whose minutes one may read: all who take part, the others once published."""
        published = Q(minutes=Session.Minutes.PUBLISHED)
        inside = Q(space__in=Space.objects.entered_by(user))
        return self.visible_to(user).filter(published | inside)

    def editable_by(self, user: Visitor) -> SessionQuerySet:
        return self.filter(space__in=Space.objects.editable_by(user))

    def approvable_by(self, user: Visitor) -> SessionQuerySet:
        return self.filter(space__in=Space.objects.approvable_by(user))


class Session(Record):
    """One meeting of a space."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("prevista")
        CALLED = "called", _("convocada")
        OPENED = "opened", _("en curso")
        HELD = "held", _("realizada")
        CANCELLED = "cancelled", _("cancelada")

    class Minutes(models.TextChoices):
        DRAFT = "draft", _("borrador")
        REVIEW = "review", _("por aprobar")
        APPROVED = "approved", _("aprobada")
        PUBLISHED = "published", _("publicada")

    STEPS = {
        "call": Step((Status.PLANNED,), Status.CALLED),
        "open": Step((Status.CALLED,), Status.OPENED),
        "close": Step((Status.OPENED,), Status.HELD),
        "cancel": Step((Status.PLANNED, Status.CALLED), Status.CANCELLED),
        # the life of the minutes, on the field `minutes`
        "submit": Step((Minutes.DRAFT,), Minutes.REVIEW),
        "give_back": Step((Minutes.REVIEW,), Minutes.DRAFT),
        "approve": Step((Minutes.REVIEW,), Minutes.APPROVED),
        "publish": Step((Minutes.APPROVED,), Minutes.PUBLISHED),
    }
    TAKES_MINUTES = (Status.OPENED, Status.HELD)
    OF_MINUTES = ("submit", "give_back", "approve", "publish")

    space = models.ForeignKey(Space, models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    extraordinary = models.BooleanField(_("extraordinaria"), default=False)
    starts = models.DateTimeField(_("empieza"))
    ends = models.DateTimeField(_("termina"))
    place = models.CharField(_("lugar"), max_length=300, blank=True)
    link = models.URLField(_("enlace para participar"), blank=True)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PLANNED)
    minutes = models.CharField(_("acta"), max_length=10, choices=Minutes, default=Minutes.DRAFT)
    sequence = models.PositiveIntegerField(default=0)  # of the invitation; rises with each change
    quorum_needed = models.PositiveSmallIntegerField(null=True, blank=True)  # when it was opened
    quorum_present = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, editable=False)  # of the cancelling or the last return
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "-pk"]
        verbose_name = _("sesión")
        verbose_name_plural = _("sesiones")
        constraints = [
            models.UniqueConstraint(fields=["space", "number"], name="session_number_once"),
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends__gt=F("starts"))
            ),
        ]
        indexes = [models.Index(fields=["space", "-starts"], name="session_of_space")]

    def __str__(self) -> str:
        said = gettext("%(space)s, sesión %(number)d")
        return said % {"space": self.space.name, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("spaces:session", args=[self.space_id, self.number])

    @property
    def next_steps(self) -> list[str]:
        """The verbs that make sense now; those of the minutes once the session was held."""
        held = self.status == Session.Status.HELD
        return [
            verb
            for verb, step in self.STEPS.items()
            if (held and self.minutes in step.starts)
            or (verb not in self.OF_MINUTES and self.status in step.starts)
        ]

    @property
    def written(self) -> bool:
        """Whether its minutes can still be written."""
        return self.minutes == Session.Minutes.DRAFT and self.status in Session.TAKES_MINUTES


class AgendaItem(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("punto"), max_length=300)

    class Meta:
        ordering = ["position", "pk"]


class Attendance(models.Model):
    """Whether an institution came, and who spoke for it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, models.CASCADE, related_name="attendance")
    present = models.BooleanField(_("asistió"), default=False)
    delegate = models.ForeignKey(Delegate, models.SET_NULL, null=True, related_name="+")
    spoke_for = models.CharField(_("quién asistió"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once")
        ]


class Line(models.Model):
    """One line of the minutes. A commitment stands as such in the register of commitments."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("información")
        DECISION = "decision", _("decisión")
        COMMITMENT = "commitment", _("compromiso")

    session = models.ForeignKey(Session, models.CASCADE, related_name="lines")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField()
    kind = models.CharField(_("clase"), max_length=12, choices=Kind)
    text = models.TextField(_("texto"))
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="line"
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="line_commitment_is_one",
                condition=Q(kind="commitment", commitment__isnull=False)
                | (~Q(kind="commitment") & Q(commitment__isnull=True)),
            )
        ]


class Invitation(models.Model):
    """Somebody was invited to a session, and which version of the invitation they have."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="invitations")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    sequence = models.PositiveIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "email"], name="invitation_once")]


class Carried(models.Model):
    """A commitment that was still open when a later session began: the act says so for ever."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="carried")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="carried")
    status = models.CharField(max_length=10, choices=Commitment.Status)  # as it stood then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "commitment"], name="carried_once")
        ]
