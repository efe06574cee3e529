"""What the sign-in page says about the people of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.people.models import Role

register = template.Library()

DOES: dict[Role, Promise] = {
    Role.COORDINATOR: _("Corregir el plan, decidir hallazgos"),
    Role.HEAD: _("Corregir lo que responde su unidad"),
    Role.DELEGATE: _("Completar lo que le toca a su unidad"),
    Role.PARTNER: _("Ver lo que hace con la ciudad"),
    Role.CASE_WORKER: _("Atender a personas; por ahora, leer"),
    Role.SUPERVISOR: _("Supervisar casos; por ahora, leer"),
    Role.INVESTMENT_OFFICER: _("Atender inversiones; por ahora, leer"),
    Role.OPERATOR: _("Instalar y respaldar; aquí, leer todo"),
}


@dataclass(frozen=True, slots=True)
class DemoRole:
    value: str
    label: Promise | str
    does: Promise


@register.simple_tag
def demo_roles() -> list[DemoRole]:
    return [DemoRole(role.value, role.label, does) for role, does in DOES.items()]
