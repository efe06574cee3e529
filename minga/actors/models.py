"""Actors of every kind, what identifies them, whom to ask there, and what they do where."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.base import search
from minga.base.models import Record, Visibility
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.territory.models import Area


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, user: Visitor) -> ActorQuerySet:
        """Visitors see public actors, partners also themselves, units all. Merged ones are gone."""
        present = self.filter(merged_into=None)
        if not isinstance(user, User):
            return present.filter(visibility=Visibility.PUBLIC)
        if user.works_for_the_government:
            return present
        own = Q(unit__in=user.own_units)
        return present.filter(Q(visibility=Visibility.PUBLIC) | own)

    def editable_by(self, user: Visitor) -> ActorQuerySet:
        """The coordinator edits all; heads and delegates their unit and those of no government."""
        if not may_add(user):
            return self.none()
        assert isinstance(user, User)
        present = self.filter(merged_into=None)
        if is_coordinator(user):
            return present
        units = user.units_as(Role.HEAD, Role.DELEGATE)
        return present.filter(Q(unit=None) | Q(unit__external=True) | Q(unit__in=units))

    def of_units(self, units: set[int]) -> ActorQuerySet:
        return self.filter(merged_into=None, unit__in=units)

    def matching(self, question: str) -> ActorQuerySet:
        return self.filter(search.matching("actors.actor", question))


def may_add(user: Visitor) -> bool:
    """Who may write a new actor into the directory."""
    if not isinstance(user, User):
        return False
    return is_coordinator(user) or bool(user.units_as(Role.HEAD, Role.DELEGATE))


class Actor(Record):
    """Whoever takes part in carrying out the plan: a unit of the city is one too."""

    class Type(models.TextChoices):
        """The 21 that the plan considers, in its order."""

        CIVIL_SOCIETY = "sociedad_civil", _("sociedad civil")
        COMMUNE = "comuna", _("comuna")
        IMPROVEMENT_COMMITTEE = "comite_pro_mejoras", _("comité pro mejoras")
        LEAGUE = "liga_barrial", _("liga barrial")
        ASSEMBLY = "asamblea_sectorial", _("asamblea sectorial")
        CLUB = "club", _("club")
        COLLECTIVE = "colectivo", _("colectivo")
        FOUNDATION = "fundacion", _("fundación")
        SOCIAL_ORGANISATION = "organizacion_social", _("organización social")
        COOPERATIVE = "cooperativa", _("cooperativa")
        BUILDER = "constructora_inmobiliaria", _("constructora o inmobiliaria")
        CHAMBER = "camara", _("cámara")
        PRODUCTIVE_SECTOR = "sector_productivo", _("sector productivo")
        COMPANY = "industria_y_empresa", _("industria o empresa")
        BANK = "banca_y_finanzas", _("banca y finanzas")
        UNIVERSITY = "universidad_y_academia", _("universidad o academia")
        INTERNATIONAL_AGENCY = "organismo_internacional", _("organismo o agencia internacional")
        MULTILATERAL = "organismo_multilateral", _("organismo multilateral")
        GOVERNMENT = "gobierno_autonomo", _("gobierno autónomo descentralizado")
        ASSOCIATION_OF_GOVERNMENTS = "mancomunidad", _("mancomunidad")
        OTHER = "otro", _("otro")

    class Nature(models.TextChoices):
        PUBLIC = "publico", _("público")
        PRIVATE = "privado", _("privado")
        COMMUNITY = "comunitario", _("comunitario")
        ACADEMIC = "academico", _("académico")
        COOPERATION = "cooperacion", _("de cooperación internacional")

    class Government(models.TextChoices):
        """The level of government that a public actor belongs to."""

        NATIONAL = "national", _("nacional")
        REGIONAL = "regional", _("regional")
        PROVINCIAL = "provincial", _("provincial")
        METROPOLITAN = "metropolitan", _("metropolitano")
        CANTONAL = "cantonal", _("cantonal")
        PARISH = "parish", _("parroquial")

    name = models.CharField(_("nombre"), max_length=300)
    acronym = models.CharField(_("sigla"), max_length=40, blank=True)
    type = models.CharField(_("tipo"), max_length=40, choices=Type, blank=True)
    nature = models.CharField(_("índole"), max_length=20, choices=Nature, blank=True)
    government = models.CharField(
        _("nivel de gobierno"), max_length=20, choices=Government, blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("pertenece a"),
    )
    # the same body as a unit: people hold roles in it, and it leads initiatives
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="actor")
    areas = models.ManyToManyField(Area, verbose_name=_("territorio"), blank=True)
    website = models.URLField(_("sitio web"), blank=True)
    about = models.TextField(_("qué hace"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("actor")
        verbose_name_plural = _("actores")
        constraints = [
            models.CheckConstraint(
                name="actor_is_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="actor_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [models.Index(fields=["name"], name="actor_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actors:actor", args=[self.pk])


class Identifier(models.Model):
    """A number under which others know an actor."""

    class Scheme(models.TextChoices):
        RUC = "EC-RUC", _("RUC")
        ORG_ID = "org-id", _("identificador internacional (org-id)")
        OTHER = "other", _("otro registro")

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("registro"), max_length=20, choices=Scheme)
    value = models.CharField(_("número"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once")]


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Visitor) -> ContactQuerySet:
        """The government sees all; partners those of their own; others what may be published."""
        if not isinstance(user, User):
            return self.filter(public=True)
        if user.works_for_the_government:
            return self.all()
        return self.filter(Q(public=True) | Q(actor__unit__in=user.own_units))


class Contact(models.Model):
    """A person to ask in an actor. Only the government sees it, unless it is made public."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="contacts")
    name = models.CharField(_("nombre"), max_length=200, blank=True)
    position = models.CharField(_("cargo"), max_length=200, blank=True)
    email = models.EmailField(_("correo"), blank=True)
    phone = models.CharField(_("teléfono"), max_length=40, blank=True)
    public = models.BooleanField(_("puede publicarse"), default=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]


