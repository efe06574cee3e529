"""What the city set out to do, and what each wants to achieve with others."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base import search
from minga.base.domain import offers
from minga.base.models import Record, Visibility
from minga.base.steps import Step, Stepped
from minga.intake.models import FindingSubject, FromDocument
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models.plan import Objective, Plan
from minga.territory.models import Area


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """The sets that people speak of. They chain, and none asks the database twice."""

    def visible_to(self, user: Visitor) -> InitiativeQuerySet:
        """Visitors see what is public; partners also what they take part in; units see all."""
        if not isinstance(user, User):
            return self.filter(visibility=Visibility.PUBLIC)
        if user.roles.keys() - {Role.PARTNER}:
            return self.all()
        units = user.units_as(Role.PARTNER)
        theirs = Q(pk__in=Lead.objects.filter(unit__in=units).values("initiative"))
        for _name, taking_part in offers("participants"):
            theirs |= Q(pk__in=taking_part(units))
        return self.filter(
            Q(visibility=Visibility.PUBLIC) | (Q(visibility=Visibility.PARTNERS) & theirs)
        )

    def editable_by(self, user: Visitor) -> InitiativeQuerySet:
        """The coordinator edits all; delegates and heads what their unit leads."""
        if is_coordinator(user):
            return self.all()
        if not isinstance(user, User):
            return self.none()
        units = user.units_as(Role.DELEGATE, Role.HEAD)
        if not units:
            return self.none()
        return self.filter(
            pk__in=Lead.objects.filter(unit__in=units, confirmed=True).values("initiative")
        )

    def listed(self) -> InitiativeQuerySet:
        """Those that the plan still lists: withdrawn ones are kept, and found by their status."""
        return self.exclude(status=Initiative.Status.WITHDRAWN)

    def matching(self, question: str) -> InitiativeQuerySet:
        return self.filter(search.matching("plans.initiative", question))

    def with_mechanism(self, code: str) -> InitiativeQuerySet:
        uses = MechanismUse.objects.filter(
            articulation__initiative=OuterRef("pk"), mechanism__code=code
        )
        return self.filter(Exists(uses))

    def without_mechanism(self) -> InitiativeQuerySet:
        return self.exclude(
            Exists(MechanismUse.objects.filter(articulation__initiative=OuterRef("pk")))
        )

    def with_odd_mechanism(self) -> InitiativeQuerySet:
        uses = MechanismUse.objects.filter(
            articulation__initiative=OuterRef("pk"), mechanism__is_instrument=False
        )
        return self.filter(Exists(uses))

    def with_several_articulations(self) -> InitiativeQuerySet:
        return self.filter(Exists(Articulation.objects.filter(initiative=OuterRef("pk"), number=2)))

    def with_finding(self, kind: str) -> InitiativeQuerySet:
        found = FindingSubject.objects.filter(record="plans.initiative", finding__kind=kind)
        return self.filter(pk__in=found.values("object_id"))

    def with_any_finding(self) -> InitiativeQuerySet:
        found = FindingSubject.objects.filter(record="plans.initiative")
        return self.filter(pk__in=found.values("object_id"))

    def led_by(self, unit: Unit | int) -> InitiativeQuerySet:
        return self.filter(pk__in=Lead.objects.filter(unit=unit).values("initiative"))

    def with_finding_count(self) -> InitiativeQuerySet:
        """Each with `finding_count`: findings that name at most eight initiatives."""
        found = (
            FindingSubject.objects.filter(record="plans.initiative", object_id=OuterRef("pk"))
            .filter(finding__params__wide__isnull=True)
            .order_by()
            .values("object_id")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(finding_count=models.Subquery(found))


class Initiative(Stepped, Record, FromDocument):
    """Something the city set out to do, usually with others."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("plan")
        PROGRAMME = "programa", _("programa")
        PROJECT = "proyecto", _("proyecto")
        AGREEMENT = "convenio", _("convenio")
        SPACE = "espacio_de_coordinacion", _("espacio de coordinación")
        OTHER = "otro", _("otra")

    class Status(models.TextChoices):
        PLANNED = "planned", _("prevista")
        UNDER_WAY = "under_way", _("en marcha")
        DONE = "done", _("cumplida")
        STOPPED = "stopped", _("detenida")
        WITHDRAWN = "withdrawn", _("retirada")

    STEPS = {
        "start": Step((Status.PLANNED, Status.STOPPED), Status.UNDER_WAY),
        "finish": Step((Status.UNDER_WAY,), Status.DONE),
        "stop": Step((Status.UNDER_WAY,), Status.STOPPED),
        "withdraw": Step((Status.PLANNED, Status.UNDER_WAY, Status.STOPPED), Status.WITHDRAWN),
        "restore": Step((Status.WITHDRAWN,), Status.PLANNED),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="initiatives")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="initiatives")
    number = models.PositiveIntegerField()  # within its objective, in the order of the document
    code = models.CharField(_("código"), max_length=60)  # 1.1.12
    position = models.PositiveIntegerField()  # within the plan, in the order of the document
    name = models.TextField(_("nombre"))
    kind = models.CharField(_("tipo"), max_length=30, choices=Kind, blank=True)
    kind_confirmed = models.BooleanField(default=False)  # else read from the name
    lead_printed = models.CharField(max_length=200, blank=True)  # who its name says runs it
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PLANNED)
    starts = models.DateField(_("empieza"), null=True, blank=True)
    ends = models.DateField(_("termina"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # two people editing: the second is told
    # what the document says of it that has no table of its own: see `details.py`
    details = models.JSONField(default=dict, blank=True)
    areas = models.ManyToManyField(Area, verbose_name=_("territorio"), blank=True)
    leads = models.ManyToManyField(
        Unit, verbose_name=_("unidad responsable"), through="Lead", related_name="initiatives"
    )
    aligned_with = models.ManyToManyField(
        Objective, verbose_name=_("también contribuye a"), through="Alignment", related_name="+"
    )

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("iniciativa")
        verbose_name_plural = _("iniciativas")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="initiative_code_once"),
            models.UniqueConstraint(fields=["objective", "number"], name="initiative_number_once"),
            models.CheckConstraint(
                name="initiative_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], name="initiative_in_order"),
            models.Index(fields=["plan", "name"], name="initiative_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("plans:initiative", args=[self.plan.code, self.code])

    def editable_for(self, user: Visitor) -> bool:
        """What `editable_by` says of this one; its leads are asked for once."""
        return self.may_be_led_by(user, Role.DELEGATE, Role.HEAD)

    def may_be_led_by(self, user: Visitor, *roles: str) -> bool:
        """The coordinator leads all; others what a unit of theirs, in such a role, surely leads."""
        if is_coordinator(user):
            return True
        units = user.units_as(*roles) if isinstance(user, User) else set()
        return bool(units) and any(
            lead.confirmed and lead.unit_id in units for lead in self.lead_set.all()
        )


def of_what_one_sees(user: Visitor) -> Q:
    """Of records of a plan, and perhaps of an initiative: the public ones of what one sees.

    The government sees all.
    """
    if isinstance(user, User) and user.works_for_the_government:
        return Q()
    seen = Initiative.objects.visible_to(user).values("pk")
    return Q(
        Q(initiative=None) | Q(initiative__in=seen),
        plan__in=Plan.objects.visible_to(user).values("pk"),
        visibility=Visibility.PUBLIC,
    )


class Lead(models.Model):
    """A unit that answers for an initiative."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="lead_set")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lead_set")
    confirmed = models.BooleanField(default=True)  # else the document only hints at it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "unit"], name="lead_once")]


class Alignment(models.Model):
    """An initiative contributes to another objective besides the one it is listed under."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="alignments")
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="alignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "objective"], name="alignment_once")
        ]


class Intervention(models.TextChoices):
    """What a government may do in an articulation, the most first."""

    EXECUTE = "execute", _("ejecutar")
    CO_EXECUTE = "co_execute", _("ejecutar con otros")
    FUND = "fund", _("financiar")
    COORDINATE = "coordinate", _("coordinar")
    ADVOCATE = "advocate", _("incidir")


class Competence(models.Model):
    """A matter, and how far the government of a plan is in charge of it by law."""

    class Kind(models.TextChoices):
        EXCLUSIVE = "exclusive", _("exclusiva")
        CONCURRENT = "concurrent", _("concurrente")
        DELEGATED = "delegated", _("delegada")
        NONE = "none", _("ninguna")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="competences")
    code = models.SlugField(max_length=60)
    matter = models.CharField(_("materia"), max_length=300)
    kind = models.CharField(_("competencia"), max_length=10, choices=Kind)
    law = models.CharField(_("base legal"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("base legal confirmada"), default=False)
    hints = models.JSONField(default=list, blank=True)  # words that suggest the matter
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="competence_once")]

    def __str__(self) -> str:
        return self.matter


