"""Accounts, units of the government and its partners, and who holds which role where."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record


class UnitQuerySet(models.QuerySet["Unit"]):
    def named(self, name: str) -> Unit | None:
        return self.filter(Q(name=name) | Q(acronym=name)).first()


class Unit(Record):
    """A unit of the government, or a partner organisation: who answers for something."""

    name = models.CharField(_("nombre"), max_length=200, unique=True)
    short_name = models.CharField(_("nombre corto"), max_length=80, blank=True)
    acronym = models.CharField(_("sigla"), max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    external = models.BooleanField(_("organización aliada"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("unidad")
        verbose_name_plural = _("unidades")
        constraints = [
            models.CheckConstraint(
                name="unit_is_not_its_own_parent", condition=~Q(parent=F("id")) | Q(parent=None)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinación del plan")
    HEAD = "head", _("Jefatura de unidad")
    DELEGATE = "delegate", _("Delegación de una unidad")
    PARTNER = "partner", _("Organización aliada")
    CASE_WORKER = "case_worker", _("Atención de casos")
    SUPERVISOR = "supervisor", _("Supervisión de casos")
    INVESTMENT_OFFICER = "investment_officer", _("Promoción de inversiones")
    OPERATOR = "operator", _("Operación del sistema")


class Mailing(models.TextChoices):
    """How a person wants to hear by e-mail; in the application every notice is shown."""

    IMMEDIATE = "immediate", _("en cuanto ocurre")
    DAILY = "daily", _("un resumen al día")
    NEVER = "never", _("nunca")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. What they may do comes from their memberships."""

    email = models.EmailField(_("correo"), unique=True)
    name = models.CharField(_("nombre"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # can sign in only where the demo runs
    language = models.CharField(
        _("idioma"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    mail = models.CharField(
        _("avisos por correo"), max_length=10, choices=Mailing, default=Mailing.IMMEDIATE
    )
    joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> dict[str, set[int | None]]:
        """The roles held today, each with the units it is held in (None: everywhere)."""
        held: dict[str, set[int | None]] = {}
        for role, unit in (
            Membership.objects.held_on(datetime.date.today())
            .filter(user=self)
            .values_list("role", "unit")
        ):
            held.setdefault(role, set()).add(unit)
        return held

    def has_role(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def works_for_the_government(self) -> bool:
        """Holds a role in the city; partners do not."""
        return bool(self.roles.keys() - {Role.PARTNER})

    @property
    def own_units(self) -> set[int]:
        """The units that the person speaks for: what is due from them is due from this person."""
        return self.units_as(Role.HEAD, Role.DELEGATE, Role.PARTNER)

    def units_as(self, *roles: str) -> set[int]:
        """The units in which the person holds one of these roles."""
        return {unit for role in roles for unit in self.roles.get(role, ()) if unit}


Visitor = User | AnonymousUser


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_on(self, day: datetime.date) -> MembershipQuerySet:
        return self.filter(Q(starts=None) | Q(starts__lte=day), Q(ends=None) | Q(ends__gte=day))


class Membership(models.Model):
    """A role that a person holds, in a unit or over the whole plan, from one day to another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("papel"), max_length=20, choices=Role)
    starts = models.DateField(_("desde"), null=True, blank=True)
    ends = models.DateField(_("hasta"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(unit=None),
                name="membership_everywhere_once",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="membership_unit_roles_have_a_unit",
                condition=~Q(role__in=["head", "delegate", "partner"]) | Q(unit__isnull=False),
            ),
        ]


class TokenQuerySet(models.QuerySet["Token"]):
    def usable(self, now: datetime.datetime) -> TokenQuerySet:
        return self.filter(revoked_at=None, expires__gt=now)


class Token(models.Model):
    """A key with which a program speaks for a person: what the person may, it may."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("para qué"), max_length=80)
    shown = models.CharField(max_length=16)  # how the key begins, to tell it from others
    sha256 = models.CharField(max_length=64, unique=True)  # nobody can read the key here
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("vale hasta"))
    last_used = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("clave de acceso")
        verbose_name_plural = _("claves de acceso")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(revoked_at=None), name="token_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


def is_coordinator(user: Visitor) -> bool:
    return isinstance(user, User) and user.has_role(Role.COORDINATOR)


def people_of(units: set[int], *roles: str) -> models.QuerySet[User]:
    """Who holds one of these roles today in one of these units."""
    today = datetime.date.today()
    held = Membership.objects.held_on(today).filter(unit__in=units, role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)