class ActorRoleQuerySet(models.QuerySet["ActorRole"]):
    def on(self, day: datetime.date) -> ActorRoleQuerySet:
        return self.filter(Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))

    def of(self, record: str, *ids: int) -> ActorRoleQuerySet:
        return self.filter(record=record, object_id__in=ids)


class ActorRole(models.Model):
    """What an actor does in a thing, from one day to another."""

    class Role(models.TextChoices):
        EXECUTES = "executes", _("ejecuta")
        PROMOTES = "promotes", _("promueve")
        COORDINATES = "coordinates", _("coordina")
        CO_RESPONSIBLE = "co_responsible", _("corresponsable")
        FUNDS = "funds", _("financia")
        ADVISES = "advises", _("asesora")
        BENEFITS = "benefits", _("se beneficia")
        OVERSEES = "oversees", _("vigila")

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="roles")
    record = models.CharField(max_length=60)  # "plans.initiative"
    object_id = models.BigIntegerField()
    role = models.CharField(_("papel"), max_length=20, choices=Role)
    starts = models.DateField(_("desde"), null=True, blank=True)
    ends = models.DateField(_("hasta"), null=True, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    imported_from = models.CharField(max_length=200, blank=True)  # as the document names it

    objects = ActorRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "record", "object_id", "role"],
                condition=Q(ends=None),
                name="actor_role_once",
            ),
            models.CheckConstraint(
                name="actor_role_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
        ]
        indexes = [models.Index(fields=["record", "object_id"], name="actor_role_of")]


class Merge(models.Model):
    """One actor turned out to be another: what moved, so that it can be taken back."""

    kept = models.ForeignKey(Actor, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Actor, models.PROTECT, related_name="merges_away")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)


class NotTheSame(models.Model):
    """Somebody looked at two actors with like names and said that they are two."""

    first = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    second = models.ForeignKey(Actor, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(
                name="not_the_same_in_order", condition=Q(first__lt=F("second"))
            ),
        ]


class Sheet(models.Model):
    """A table of actors that somebody brought: what it holds, and what it changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)  # emptied once applied: they may hold contacts
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    changed = models.JSONField(default=dict)  # {"created": [id…], "edited": [[id, {…}, {…}]…]}
