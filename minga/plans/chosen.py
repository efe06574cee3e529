"""Which plan is meant."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from minga.base.steps import Refused
from minga.intake.models import Document, Import
from minga.plans.draft import PlanDraft
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


def plan_for(draft: PlanDraft, document: Document, code: str) -> Plan:
    """The plan to fill: the one named, the one this document filled before, or a new one."""
    if not code:
        earlier = Import.objects.filter(document=document).first()
        code = earlier.into if earlier else ""
    stem = document.name.rpartition(".")[0] or document.name
    title = draft.title or stem
    if not code:
        same_title = Plan.objects.filter(title=title).first()
        code = same_title.code if same_title else slugify(stem)[:40].strip("-") or "plan"
    if code != slugify(code):
        raise Refused(
            _("El código de un plan lleva letras sin tilde, números y guiones: %s") % code
        )
    plan, _created = Plan.objects.get_or_create(
        code=code,
        defaults={
            "title": title[:300],
            "government": draft.government[:200],
            "language": draft.language,
            "first_year": draft.first_year,
            "last_year": draft.last_year,
        },
    )
    return Plan.objects.select_for_update().get(pk=plan.pk)
