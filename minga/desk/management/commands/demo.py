"""minga demo: everything running with Quito's published plan."""

from __future__ import annotations

import secrets
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from minga.actors.units import actors_of
from minga.base.progress import progress
from minga.base.ready import ready
from minga.desk.management.commands.serve import serve
from minga.intake.documents import keep
from minga.intake.read import read
from minga.people import actions as people
from minga.people.models import Role, Unit, User
from minga.plans.actions.about import describe_plan
from minga.plans.actions.apply import apply
from minga.plans.actions.describe import describe
from minga.plans.importer import draft_from
from minga.plans.models import Plan
from minga.territory import actions as territory
from minga.territory.models import Area

PLANS = Path(__file__).parents[3] / "plans" / "data"
TERRITORY = Path(__file__).parents[3] / "territory" / "data"


class Command(BaseCommand):
    help = "Muestra Minga con el plan de Quito y cuentas de demostración."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="preparar y terminar")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        load_quito(quiet=not sys.stderr.isatty() and options["no_serve"])
        password = demo_people()
        self.stdout.write(_("Cuentas de demostración (contraseña: %s)") % password)
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            self.stdout.write(f"  {user.email:<36} {user.name}")
        if not options["no_serve"]:
            serve("127.0.0.1", options["port"], 2, self.stdout.write)


def load_quito(*, quiet: bool = False) -> Plan:
    """Import the published Appendix 12 and say what its prose declares; once."""
    description = tomllib.loads((PLANS / "known" / "quito.toml").read_text(encoding="utf-8"))
    code = description["plan"]["code"]
    plan = Plan.objects.filter(code=code).first()
    if plan:
        return plan
    territory.load(TERRITORY / "quito.toml")
    file = PLANS / "pmdot-apendice-12.txt"
    content = file.read_bytes()
    reading = read(content, file.name)
    with progress(_("Importando el Apéndice 12"), quiet=quiet) as bar:
        apply(
            draft_from(reading),
            document=keep(content, reading, by=None),
            by=None,
            code=code,
            progress=bar,
        )
    plan = Plan.objects.get(code=code)
    describe(plan, description, by=None)
    place = Area.objects.get(kind=Area.Kind.DISTRICT, name=description["plan"]["government"])
    describe_plan(plan, by=None, area=place)
    return plan


def demo_people() -> str:
    """One person a role, in the unit of mobility where the role has one; returns the password."""
    file = settings.HOME / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(6))
    password = file.read_text()
    unit = Unit.objects.filter(name__endswith="Movilidad").first()
    partner, _created = Unit.objects.get_or_create(
        name="Universidad de demostración", defaults={"external": True}
    )
    for role in Role:
        email = f"{role.value.replace('_', '-')}@demo.invalid"
        if User.objects.filter(email=email).exists():
            continue
        people.create_account(
            email,
            name=str(role.label),
            password=password,
            role=role,
            unit={Role.PARTNER: partner, Role.HEAD: unit, Role.DELEGATE: unit}.get(role),
            by=None,
            demo=True,
        )
    actors_of(Unit.objects.all())
    return password