class ArticulationQuerySet(models.QuerySet["Articulation"]):
    def listed(self) -> ArticulationQuerySet:
        """Those that the plan still lists: discarded ones stay with their initiative."""
        return self.exclude(status=Articulation.Status.DISCARDED)


class Articulation(Record, FromDocument):
    """What an initiative wants to achieve with others: the unit of joint work."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("prevista")
        UNDER_WAY = "under_way", _("en gestión")
        FORMALISED = "formalised", _("formalizada")
        DONE = "done", _("cumplida")
        DISCARDED = "discarded", _("descartada")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="articulations")
    number = models.PositiveIntegerField()  # within its initiative
    objective = models.TextField(_("objetivo de articulación"), blank=True)
    mechanisms_text = models.TextField(_("mecanismos, como están impresos"), blank=True)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.PLANNED)
    # the matter it belongs to, and so what the government may do in it
    competence = models.ForeignKey(
        "Competence",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articulations",
        verbose_name=_("competencia"),
    )
    competence_confirmed = models.BooleanField(default=False)  # else the words hint at it
    level = models.CharField(
        _("nivel de intervención"), max_length=12, choices=Intervention, blank=True
    )
    mechanisms: models.ManyToManyField[MechanismType, MechanismUse] = models.ManyToManyField(
        "MechanismType", verbose_name=_("mecanismos"), through="MechanismUse", related_name="+"
    )

    objects = ArticulationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("articulación")
        verbose_name_plural = _("articulaciones")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="articulation_once")
        ]

    def __str__(self) -> str:
        return self.objective


class MechanismType(models.Model):
    """A kind of mechanism: an instrument, a space, a way of buying, another."""

    class Family(models.TextChoices):
        INSTRUMENT = "instrument", _("instrumento")
        SPACE = "space", _("espacio")
        PROCUREMENT = "procurement", _("contratación")
        OTHER = "other", _("otra")

    code = models.SlugField(max_length=60, unique=True)
    label_es = models.CharField(max_length=100)
    label_en = models.CharField(max_length=100, blank=True)
    family = models.CharField(max_length=12, choices=Family)
    is_instrument = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return ((get_language() or "").startswith("en") and self.label_en) or self.label_es


class MechanismUse(models.Model):
    """A mechanism that an articulation foresees, in the order it is printed."""

    articulation = models.ForeignKey(Articulation, models.CASCADE, related_name="uses")
    mechanism = models.ForeignKey(MechanismType, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["articulation", "mechanism"], name="use_once")
        ]
