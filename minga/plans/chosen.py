"""Which plan a command means."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from minga.plans.models import Plan


def chosen_plan(code: str) -> Plan:
    """The plan named by its code, or the only one there is."""
    codes = list(Plan.objects.order_by("code").values_list("code", flat=True))
    if not codes:
        raise CommandError(
            _("Todavía no hay ningún plan. Traiga uno: minga import ARCHIVO"), returncode=2
        )
    if code and code not in codes:
        raise CommandError(
            _("No hay un plan con el código «%(code)s». Hay: %(codes)s.")
            % {"code": code, "codes": ", ".join(codes)},
            returncode=2,
        )
    if not code and len(codes) > 1:
        raise CommandError(
            _("Hay varios planes. Diga cuál con --plan: %s.") % ", ".join(codes), returncode=2
        )
    return Plan.objects.get(code=code or codes[0])
